package dev.countersign.orchestrator.policy;

import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.Needs;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import java.util.List;

/** A decision point in trouble; each kind is one way an engine can fail. */
public final class BrokenPoint implements PolicyDecisionPoint {
    private final PolicyRevision revision;
    private final Trouble trouble;

    enum Trouble {
        NO_ANSWER,
        NO_NEEDS,
        THROWS_ON_NEEDS,
        THROWS_ON_DECIDE,
        ANSWERS_NULL,
        INVENTS_A_REFUSAL
    }

    /** The active policy gives no answers until another revision is activated. */
    public static void breakDown(ActivePolicy policy) {
        policy.decideBy(new BrokenPoint(policy.active().revision(), Trouble.NO_ANSWER));
    }

    BrokenPoint(PolicyRevision revision, Trouble trouble) {
        this.revision = revision;
        this.trouble = trouble;
    }

    @Override
    public PolicyRevision revision() {
        return revision;
    }

    @Override
    public Needs needs(PolicyInput input) {
        return switch (trouble) {
            case NO_NEEDS -> Needs.unknown("the engine gave nothing");
            case THROWS_ON_NEEDS -> throw new IllegalStateException("broken on purpose");
            case NO_ANSWER, THROWS_ON_DECIDE, ANSWERS_NULL, INVENTS_A_REFUSAL -> Needs.NONE;
        };
    }

    @Override
    @SuppressWarnings("NullAway")
    public Decision decide(PolicyInput input) {
        return switch (trouble) {
            case NO_ANSWER, NO_NEEDS, THROWS_ON_NEEDS ->
                new Decision.Indeterminate(revision, "the engine gave garbage");
            case THROWS_ON_DECIDE -> throw new IllegalStateException("broken on purpose");
            case ANSWERS_NULL -> null;
            case INVENTS_A_REFUSAL ->
                new Decision.Deny(
                        revision, new Decision.Ruling("x", "x", "x", List.of()), Decision.Masks.NONE, "NO_SUCH_CODE");
        };
    }

    @Override
    public Explanation explain(PolicyInput input) {
        return new Explanation(new Decision.Indeterminate(revision, "the engine gave garbage"), null, List.of());
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
