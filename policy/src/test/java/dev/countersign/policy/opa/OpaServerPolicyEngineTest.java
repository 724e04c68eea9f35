package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyRevision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

/** The engine over a real OPA server keeps the contract: each revision on a server that has downloaded its bundle. */
class OpaServerPolicyEngineTest extends PolicyEngineContract {

    private final List<OpaServerPolicyEngine> engines = new ArrayList<>();
    private final List<OpaProcess> servers = new ArrayList<>();

    @Override
    PolicyDecisionPoint open(RuleBundle rules, JsonNode data, PolicyRevision revision) {
        OpaProcess server = OpaProcess.start(
                RuleBundle.forServer(rules.sources(), data, revision.mark()), folder("server-" + revision.name()));
        servers.add(server);
        OpaServerPolicyEngine engine = new OpaServerPolicyEngine(
                new OpaServerPolicyEngine.Settings(
                        server.url(), null, Duration.ofSeconds(30), 2, 5, Duration.ofSeconds(1)),
                InstantSource.system());
        engines.add(engine);
        return engine.open(rules, data, revision);
    }

    @Override
    PolicyEngine.Health health() {
        return engines.getFirst().health();
    }

    @AfterAll
    void stop() {
        engines.forEach(OpaServerPolicyEngine::close);
        servers.forEach(OpaProcess::close);
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
