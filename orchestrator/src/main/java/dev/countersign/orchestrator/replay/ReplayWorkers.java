package dev.countersign.orchestrator.replay;

import dev.countersign.orchestrator.transition.Worker;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** One replay at a time per instance, and the shadow's way to the store, as named workers. */
@Singleton
public class ReplayWorkers {
    private final Shadow shadow;
    private final ReplayConfig config;
    private final Worker replays;
    private final Worker shadows;

    ReplayWorkers(Replaying replaying, Shadow shadow, ReplayConfig config) {
        this.shadow = shadow;
        this.config = config;
        this.replays = new Worker("replay", config.interval(), replaying::runOnce);
        this.shadows = new Worker("shadow", config.interval(), shadow::runOnce);
    }

    void start(@Observes StartupEvent event) {
        if (config.workers()) {
            replays.start();
            shadows.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        replays.stop();
        shadows.stop();
        shadow.close();
    }

    /** A hint that something was asked for, started or stopped. Never blocks. */
    public void wake() {
        replays.wake();
        shadows.wake();
    }
}
