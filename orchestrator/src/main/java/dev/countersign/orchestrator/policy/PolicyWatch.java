package dev.countersign.orchestrator.policy;

import dev.countersign.orchestrator.transition.Worker;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/** Keeps this instance at what other instances activate, and asks an engine that fails until it answers again. */
@Singleton
public class PolicyWatch {
    private final ActivePolicy policy;
    private final Worker worker;
    private final boolean runs;

    PolicyWatch(ActivePolicy policy, PolicyConfig config) {
        this.policy = policy;
        this.runs = config.workers();
        this.worker = new Worker("policy-watch", config.interval(), this::runOnce);
    }

    void start(@Observes StartupEvent event) {
        if (runs) {
            worker.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        worker.stop();
    }

    /** One look; never more to do at once. */
    boolean runOnce() {
        policy.watch();
        return false;
    }
}
