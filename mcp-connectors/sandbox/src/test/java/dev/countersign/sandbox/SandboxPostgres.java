package dev.countersign.sandbox;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One Postgres for all tests of the sandbox, and the keys that the local profile would set. */
public final class SandboxPostgres implements QuarkusTestResourceLifecycleManager {

    static final String CRM_KEY = "crm-key";
    static final String OTHER_KEY = "other-key";

    private @Nullable EmbeddedPostgres postgres;

    @Override
    public Map<String, String> start() {
        EmbeddedPostgres started;
        try {
            started = EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        postgres = started;
        return Map.of(
                "COUNTERSIGN_SANDBOX_JDBC_URL", started.getJdbcUrl("postgres", "postgres"),
                "COUNTERSIGN_SECRET_CRM", CRM_KEY,
                "COUNTERSIGN_SECRET_EMAIL", OTHER_KEY,
                "COUNTERSIGN_SECRET_CALENDAR", OTHER_KEY,
                "COUNTERSIGN_SECRET_ENRICHMENT", OTHER_KEY);
    }

    @Override
    public void stop() {
        try {
            if (postgres != null) {
                postgres.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
