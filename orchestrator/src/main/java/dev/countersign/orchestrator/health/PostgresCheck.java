package dev.countersign.orchestrator.health;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Without Postgres nothing can be decided: not ready. */
@Readiness
@Singleton
class PostgresCheck implements AsyncHealthCheck {
    private static final NamedSql PING = NamedSql.of("SELECT 1");
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Database database;
    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();

    PostgresCheck(Database database) {
        this.database = database;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        return Uni.createFrom()
                .item(() -> {
                    database.rows(PING, Bindings.none());
                    return HealthCheckResponse.up("postgres");
                })
                .runSubscriptionOn(threads)
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .onFailure()
                .recoverWithItem(() -> HealthCheckResponse.down("postgres"));
    }
}
