package dev.countersign.orchestrator.health;

import dev.countersign.orchestrator.policy.ActivePolicy;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Without a policy nothing may happen: not ready. */
@Readiness
@Singleton
class PolicyCheck implements HealthCheck {
    private final ActivePolicy policy;

    PolicyCheck(ActivePolicy policy) {
        this.policy = policy;
    }

    @Override
    public HealthCheckResponse call() {
        return policy.ready()
                ? HealthCheckResponse.named("policy")
                        .up()
                        .withData("revision", policy.active().revision().name())
                        .build()
                : HealthCheckResponse.down("policy");
    }
}
