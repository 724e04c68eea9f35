package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import com.styra.opa.wasm.OpaPolicy;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

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
    private final AtomicInteger asking = new AtomicInteger();
    private volatile boolean closed;

    /** Fails with {@link DocumentInvalid} when the module does not load or lacks an entry point that decides. */
    WasmEngine(byte[] wasm, String data, OpaWasmDecisionPoint.Settings settings) {
        this.wasm = wasm;
        this.data = data;
        this.settings = settings;
        this.permits = new Semaphore(settings.instances());
        idle.push(first());
    }

    private Instance first() {
        try {
            Instance instance = Instance.of(wasm, data);
            instance.refuseMissing(Set.of(Question.DECIDE, Question.EXPLAIN, Question.NEEDS));
            return instance;
        } catch (DocumentInvalid lacking) {
            throw lacking;
        } catch (RuntimeException | LinkageError | StackOverflowError unloadable) {
            throw new DocumentInvalid(new Problem(
                    "/policy.wasm",
                    wasm.length + " bytes",
                    "policy.wasm does not load ("
                            + unloadable.getClass().getSimpleName()
                            + "). Build it with opa build --target wasm, and only with the built-in functions that"
                            + " policy/capabilities.json lists."));
        }
    }

    /** Refuses a module without the entry point of a question, by its name. */
    void require(Question question) {
        Instance instance = idle.peek();
        if (instance != null) {
            instance.refuseMissing(Set.of(question));
        }
    }

    @Override
    public String ask(Question question, JsonNode input) throws NoAnswer {
        asking.incrementAndGet();
        try {
            if (closed) {
                throw new NoAnswer("The policy engine of this revision is closed");
            }
            borrow();
            try {
                return evaluate(question, input);
            } finally {
                permits.release();
            }
        } finally {
            leave();
        }
    }

    private String evaluate(Question question, JsonNode input) throws NoAnswer {
        try {
            Instance instance = idle.poll();
            if (instance == null) {
                instance = Instance.of(wasm, data);
            }
            String answer = instance.evaluate(question, input);
            idle.push(instance);
            return answer;
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError failure) {
            // The message may quote the input; its type does not.
            throw new NoAnswer("The policy engine failed: " + failure.getClass().getSimpleName());
        }
    }

    private void borrow() throws NoAnswer {
        try {
            if (!permits.tryAcquire(settings.deadline().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new NoAnswer("No policy engine became free within " + settings.deadline());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new NoAnswer("Interrupted while waiting for a policy engine");
        }
    }

    /** Who asked before the close still finds the instances; the last one to leave lets them go. */
    private void leave() {
        if (asking.decrementAndGet() == 0 && closed) {
            idle.clear();
        }
    }

    @Override
    public void close() {
        closed = true;
        if (asking.get() == 0) {
            idle.clear();
        }
    }

    /** One compiled module with its data, and the numbers of its entry points, so that no name is looked up later. */
    private record Instance(OpaPolicy policy, Map<Question, Integer> entryPoints) {

        static Instance of(byte[] wasm, String data) {
            OpaPolicy policy = OpaPolicy.builder().withPolicy(wasm).build().data(data);
            Map<String, Integer> known = policy.entrypoints();
            Map<Question, Integer> entryPoints = new EnumMap<>(Question.class);
            for (Question question : Question.values()) {
                Integer number = known.get(question.entryPoint());
                if (number != null) {
                    entryPoints.put(question, number);
                }
            }
            return new Instance(policy, entryPoints);
        }

        void refuseMissing(Set<Question> questions) {
            List<Problem> missing = new ArrayList<>();
            for (Question question : Question.values()) {
                if (questions.contains(question) && !entryPoints.containsKey(question)) {
                    missing.add(new Problem(
                            "/policy.wasm",
                            "no " + question.entryPoint(),
                            "The entry point " + question.entryPoint()
                                    + " is missing. Build the bundle with --entrypoint " + question.entryPoint()
                                    + ", beside the other entry points."));
                }
            }
            if (!missing.isEmpty()) {
                throw new DocumentInvalid(missing);
            }
        }

        String evaluate(Question question, JsonNode input) {
            Integer entryPoint = entryPoints.get(question);
            if (entryPoint == null) {
                throw new IllegalStateException("The module lacks " + question.entryPoint());
            }
            return policy.entrypoint(entryPoint).evaluate(input);
        }
    }
}
