package dev.countersign.orchestrator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.credential.Credentials;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.opa.OpaServerPolicyEngine;
import dev.countersign.policy.opa.OpaWasmDecisionPoint;
import dev.countersign.policy.opa.PolicyEngine;
import dev.countersign.policy.opa.WasmPolicyEngine;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.InstantSource;

/** The engine that decides, as configured, and the one in process, which checks every change before it may decide. */
@Singleton
class Engines {
    private final PolicyEngine inProcess;
    private final PolicyEngine deciding;

    @Inject
    Engines(PolicyConfig config, OpaServerConfig opa, Credentials credentials, InstantSource clock) {
        this.inProcess = new WasmPolicyEngine(new OpaWasmDecisionPoint.Settings(config.instances(), config.deadline()));
        this.deciding = switch (config.engine()) {
            case WASM -> inProcess;
            case OPA_SERVER -> new OpaServerPolicyEngine(settings(opa, credentials), clock);
        };
    }

    private static OpaServerPolicyEngine.Settings settings(OpaServerConfig opa, Credentials credentials) {
        URI url = opa.url()
                .orElseThrow(() -> new IllegalStateException(
                        "countersign.policy.opa.url (COUNTERSIGN_POLICY_OPA_URL) is not set; name the OPA server."));
        String token = opa.token().map(ref -> secret(ref, credentials)).orElse(null);
        return new OpaServerPolicyEngine.Settings(
                url, token, opa.deadline(), opa.attempts(), opa.failures(), opa.pause());
    }

    private static String secret(String ref, Credentials credentials) {
        return switch (credentials.resolve(ref)) {
            case Credentials.Resolution.Found found -> found.secret().reveal();
            case Credentials.Resolution.Absent absent ->
                throw new IllegalStateException("countersign.policy.opa.token leads to no secret: " + absent.cause());
        };
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
}
