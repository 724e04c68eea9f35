package dev.countersign.orchestrator.policy;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** As outside the local profile: whoever proposes a change does not activate it. */
public final class FourEyes implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("countersign.policy.four-eyes", "true");
    }
}
