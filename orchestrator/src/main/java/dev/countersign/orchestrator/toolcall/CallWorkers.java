package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.transition.StoreUnavailable;
import dev.countersign.orchestrator.transition.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** Dispatcher, rescuer and expiry as named workers; each has a {@code runOnce} for tests. */
@Singleton
public class CallWorkers {
    private static final Logger LOG = Logger.getLogger(CallWorkers.class);
    private static final long LEASE_MS = 30_000;
    private static final int BATCH = 50;
    private static final int ASIDE_BATCH = 500;
    private static final Duration METER_INTERVAL = Duration.ofSeconds(5);

    private final ToolCalls calls;
    private final Approvals approvals;
    private final CallTransitions transitions;
    private final ApprovalTransitions rounds;
    private final Sender sender;
    private final Dispatcher dispatcher;
    private final FrozenCalls frozen;
    private final DispatchConfig config;
    private final Semaphore slots;
    private final AtomicLong waiting = new AtomicLong();
    private final AtomicLong oldestSeconds = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
    private final List<Worker> workers;
    private final Worker dispatching;

    CallWorkers(
            ToolCalls calls,
            Approvals approvals,
            CallTransitions transitions,
            ApprovalTransitions rounds,
            Sender sender,
            Dispatcher dispatcher,
            FrozenCalls frozen,
            DispatchConfig config,
            MeterRegistry meters) {
        this.calls = calls;
        this.approvals = approvals;
        this.transitions = transitions;
        this.rounds = rounds;
        this.sender = sender;
        this.dispatcher = dispatcher;
        this.frozen = frozen;
        this.config = config;
        this.slots = new Semaphore(config.concurrency());
        this.dispatching = new Worker("dispatcher", config.interval(), this::dispatchSome);
        this.workers = List.of(
                dispatching,
                new Worker("expiry", config.interval(), this::expireOnce),
                new Worker("rescuer", config.interval(), this::rescueOnce),
                new Worker("backlog-meter", METER_INTERVAL, this::measure));
        meters.gauge("countersign.approvals.pending", waiting);
        meters.gauge("countersign.approvals.oldest.seconds", oldestSeconds);
        meters.gauge("countersign.calls.outcome.unknown", unknown);
    }

    void start(@Observes StartupEvent event) {
        if (config.workers()) {
            workers.forEach(Worker::start);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        workers.forEach(Worker::stop);
    }

    /** A hint that something was granted. Never blocks. */
    public void wakeDispatcher() {
        dispatching.wake();
    }

    /** Claims due calls and works on each on a thread of its own; true when more may be waiting. */
    private boolean dispatchSome() {
        int room = Math.min(BATCH, slots.availablePermits());
        if (room == 0) {
            return false;
        }
        List<ToolCall> claimed = claim(room);
        for (ToolCall call : claimed) {
            slots.acquireUninterruptibly();
            Thread.ofVirtual().name("dispatch-" + call.id()).start(() -> {
                try {
                    dispatchOne(call);
                } finally {
                    slots.release();
                }
            });
        }
        return claimed.size() == room;
    }

    /** What is frozen is put aside first, so that it neither fills the batch nor has policy asked for nothing. */
    private List<ToolCall> claim(int max) {
        while (frozen.setAside(ASIDE_BATCH) == ASIDE_BATCH) {
            // Until nothing that is due is frozen.
        }
        return calls.claim(sender.worker(), LEASE_MS, max);
    }

    private void dispatchOne(ToolCall call) {
        MDC.put("runId", call.runId());
        MDC.put("callId", call.id());
        try {
            dispatcher.dispatch(call);
        } catch (StoreUnavailable away) {
            LOG.warnf("call %s waits: %s", call.id(), away.getMessage());
        } catch (RuntimeException e) {
            // Its lease runs out and it is claimed again; the dispatch deadline bounds that.
            LOG.errorf(e, "call %s could not be dispatched", call.id());
        } finally {
            MDC.clear();
        }
    }

    /** Claims and dispatches what is due on the caller's thread; returns how many. */
    int dispatchOnce() {
        List<ToolCall> claimed = claim(BATCH);
        claimed.forEach(this::dispatchOne);
        return claimed.size();
    }

    /** Expires what was not decided in time; true when more may be waiting. */
    boolean expireOnce() {
        List<UUID> due = rounds.due(BATCH);
        for (UUID id : due) {
            Optional<Approval> approval = approvals.find(id);
            approval.ifPresent(rounds::expire);
        }
        return due.size() == BATCH;
    }

    /** Takes up intents whose sender is gone, and calls whose run was cancelled; true when more may be waiting. */
    boolean rescueOnce() {
        List<ToolCall> abandoned = calls.abandoned(BATCH);
        abandoned.forEach(sender::rescue);
        if (!abandoned.isEmpty()) {
            LOG.infof("rescued %d calls whose sender is gone", abandoned.size());
            wakeDispatcher();
        }
        List<ToolCall> orphans = calls.ofCancelled(BATCH);
        orphans.forEach(this::endWithItsRun);
        return abandoned.size() == BATCH || orphans.size() == BATCH;
    }

    private void endWithItsRun(ToolCall call) {
        if (call.mayHaveHappened()) {
            transitions.lose(call, "An earlier attempt got no answer, and the run was cancelled.");
        } else {
            transitions.refuse(
                    call, Refusal.of(RefusalCode.RUN_CANCELLED, "The run was cancelled, so nothing was sent."), null);
        }
    }

    private boolean measure() {
        Approvals.Backlog backlog = approvals.backlog();
        waiting.set(backlog.waiting());
        oldestSeconds.set((long) backlog.oldestSeconds());
        unknown.set(calls.unknown());
        return false;
    }
}
