package dev.countersign.orchestrator.testing;

import dev.countersign.mcp.connector.Environment;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The environment variables that connectors may name, as the test stack set them up. */
final class TestEnvironment {
    static final String KEY = "test-key-of-the-sandbox";

    @Produces
    @Singleton
    @Alternative
    @Priority(1)
    Environment environment(@ConfigProperty(name = "countersign.test.sandbox-url") String sandbox) {
        return Environment.of(Map.of(
                "COUNTERSIGN_SANDBOX_URL", sandbox,
                "COUNTERSIGN_DEAD_URL", "http://127.0.0.1:1",
                "COUNTERSIGN_SECRET_CRM", KEY,
                "COUNTERSIGN_SECRET_EMAIL", KEY,
                "COUNTERSIGN_SECRET_CALENDAR", KEY,
                "COUNTERSIGN_SECRET_ENRICHMENT", KEY));
    }
}
