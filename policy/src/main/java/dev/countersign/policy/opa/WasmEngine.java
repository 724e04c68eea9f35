package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Problem;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * OPA's Wasm in this process with the data of one revision. At most so many evaluations at once as the settings say; a
 * borrower waits no longer than the deadline. An instance in which an evaluation failed is thrown away: nobody knows what
 * its memory holds.
 */
final class WasmEngine implements Engine {

    private final WasmInstances instances;
    private final String data;
    private final OpaWasmDecisionPoint.Settings settings;
    private final Semaphore permits;
    private final Set<Question> answered;
    private volatile boolean closed;

    /** Fails with {@link DocumentInvalid} when the module does not load or lacks an entry point that decides. */
    WasmEngine(byte[] wasm, String data, OpaWasmDecisionPoint.Settings settings) {
        this(wasm, new WasmInstances(wasm, settings.instances()), data, settings);
    }

    /** On instances that are shared with other revisions of the same rules. */
    WasmEngine(byte[] wasm, WasmInstances instances, String data, OpaWasmDecisionPoint.Settings settings) {
        this.instances = instances;
        this.data = data;
        this.settings = settings;
        this.permits = new Semaphore(settings.instances());
        this.answered = opened(wasm.length);
        List.of(Question.DECIDE, Question.EXPLAIN, Question.NEEDS).forEach(this::require);
    }

    private Set<Question> opened(int bytes) {
        try {
            WasmInstances.Instance instance = instances.take(data);
            Set<Question> known = EnumSet.noneOf(Question.class);
            for (Question question : Question.values()) {
                if (instance.has(question)) {
                    known.add(question);
                }
            }
            instances.giveBack(instance);
            return known;
        } catch (RuntimeException | LinkageError | StackOverflowError unloadable) {
            throw new DocumentInvalid(new Problem(
                    "/policy.wasm",
                    bytes + " bytes",
                    "policy.wasm does not load ("
                            + unloadable.getClass().getSimpleName()
                            + "). Build it with opa build --target wasm, and only with the built-in functions that"
                            + " policy/capabilities.json lists."));
        }
    }

    /** Refuses a module without the entry point of a question, by its name. */
    void require(Question question) {
        if (!answered.contains(question)) {
            throw new DocumentInvalid(new Problem(
                    "/policy.wasm",
                    "no " + question.entryPoint(),
                    "The entry point " + question.entryPoint()
                            + " is missing. Build the bundle with --entrypoint " + question.entryPoint()
                            + ", beside the other entry points."));
        }
    }

    @Override
    public String ask(Question question, JsonNode input) throws NoAnswer {
        if (closed) {
            throw new NoAnswer("The policy engine of this revision is closed");
        }
        borrow();
        try {
            return evaluate(question, input);
        } finally {
            permits.release();
        }
    }

    private String evaluate(Question question, JsonNode input) throws NoAnswer {
        try {
            WasmInstances.Instance instance = instances.take(data);
            String answer = instance.evaluate(question, input);
            instances.giveBack(instance);
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

    /** Who asked before is answered. The instances stay with whoever else has these rules. */
    @Override
    public void close() {
        closed = true;
    }
}
