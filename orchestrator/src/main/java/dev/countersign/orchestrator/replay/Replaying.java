package dev.countersign.orchestrator.replay;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.policy.PolicyConfig;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.orchestrator.transition.StoreUnavailable;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Works off one replay: reads batches, asks the revision about each call on a few threads of its own, adds up the
 * answers. While one batch is evaluated the next one is read, so that the engine sets the pace.
 */
@Singleton
class Replaying {
    /** More calls than this are refused with a sentence. */
    static final long CALLS = 1_000_000;

    /** How often a replay is taken up again before it is given up as one that ends its instance. */
    static final int ATTEMPTS = 5;

    /** Small enough to share a batch evenly, large enough that handing it over costs nothing. */
    private static final int PORTION = 32;

    private final Replays replays;
    private final PastCalls calls;
    private final Candidates candidates;
    private final ReplayConfig config;
    private final int threads;
    private final Counter evaluated;

    Replaying(
            Replays replays,
            PastCalls calls,
            Candidates candidates,
            ReplayConfig config,
            PolicyConfig policy,
            MeterRegistry meters) {
        this.replays = replays;
        this.calls = calls;
        this.candidates = candidates;
        this.config = config;
        int processors = Runtime.getRuntime().availableProcessors();
        this.threads = Math.max(1, Math.min(config.parallel(), Math.min(policy.instances(), processors)));
        this.evaluated = meters.counter("countersign.replay.calls");
    }

    /**
     * Takes up one replay and ends it, unless it was cancelled or lost meanwhile.
     *
     * @return false when none waits
     * @throws StoreUnavailable when Postgres went away: the lease runs out and it is taken up again from the start
     */
    boolean runOnce() {
        return replays.claim(config.lease())
                .map(replay -> {
                    work(replay);
                    return true;
                })
                .orElse(false);
    }

    private void work(Replay replay) {
        if (replay.attempts() > ATTEMPTS) {
            replays.fail(replay, "It was taken up " + ATTEMPTS + " times and never came to an end.");
            return;
        }
        try {
            PastCalls.Count count = calls.count(replay.since(), replay.until(), CALLS + 1);
            if (count.asked() + count.notAsked() > CALLS) {
                replays.fail(
                        replay,
                        "There are more than " + CALLS + " calls since " + replay.since() + "; choose a later time.");
                return;
            }
            if (replays.progress(replay, 0, count.asked(), config.lease())) {
                compare(replay, count);
            }
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException broken) {
            replays.fail(replay, "Revision " + replay.revision() + " could not be replayed: " + broken.getMessage());
        }
    }

    private void compare(Replay replay, PastCalls.Count count) {
        Candidates.Candidate candidate = candidates
                .find(replay.revision())
                .orElseThrow(() -> new IllegalStateException("it is not stored any more"));
        var countedBy = new CountedBy(candidate.data());
        var tally = new Tally();
        ExecutorService pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("replay-", 0).factory());
        try (PolicyDecisionPoint point = candidates.open(candidate)) {
            var pace = new Pace(replay, count.asked());
            CompletableFuture<List<PastCalls.PastCall>> next =
                    reading(() -> calls.newest(replay.since(), replay.until()));
            for (List<PastCalls.PastCall> batch = read(next); !batch.isEmpty(); batch = read(next)) {
                PastCalls.PastCall last = batch.getLast();
                next = reading(() -> calls.before(replay.since(), last));
                for (Compared compared : evaluate(pool, point, countedBy, batch)) {
                    tally.add(compared);
                }
                evaluated.increment(batch.size());
                if (!pace.goesOn(tally)) {
                    return;
                }
            }
            long seconds = Duration.between(replay.since(), replay.until()).toSeconds();
            replays.complete(
                    replay, tally.matrix().compared(), tally.report(QueueLoad.days(seconds), count.notAsked()));
        } finally {
            pool.shutdownNow();
        }
    }

    // ---- reading ahead --------------------------------------------------------------------------------------------

    private static <T> CompletableFuture<T> reading(Supplier<T> read) {
        var future = new CompletableFuture<T>();
        Thread.ofVirtual().name("replay-reader").start(() -> {
            try {
                future.complete(read.get());
            } catch (RuntimeException failed) {
                future.completeExceptionally(failed);
            }
        });
        return future;
    }

    private static <T> T read(CompletableFuture<T> reading) {
        try {
            return reading.join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException known ? known : new IllegalStateException(failed);
        }
    }

    // ---- asking ---------------------------------------------------------------------------------------------------

    /** The answers in the order of the batch. */
    private static List<Compared> evaluate(
            ExecutorService pool, PolicyDecisionPoint point, CountedBy countedBy, List<PastCalls.PastCall> batch) {
        var portions = new ArrayList<Callable<List<Compared>>>();
        for (int from = 0; from < batch.size(); from += PORTION) {
            List<PastCalls.PastCall> portion = batch.subList(from, Math.min(from + PORTION, batch.size()));
            portions.add(() ->
                    portion.stream().map(call -> ask(point, countedBy, call)).toList());
        }
        try {
            var compared = new ArrayList<Compared>(batch.size());
            for (Future<List<Compared>> portion : pool.invokeAll(portions)) {
                compared.addAll(portion.get());
            }
            return compared;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new StoreUnavailable("the instance stops; another takes the replay up", stopping);
        } catch (ExecutionException failed) {
            throw new IllegalStateException("a stored input could not be asked about", failed.getCause());
        }
    }

    static Compared ask(PolicyDecisionPoint point, CountedBy countedBy, PastCalls.PastCall call) {
        ObjectNode input = (ObjectNode) Rows.parse(call.input());
        // What was not kept stands beside the input; policy never saw this member.
        JsonNode masked = input.remove("masked");
        return new Compared(
                call.id(),
                call.run(),
                call.tool(),
                call.at(),
                call.decided(),
                Answer.from(point, new PolicyInput(input)),
                call.verdict(),
                masked != null && !masked.isEmpty(),
                countedBy.lacksIn(input),
                call.stoppedElsewhere());
    }

    /** Tells how far it is, at most once a second, and hears whether it is still wanted. */
    private final class Pace {
        private static final long EVERY_NANOS = 1_000_000_000;
        private final Replay replay;
        private final long total;
        private long told = System.nanoTime();

        Pace(Replay replay, long total) {
            this.replay = replay;
            this.total = total;
        }

        boolean goesOn(Tally tally) {
            if (System.nanoTime() - told < EVERY_NANOS) {
                return true;
            }
            told = System.nanoTime();
            return replays.progress(replay, tally.matrix().compared(), total, config.lease());
        }
    }
}
