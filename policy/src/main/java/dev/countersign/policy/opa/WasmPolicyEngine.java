package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.bundle.PinnedData;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Problem;

/**
 * Evaluates OPA's Wasm in this process. Each point has its own instances, so any number of revisions may be open beside
 * each other; a replay or a shadow is asked here whichever engine decides.
 */
public final class WasmPolicyEngine implements PolicyEngine {

    private final OpaWasmDecisionPoint.Settings settings;

    public WasmPolicyEngine(OpaWasmDecisionPoint.Settings settings) {
        this.settings = settings;
    }

    @Override
    public PolicyDecisionPoint open(RuleBundle rules, JsonNode data, PolicyRevision revision) {
        byte[] wasm = rules.wasm();
        if (wasm == null) {
            throw new DocumentInvalid(new Problem(
                    "/policy.wasm",
                    "nothing",
                    "There are no rules to open: policy.wasm is missing. Take the rules of the active revision."));
        }
        WasmEngine engine = new WasmEngine(wasm, PinnedData.of(data).toString(), settings);
        engine.require(Question.CATALOGUE);
        OwnRules.check(engine);
        return new OpaWasmDecisionPoint(engine, revision);
    }

    /** Always answers: there is nothing between the question and the rules that could be away. */
    @Override
    public Health health() {
        return Health.ANSWERS;
    }

    /** Closes nothing: a point belongs to whoever opened it. */
    @Override
    public void close() {
        // Nothing is shared between points.
    }
}
