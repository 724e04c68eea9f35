package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import com.styra.opa.wasm.OpaPolicy;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * OPA's Wasm in this process. An instance is not thread safe and takes half a second to compile, so a bounded pool of
 * them, with the data pinned, serves all entry points; instances beyond the first are made when they are first needed.
 * A borrower waits no longer than the deadline. An instance in which an evaluation failed is thrown away: nobody knows
 * what its memory holds.
 */
final class WasmEngine implements Engine {

    private final byte[] wasm;
    private final String data;
    private final OpaWasmDecisionPoint.Settings settings;
    private final Semaphore permits;
    private final ConcurrentLinkedDeque<Instance> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /** Fails when the module does not load or lacks an entry point. */
    WasmEngine(byte[] wasm, String data, OpaWasmDecisionPoint.Settings settings) {
        this.wasm = wasm;
        this.data = data;
        this.settings = settings;
        this.permits = new Semaphore(settings.instances());
        idle.push(Instance.of(wasm, data));
    }

    @Override
    public String ask(Question question, JsonNode input) throws NoAnswer {
        borrow();
        try {
            Instance instance = idle.poll();
            if (instance == null) {
                instance = Instance.of(wasm, data);
            }
            String answer = instance.evaluate(question, input);
            if (!closed) {
                idle.push(instance);
            }
            return answer;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
            // The message may quote the input; its type does not.
            throw new NoAnswer("The policy engine failed: " + failure.getClass().getSimpleName());
        } finally {
            permits.release();
        }
    }

    private void borrow() throws NoAnswer {
        if (closed) {
            throw new NoAnswer("The policy engine of this revision is closed");
        }
        try {
            if (!permits.tryAcquire(settings.deadline().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new NoAnswer("No policy engine became free within " + settings.deadline());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new NoAnswer("Interrupted while waiting for a policy engine");
        }
    }

    @Override
    public void close() {
        closed = true;
        idle.clear();
    }

    /** One compiled module with its data, and the numbers of its entry points, so that no name is looked up later. */
    private record Instance(OpaPolicy policy, Map<Question, Integer> entryPoints) {

        static Instance of(byte[] wasm, String data) {
            OpaPolicy policy = OpaPolicy.builder().withPolicy(wasm).build().data(data);
            Map<Question, Integer> entryPoints = new EnumMap<>(Question.class);
            for (Question question : Question.values()) {
                entryPoints.put(question, policy.findEntrypoint(question.entryPoint()));
            }
            return new Instance(policy, entryPoints);
        }

        String evaluate(Question question, JsonNode input) {
            int entryPoint = Objects.requireNonNull(entryPoints.get(question));
            return policy.entrypoint(entryPoint).evaluate(input);
        }
    }
}
