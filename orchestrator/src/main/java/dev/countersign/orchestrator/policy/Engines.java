package dev.countersign.orchestrator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.credential.Credentials;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.opa.OpaWasmDecisionPoint;
import dev.countersign.policy.opa.PolicyEngine;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Objects;

/** The engine that decides, as configured, and the one in process, which checks every change before it may decide. */
@Singleton
class Engines {
    private final PolicyEngine inProcess;
    private final PolicyEngine deciding;

    @Inject
    Engines(PolicyConfig config, OpaServerConfig opa, Credentials credentials, InstantSource clock) {
        this.inProcess = new InProcess(new OpaWasmDecisionPoint.Settings(config.instances(), config.deadline()));
        this.deciding = inProcess;
    }

    /** For tests with engines of their own. */
    Engines(PolicyEngine inProcess, PolicyEngine deciding) {
        this.inProcess = inProcess;
        this.deciding = deciding;
    }

    PolicyEngine deciding() {
        return deciding;
    }

    /**
     * Opens a change. Its rules are always tried in process first, because a server would only say later that they
     * cannot decide.
     *
     * @throws dev.countersign.policy.document.DocumentInvalid when they cannot
     */
    PolicyDecisionPoint open(RuleBundle rules, JsonNode data, PolicyRevision revision) {
        if (deciding != inProcess) {
            inProcess.open(rules, data, revision).close();
        }
        return deciding.open(rules, data, revision);
    }

    PolicyEngine inProcess() {
        return inProcess;
    }

    void close(@Observes ShutdownEvent event) {
        deciding.close();
        inProcess.close();
    }

    private record InProcess(OpaWasmDecisionPoint.Settings settings) implements PolicyEngine {
        @Override
        public PolicyDecisionPoint open(RuleBundle rules, JsonNode data, PolicyRevision revision) {
            return OpaWasmDecisionPoint.open(Objects.requireNonNull(rules.wasm()), data, revision, settings);
        }

        @Override
        public Health health() {
            return Health.ANSWERS;
        }

        @Override
        public void close() {
            // Each point holds its own engine.
        }
    }
}
