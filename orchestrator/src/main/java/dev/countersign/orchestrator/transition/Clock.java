package dev.countersign.orchestrator.transition;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** The application's clock, for what is only shown or given to policy. What expires is decided by Postgres' clock. */
@Singleton
final class Clock {
    @Produces
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }
}
