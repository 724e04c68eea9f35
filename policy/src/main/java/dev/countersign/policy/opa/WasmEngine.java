package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import com.styra.opa.wasm.OpaPolicy;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * OPA's Wasm in this process. An instance is not thread safe, so each entry point has a pool of its own, whose
 * instances have data and entry point pinned. A borrower waits no longer than the deadline. An instance in which an
 * evaluation failed is thrown away: nobody knows what its memory holds.
 */
final class WasmEngine implements Engine {

    private final Map<Question, Pool> pools = new EnumMap<>(Question.class);

    WasmEngine(byte[] wasm, String data, OpaWasmDecisionPoint.Settings settings) {
        for (Question question : Question.values()) {
            int instances = question == Question.EXPLAIN ? 1 : settings.instances();
            Supplier<OpaPolicy> supplier = () ->
                    OpaPolicy.builder().withPolicy(wasm).build().data(data).entrypoint(question.entryPoint());
            pools.put(question, new Pool(supplier, instances, settings.deadline()));
        }
        // The hot path pays for its first instance now, and a bundle that does not load fails here.
        pool(Question.DECIDE).warm();
        pool(Question.NEEDS).warm();
    }

    @Override
    public String ask(Question question, JsonNode input) throws NoAnswer {
        return pool(question).evaluate(input);
    }

    private Pool pool(Question question) {
        return Objects.requireNonNull(pools.get(question));
    }

    @Override
    public void close() {
        pools.values().forEach(Pool::close);
    }

    /** At most so many instances, made when they are first needed. */
    private static final class Pool {
        private final Supplier<OpaPolicy> supplier;
        private final Semaphore permits;
        private final ConcurrentLinkedDeque<OpaPolicy> idle = new ConcurrentLinkedDeque<>();
        private final Duration deadline;
        private volatile boolean closed;

        Pool(Supplier<OpaPolicy> supplier, int instances, Duration deadline) {
            this.supplier = supplier;
            this.permits = new Semaphore(instances);
            this.deadline = deadline;
        }

        void warm() {
            idle.push(supplier.get());
        }

        String evaluate(JsonNode input) throws NoAnswer {
            borrow();
            try {
                OpaPolicy policy = idle.poll();
                if (policy == null) {
                    policy = supplier.get();
                }
                String answer = policy.evaluate(input);
                if (!closed) {
                    idle.push(policy);
                }
                return answer;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
                // The message may quote the input; its type does not.
                throw new NoAnswer(
                        "The policy engine failed: " + failure.getClass().getSimpleName());
            } finally {
                permits.release();
            }
        }

        private void borrow() throws NoAnswer {
            if (closed) {
                throw new NoAnswer("The policy engine of this revision is closed");
            }
            try {
                if (!permits.tryAcquire(deadline.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw new NoAnswer("No policy engine became free within " + deadline);
                }
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new NoAnswer("Interrupted while waiting for a policy engine");
            }
        }

        void close() {
            closed = true;
            idle.clear();
        }
    }
}
