package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyRevision;
import java.time.Duration;

/** The engine in process keeps the contract. */
class WasmPolicyEngineTest extends PolicyEngineContract {

    private final WasmPolicyEngine engine =
            new WasmPolicyEngine(new OpaWasmDecisionPoint.Settings(2, Duration.ofSeconds(30)));

    @Override
    PolicyDecisionPoint open(RuleBundle rules, JsonNode data, PolicyRevision revision) {
        return engine.open(rules, data, revision);
    }

    @Override
    PolicyEngine.Health health() {
        return engine.health();
    }
}
