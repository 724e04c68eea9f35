package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.Needs;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import java.time.Duration;
import java.util.List;

/** The decision point that evaluates OPA's Wasm in this process: no network, tens of microseconds. */
public final class OpaWasmDecisionPoint implements PolicyDecisionPoint {

    private final Engine engine;
    private final AnswerReader reader;
    private final PolicyRevision revision;

    OpaWasmDecisionPoint(Engine engine, PolicyRevision revision) {
        this.engine = engine;
        this.reader = new AnswerReader(revision);
        this.revision = revision;
    }

    /**
     * Compiles the rules, which takes a second the first time in a process, and pins the data.
     *
     * @param wasm a module with the entry points of DESIGN section 7
     * @param data a document that {@code PolicyData.check} has no problem with
     */
    public static OpaWasmDecisionPoint open(byte[] wasm, JsonNode data, PolicyRevision revision, Settings settings) {
        return new OpaWasmDecisionPoint(
                new WasmEngine(wasm.clone(), PinnedData.of(data).toString(), settings), revision);
    }

    /** As {@link #open(byte[], JsonNode, PolicyRevision, Settings)} with the default settings. */
    public static OpaWasmDecisionPoint open(byte[] wasm, JsonNode data, PolicyRevision revision) {
        return open(wasm, data, revision, Settings.DEFAULT);
    }

    @Override
    public PolicyRevision revision() {
        return revision;
    }

    @Override
    public Needs needs(PolicyInput input) {
        try {
            return reader.needs(engine.ask(Question.NEEDS, input.json()));
        } catch (NoAnswer noAnswer) {
            return Needs.unknown(String.valueOf(noAnswer.getMessage()));
        }
    }

    @Override
    public Decision decide(PolicyInput input) {
        try {
            return reader.decision(engine.ask(Question.DECIDE, input.json()));
        } catch (NoAnswer noAnswer) {
            return new Decision.Indeterminate(revision, String.valueOf(noAnswer.getMessage()));
        }
    }

    @Override
    public Explanation explain(PolicyInput input) {
        try {
            return reader.explanation(engine.ask(Question.EXPLAIN, input.json()));
        } catch (NoAnswer noAnswer) {
            return new Explanation(
                    new Decision.Indeterminate(revision, String.valueOf(noAnswer.getMessage())), null, List.of());
        }
    }

    @Override
    public void close() {
        engine.close();
    }

    /**
     * How much of the machine one revision may use.
     *
     * @param instances at most so many evaluations at once; each takes a few megabytes
     * @param deadline how long a caller waits for a free instance before the answer is indeterminate
     */
    public record Settings(int instances, Duration deadline) {
        public static final Settings DEFAULT =
                new Settings(Math.max(2, Runtime.getRuntime().availableProcessors()), Duration.ofMillis(500));

        public Settings {
            if (instances < 1 || instances > 256) {
                throw new IllegalArgumentException("instances must be between 1 and 256");
            }
            if (deadline.isNegative() || deadline.isZero()) {
                throw new IllegalArgumentException("deadline must be positive");
            }
        }
    }
}
