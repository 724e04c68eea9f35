package dev.countersign.orchestrator.replay;

import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import org.jspecify.annotations.Nullable;

/**
 * What a decision comes down to when two are compared. Holds nothing of the input.
 *
 * @param ruleId null without a clean answer
 * @param tier of whoever would be asked; null when nobody is
 * @param cause why there was no clean answer; null when there was
 */
record Answer(
        Outcome outcome,
        @Nullable String ruleId,
        @Nullable String tier,
        @Nullable String cause) {

    static Answer of(Decision decision) {
        return switch (decision) {
            case Decision.Permit permit ->
                new Answer(Outcome.PERMIT, permit.ruling().ruleId(), null, null);
            case Decision.Deny deny -> new Answer(Outcome.DENY, deny.ruling().ruleId(), null, null);
            case Decision.RequireApproval approval ->
                new Answer(
                        Outcome.REQUIRE_APPROVAL,
                        approval.ruling().ruleId(),
                        approval.terms().tier(),
                        null);
            case Decision.Indeterminate indeterminate -> unknown(indeterminate.cause());
        };
    }

    /** Asks; an engine that breaks its contract gave no clean answer, whatever it throws. */
    @SuppressWarnings({"NullAway", "ConstantValue"})
    static Answer from(PolicyDecisionPoint point, PolicyInput input) {
        try {
            Decision decision = point.decide(input);
            return decision == null ? unknown("the engine answered nothing") : of(decision);
        } catch (RuntimeException broken) {
            return unknown("the engine failed: " + broken.getClass().getSimpleName());
        }
    }

    static Answer unknown(String cause) {
        return new Answer(Outcome.INDETERMINATE, null, null, cause);
    }
}
