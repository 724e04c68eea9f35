package dev.countersign.orchestrator.ledger;

import dev.countersign.orchestrator.transition.StoreUnavailable;
import dev.countersign.orchestrator.transition.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** Sealer and relay as named workers. A commit may wake the sealer; the state of the rows is the truth. */
@Singleton
public class LedgerWorkers {
    private final Ledger ledger;
    private final Relay relay;
    private final LedgerConfig config;
    private final Worker sealer;
    private final Worker relaying;
    private final AtomicLong lag = new AtomicLong();
    private final CopyOnWriteArrayList<Runnable> whenSealed = new CopyOnWriteArrayList<>();

    public LedgerWorkers(Ledger ledger, Relay relay, LedgerConfig config, MeterRegistry meters) {
        this.ledger = ledger;
        this.relay = relay;
        this.config = config;
        this.sealer = new Worker("sealer", config.interval(), this::seal);
        this.relaying = new Worker("relay", config.interval(), this::publish);
        meters.gauge("countersign.relay.lag", lag);
    }

    void start(@Observes StartupEvent event) {
        if (config.workers()) {
            sealer.start();
            relaying.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        sealer.stop();
        relaying.stop();
    }

    /** A hint that events were committed. Never blocks. */
    public void wake() {
        sealer.wake();
    }

    /** Called on the sealer's thread after events were sealed; must not block. */
    public void whenSealed(Runnable listener) {
        whenSealed.add(listener);
    }

    /** True when more may be waiting. */
    boolean seal() {
        int moved = ledger.seal(config.batch());
        if (moved > 0) {
            relaying.wake();
            whenSealed.forEach(Runnable::run);
        }
        return moved == config.batch();
    }

    private boolean publish() {
        try {
            int published = relay.runOnce();
            lag.set(ledger.head().lag());
            return published == config.batch();
        } catch (Relay.RelayStopped stopped) {
            try {
                lag.set(ledger.head().lag());
            } catch (StoreUnavailable both) {
                // Kafka and Postgres are away: the lag is unknown, and the worker logs the outage itself.
                throw both;
            }
            return false;
        }
    }
}
