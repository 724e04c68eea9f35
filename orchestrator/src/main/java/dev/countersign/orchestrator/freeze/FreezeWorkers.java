package dev.countersign.orchestrator.freeze;

import dev.countersign.orchestrator.transition.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Confirms what could not be confirmed at once, and measures what is frozen. */
@Singleton
public class FreezeWorkers {
    private static final Logger LOG = Logger.getLogger(FreezeWorkers.class);
    /** New intents queue behind a lock that waits, whatever their scope: each try is short. */
    private static final Duration TRY = Duration.ofMillis(500);

    private final Freezes freezes;
    private final AtomicLong frozen = new AtomicLong();
    private final AtomicLong unconfirmed = new AtomicLong();
    private final Worker worker;
    private final boolean runs;

    FreezeWorkers(Freezes freezes, FreezeConfig config, MeterRegistry meters) {
        this.freezes = freezes;
        this.runs = config.workers();
        this.worker = new Worker("freeze-confirmer", config.interval(), this::runOnce);
        meters.gauge("countersign.freezes", frozen);
        meters.gauge("countersign.freezes.unconfirmed", unconfirmed);
    }

    void start(@Observes StartupEvent event) {
        if (runs) {
            worker.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        worker.stop();
    }

    /** One try for each that waits, oldest first; never more to do at once. */
    boolean runOnce() {
        List<Freeze> open = freezes.open();
        List<Freeze> waiting = open.stream()
                .filter(freeze -> freeze.state() == Freeze.State.REQUESTED)
                .toList()
                .reversed();
        int left = waiting.size();
        for (Freeze freeze : waiting) {
            if (!freezes.confirm(freeze, TRY)) {
                // Whoever holds the lock holds it against the others too.
                break;
            }
            LOG.infof(
                    "freeze %s of %s is confirmed", freeze.id(), freeze.scope().words());
            left--;
        }
        frozen.set(open.size());
        unconfirmed.set(left);
        return false;
    }
}
