package dev.countersign.policy.opa;

import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.Needs;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import java.util.List;

/** Asks an engine and reads its answer. Whatever goes wrong on the way is indeterminate. */
abstract sealed class EnginePoint implements PolicyDecisionPoint permits OpaWasmDecisionPoint, OpaServerDecisionPoint {

    private final Engine engine;
    private final AnswerReader reader;
    private final PolicyRevision revision;

    EnginePoint(Engine engine, PolicyRevision revision) {
        this.engine = engine;
        this.reader = new AnswerReader(revision);
        this.revision = revision;
    }

    @Override
    public PolicyRevision revision() {
        return revision;
    }

    @Override
    public Needs needs(PolicyInput input) {
        try {
            return ask(Question.NEEDS, input, reader::needs);
        } catch (NoAnswer noAnswer) {
            return Needs.unknown(String.valueOf(noAnswer.getMessage()));
        }
    }

    @Override
    public Decision decide(PolicyInput input) {
        try {
            return ask(Question.DECIDE, input, reader::decision);
        } catch (NoAnswer noAnswer) {
            return new Decision.Indeterminate(revision, String.valueOf(noAnswer.getMessage()));
        }
    }

    @Override
    public Explanation explain(PolicyInput input) {
        try {
            return ask(Question.EXPLAIN, input, reader::explanation);
        } catch (NoAnswer noAnswer) {
            return new Explanation(
                    new Decision.Indeterminate(revision, String.valueOf(noAnswer.getMessage())), null, List.of());
        }
    }

    @Override
    public void close() {
        engine.close();
    }

    private interface Reading<T> {
        T of(String answer) throws NoAnswer;
    }

    private <T> T ask(Question question, PolicyInput input, Reading<T> reading) throws NoAnswer {
        String answer = engine.ask(question, input.json());
        try {
            T read = reading.of(answer);
            engine.heard(null);
            return read;
        } catch (NoAnswer garbage) {
            engine.heard(garbage.getMessage());
            throw garbage;
        } catch (RuntimeException | StackOverflowError unreadable) {
            // The message may quote the input; its type does not.
            String fault = "The answer of the policy engine cannot be read: "
                    + unreadable.getClass().getSimpleName();
            engine.heard(fault);
            throw new NoAnswer(fault);
        }
    }
}
