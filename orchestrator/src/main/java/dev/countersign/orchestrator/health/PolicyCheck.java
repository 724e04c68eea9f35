package dev.countersign.orchestrator.health;

import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.policy.ActivePolicy;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Without a policy nothing may happen: not ready. An engine that gives no answer is no reason to stop: people still
 * read and decide, approved calls wait. The body says so.
 */
@Readiness
@Singleton
class PolicyCheck implements HealthCheck {
    private final ActivePolicy policy;

    PolicyCheck(ActivePolicy policy) {
        this.policy = policy;
    }

    @Override
    public HealthCheckResponse call() {
        if (!policy.ready()) {
            HealthCheckResponseBuilder down =
                    HealthCheckResponse.named("policy").down();
            policy.trouble().ifPresent(trouble -> tell(down, trouble));
            return down.build();
        }
        HealthCheckResponseBuilder up = HealthCheckResponse.named("policy")
                .up()
                .withData("revision", policy.active().revision().name());
        policy.trouble()
                .ifPresentOrElse(
                        trouble -> tell(up.withData("engine", "gives no answer"), trouble),
                        () -> up.withData("engine", "answers"));
        return up.build();
    }

    private static void tell(HealthCheckResponseBuilder body, ActivePolicy.Trouble trouble) {
        body.withData("since", CloudEvent.time(trouble.since())).withData("detail", trouble.cause());
    }
}
