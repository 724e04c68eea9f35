package dev.countersign.orchestrator.policy;

import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.Needs;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;

/** The active decision point, which hides what a test says whatever the data says. */
public final class HidingPoint implements PolicyDecisionPoint {
    private final PolicyDecisionPoint sound;
    private final Decision.Masks masks;

    private HidingPoint(PolicyDecisionPoint sound, Decision.Masks masks) {
        this.sound = sound;
        this.masks = masks;
    }

    /** Until another revision is activated. */
    public static void hide(ActivePolicy policy, Decision.Masks masks) {
        policy.decideBy(new HidingPoint(policy.active().point(), masks));
    }

    /** Until another revision is activated. */
    public static void breakDown(ActivePolicy policy) {
        policy.decideBy(new BrokenPoint(policy.active().revision(), BrokenPoint.Trouble.NO_ANSWER));
    }

    @Override
    public PolicyRevision revision() {
        return sound.revision();
    }

    @Override
    public Needs needs(PolicyInput input) {
        return sound.needs(input);
    }

    @Override
    public Decision decide(PolicyInput input) {
        return switch (sound.decide(input)) {
            case Decision.Permit it ->
                new Decision.Permit(it.revision(), it.ruling(), it.obligations(), masks, it.reserve());
            case Decision.Deny it -> new Decision.Deny(it.revision(), it.ruling(), masks, it.refusal());
            case Decision.RequireApproval it ->
                new Decision.RequireApproval(
                        it.revision(), it.ruling(), it.terms(), it.obligations(), masks, it.reserve());
            case Decision.Indeterminate it -> it;
        };
    }

    @Override
    public Explanation explain(PolicyInput input) {
        return sound.explain(input);
    }

    @Override
    public void close() {
        // The sound one belongs to somebody else.
    }
}
