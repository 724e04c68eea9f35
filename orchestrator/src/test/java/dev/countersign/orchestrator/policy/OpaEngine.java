package dev.countersign.orchestrator.policy;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.Map;

/** Policy is asked on an OPA server of its own, at an address where nobody listens until a test starts one. */
public final class OpaEngine implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        try (ServerSocket free = new ServerSocket(0)) {
            return Map.of(
                    "countersign.policy.engine", "opa-server",
                    "countersign.policy.opa.url", "http://127.0.0.1:" + free.getLocalPort(),
                    // A new bundle is downloaded within a second.
                    "countersign.policy.opa.deadline", "PT4S",
                    "countersign.policy.opa.attempts", "4",
                    "countersign.policy.opa.failures", "3",
                    "countersign.policy.opa.pause", "PT0.5S",
                    "countersign.policy.interval", "PT0.2S");
        } catch (IOException none) {
            throw new UncheckedIOException(none);
        }
    }
}
