package dev.countersign.orchestrator.toolcall;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/**
 * Does slow things beside each other, so many at once, until a deadline. What is late is told to stop: whoever takes the
 * word first decides, the work, which then lasts and is waited for, or the deadline, after which it does nothing.
 */
final class Beside {
    private final Semaphore slots;

    Beside(int atOnce) {
        slots = new Semaphore(atOnce);
    }

    /** Work that asks, right before the first thing that lasts, whether somebody still waits for it. */
    interface Work<R> {
        R run(BooleanSupplier inTime);
    }

    /** What each came to, in order; empty for what was not through in time, which has not happened. */
    <R> List<Optional<R>> all(List<Work<R>> works, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        var going = new ArrayList<Going<R>>();
        works.forEach(work -> going.add(start(work, deadline)));
        return going.stream().map(one -> one.outcome(deadline)).toList();
    }

    private <R> Going<R> start(Work<R> work, long deadline) {
        var going = new Going<R>(new CompletableFuture<>(), new AtomicBoolean());
        Thread.ofVirtual().name("beside").start(() -> {
            try {
                going.answer.complete(run(work, deadline, going));
            } catch (RuntimeException | Error failed) {
                going.answer.completeExceptionally(failed);
            }
        });
        return going;
    }

    private <R> Optional<R> run(Work<R> work, long deadline, Going<R> going) {
        try {
            if (!slots.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        try {
            // A slot that is free only now comes too late: nobody waits any more.
            return deadline - System.nanoTime() <= 0 ? Optional.empty() : Optional.of(work.run(going::begin));
        } finally {
            slots.release();
        }
    }

    private record Going<R>(CompletableFuture<Optional<R>> answer, AtomicBoolean word) {

        boolean begin() {
            return word.compareAndSet(false, true);
        }

        Optional<R> outcome(long deadline) {
            try {
                return answer.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (TimeoutException late) {
                return begin() ? Optional.empty() : answer.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return begin() ? Optional.empty() : answer.join();
            } catch (ExecutionException e) {
                throw new IllegalStateException("work beside others answers, it does not fail", e.getCause());
            }
        }
    }
}
