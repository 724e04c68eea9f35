package dev.countersign.orchestrator.replay;

import dev.countersign.orchestrator.policy.DecisionListener;
import dev.countersign.orchestrator.transition.StoreUnavailable;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyInput;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks the revision in the shadow beside the active one, in this instance. Which one, if any, stands in the store: each
 * instance looks there, opens and closes its own engine, and adds what it saw.
 */
@Singleton
public class Shadow implements DecisionListener {
    private static final Logger LOG = Logger.getLogger(Shadow.class);

    private final Shadows store;
    private final Candidates candidates;
    private final ReplayConfig config;
    private final InstantSource clock;
    private final Counter same;
    private final Counter different;
    private final Counter droppedCalls;

    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable ShadowLane lane;
    private @Nullable Harvest unstored;
    private @Nullable UUID failed;

    Shadow(Shadows store, Candidates candidates, ReplayConfig config, InstantSource clock, MeterRegistry meters) {
        this.store = store;
        this.candidates = candidates;
        this.config = config;
        this.clock = clock;
        this.same = meters.counter("countersign.shadow.calls", "answer", "same");
        this.different = meters.counter("countersign.shadow.calls", "answer", "different");
        this.droppedCalls = meters.counter("countersign.shadow.dropped");
    }

    @Override
    public void decided(UUID call, PolicyInput input, Decision decision) {
        ShadowLane current = lane;
        if (current != null) {
            current.offer(call, input, Answer.of(decision));
        }
    }

    /** Whether this instance compares with that shadow. */
    public boolean compares(UUID shadow) {
        ShadowLane current = lane;
        return current != null && current.shadow().equals(shadow);
    }

    /**
     * Opens or closes what was started or stopped, and stores what was seen. Blocks for a second when it opens one.
     *
     * @return false: there is never more to do at once
     */
    public boolean runOnce() {
        looking.lock();
        try {
            Shadows.Status wanted = store.current().orElse(null);
            ShadowLane current = lane;
            if (current != null && (wanted == null || !wanted.id().equals(current.shadow()))) {
                lane = null;
                leave(current);
            }
            if (lane == null && wanted != null && !wanted.id().equals(failed)) {
                lane = open(wanted);
            }
            if (lane != null) {
                store(lane);
            }
            return false;
        } finally {
            looking.unlock();
        }
    }

    /** What came together in the last second belongs to the one that was stopped. */
    private void leave(ShadowLane stopped) {
        stopped.close();
        try {
            store(stopped);
        } finally {
            unstored = null;
        }
    }

    private @Nullable ShadowLane open(Shadows.Status wanted) {
        try {
            Candidates.Candidate candidate = candidates
                    .find(wanted.revision())
                    .orElseThrow(() -> new IllegalStateException("it is not stored any more"));
            return new ShadowLane(wanted.id(), candidates.open(candidate), config.shadowQueue(), clock);
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException broken) {
            // Tried once: the same rules fail the same way, and each try costs a second of a processor.
            failed = wanted.id();
            LOG.warnf("revision %s cannot be opened as a shadow: %s", wanted.revision(), broken.getMessage());
            store.trouble(wanted.id(), "Revision " + wanted.revision() + " cannot be opened: " + broken.getMessage());
            return null;
        }
    }

    private void store(ShadowLane current) {
        Harvest seen = current.take();
        meter(seen);
        Harvest all = unstored == null ? seen : unstored.and(seen);
        unstored = all;
        if (!all.isEmpty()) {
            store.add(current.shadow(), all);
        }
        unstored = null;
    }

    private void meter(Harvest seen) {
        different.increment(seen.matrix().changed());
        same.increment(seen.matrix().compared() - seen.matrix().changed());
        droppedCalls.increment(seen.dropped());
    }

    void close() {
        Optional.ofNullable(lane).ifPresent(ShadowLane::close);
        lane = null;
    }
}
