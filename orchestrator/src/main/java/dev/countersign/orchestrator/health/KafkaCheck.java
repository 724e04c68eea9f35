package dev.countersign.orchestrator.health;

import dev.countersign.orchestrator.ledger.Relay;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Kafka away is no reason to stop: events wait in Postgres and calls go on. The body says so. */
@Readiness
@Singleton
class KafkaCheck implements HealthCheck {
    private final Relay relay;

    KafkaCheck(Relay relay) {
        this.relay = relay;
    }

    @Override
    public HealthCheckResponse call() {
        String trouble = relay.trouble();
        return HealthCheckResponse.named("kafka")
                .up()
                .withData("state", trouble == null ? "reachable" : "away")
                .withData("detail", trouble == null ? "events arrive" : trouble)
                .build();
    }
}
