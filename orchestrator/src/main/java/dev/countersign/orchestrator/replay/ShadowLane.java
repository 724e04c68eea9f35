package dev.countersign.orchestrator.replay;

import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A shadow at work in this instance: a bounded queue in front of one thread that asks it. An engine that hangs holds up
 * this thread and nobody else; what finds no room is dropped and counted. Inputs are kept in memory until they were
 * asked about, and nowhere else.
 */
final class ShadowLane implements AutoCloseable {
    private final UUID shadow;
    private final PolicyDecisionPoint point;
    private final InstantSource clock;
    private final ArrayBlockingQueue<Waiting> queue;
    private final LongAdder dropped = new LongAdder();
    private final Thread thread;
    private volatile boolean closed;

    private final ReentrantLock lock = new ReentrantLock();
    private Matrix matrix = new Matrix();
    private final Deque<Harvest.Difference> differences = new ArrayDeque<>();
    private @Nullable String trouble;

    private record Waiting(Instant at, UUID call, PolicyInput input, Answer was) {}

    ShadowLane(UUID shadow, PolicyDecisionPoint point, int room, InstantSource clock) {
        this.shadow = shadow;
        this.point = point;
        this.clock = clock;
        this.queue = new ArrayBlockingQueue<>(room);
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("shadow-" + point.revision().name())
                .start(this::loop);
    }

    UUID shadow() {
        return shadow;
    }

    /** Never blocks. The input is copied, since its owner may mask it before it is stored. */
    void offer(UUID call, PolicyInput input, Answer was) {
        if (queue.remainingCapacity() == 0
                || !queue.offer(new Waiting(
                        clock.instant(), call, new PolicyInput(input.json().deepCopy()), was))) {
            dropped.increment();
        }
    }

    private void loop() {
        while (!closed) {
            try {
                Waiting waiting = queue.take();
                note(waiting, Answer.from(point, waiting.input()));
            } catch (InterruptedException stopping) {
                // Only close interrupts, and it has set closed before.
            }
        }
    }

    private void note(Waiting waiting, Answer wouldBe) {
        lock.lock();
        try {
            matrix.add(waiting.was().outcome(), wouldBe.outcome(), 1);
            if (wouldBe.cause() != null) {
                trouble = wouldBe.cause();
            }
            if (waiting.was().outcome() != wouldBe.outcome()) {
                if (differences.size() == Shadows.KEPT) {
                    differences.removeFirst();
                }
                String tool = waiting.input().json().path("action").path("tool").asText();
                differences.addLast(new Harvest.Difference(waiting.at(), waiting.call(), tool, waiting.was(), wouldBe));
            }
        } finally {
            lock.unlock();
        }
    }

    /** What came together since the last time; whoever takes it stores it. */
    Harvest take() {
        lock.lock();
        try {
            var harvest = new Harvest(matrix, dropped.sumThenReset(), new ArrayList<>(differences), trouble);
            matrix = new Matrix();
            differences.clear();
            trouble = null;
            return harvest;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the thread as soon as its engine answers; what still waits is forgotten. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        point.close();
    }
}
