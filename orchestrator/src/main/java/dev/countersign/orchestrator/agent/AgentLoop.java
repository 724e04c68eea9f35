package dev.countersign.orchestrator.agent;

import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.transition.StoreUnavailable;
import dev.countersign.orchestrator.transition.Worker;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Claims due runs and works on each on a virtual thread until it sleeps or ends. A run that sleeps has neither thread
 * nor object here; a run whose process died is due again when its lease is over.
 */
@Singleton
public class AgentLoop {
    private static final Logger LOG = Logger.getLogger(AgentLoop.class);
    /** Two renewals may be lost before a lease is. */
    private static final int RENEWALS = 3;

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);

    private final Runs runs;
    private final RunStepper stepper;
    private final AgentConfig config;
    private final Duration lease;
    private final Set<UUID> held = ConcurrentHashMap.newKeySet();
    private final Worker claiming;
    private final Worker keeper;

    AgentLoop(Runs runs, RunStepper stepper, AgentConfig config, LedgerWorkers ledger) {
        this.runs = runs;
        this.stepper = stepper;
        this.config = config;
        this.lease = leaseOf(config);
        this.claiming = new Worker("agent-loop", config.interval(), this::claimSome);
        // Whatever makes a run due also tells an event.
        ledger.whenSealed(this::wake);
        this.keeper = new Worker("lease-keeper", lease.dividedBy(RENEWALS), this::renew);
    }

    static Duration leaseOf(AgentConfig config) {
        if (config.lease().compareTo(SHORTEST_LEASE) < 0) {
            throw new IllegalArgumentException(
                    "countersign.agent.lease is %s; it has to be at least %s, or a busy process loses its runs"
                            .formatted(config.lease(), SHORTEST_LEASE));
        }
        return config.lease();
    }

    void start(@Observes StartupEvent event) {
        if (config.workers()) {
            claiming.start();
            keeper.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        claiming.stop();
        keeper.stop();
    }

    /** A hint that a run is due. Never blocks. */
    public void wake() {
        claiming.wake();
    }

    private boolean claimSome() {
        int room = config.concurrency() - held.size();
        if (room <= 0) {
            return false;
        }
        List<Run> claimed = runs.claim(room, lease);
        for (Run run : claimed) {
            held.add(run.id());
            Thread.ofVirtual().name("run-" + run.id()).start(() -> {
                try {
                    work(run);
                } finally {
                    held.remove(run.id());
                    // Somebody may have waited for the room.
                    claiming.wake();
                }
            });
        }
        return claimed.size() == room;
    }

    private void work(Run run) {
        MDC.put("runId", run.id());
        try {
            stepper.advance(run);
        } catch (StoreUnavailable away) {
            LOG.warnf("run %s waits: %s", run.id(), away.getMessage());
        } catch (RuntimeException e) {
            LOG.errorf(e, "run %s: a step failed in an unforeseen way", run.id());
            stepper.stumbled(run);
        } finally {
            MDC.remove("runId");
        }
    }

    private boolean renew() {
        runs.renew(List.copyOf(held), lease);
        return false;
    }
}
