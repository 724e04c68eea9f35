package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Terms;
import dev.countersign.policy.decision.Decision;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks people again with what is true now: the record as it was just read, and policy's answer to it. */
@Singleton
class NextRound {
    private final CardMaker cards;
    private final Judge judge;
    private final ApprovalTransitions rounds;

    NextRound(CardMaker cards, Judge judge, ApprovalTransitions rounds) {
        this.cards = cards;
        this.judge = judge;
        this.rounds = rounds;
    }

    /**
     * Opens the next round. The terms never get weaker: where policy asks for less now, the granted ones stay.
     *
     * @param fence the dispatcher's hold on a granted call; null at a vote
     * @return false when somebody else was first
     */
    boolean ask(
            ToolCall call, Situation situation, Approval approval, Judge.Judgement judgement, @Nullable Long fence) {
        Terms terms = judgement.decision() instanceof Decision.RequireApproval asked
                ? Judge.terms(asked, situation.tool().binding().editable())
                : granted(approval);
        boolean stale = situation.snapshot() != null
                && approval.shown() != null
                && situation.snapshot().driftedFrom(approval.shown());
        Decision.Ruling ruling = ruling(call, judgement.decision());
        Showing showing = cards.show(
                call.id(),
                situation,
                terms,
                approval.round() + 1,
                ruling,
                situation.render(ruling.because()),
                wouldPassIf(judgement),
                call.agentWords(),
                approval.shown());
        return rounds.askAgain(approval, showing, stale, fence);
    }

    private static Decision.Ruling ruling(ToolCall call, Decision decision) {
        return switch (decision) {
            case Decision.RequireApproval asked -> asked.ruling();
            case Decision.Deny deny -> deny.ruling();
            case Decision.Permit permit -> permit.ruling();
            case Decision.Indeterminate indeterminate ->
                new Decision.Ruling(
                        String.valueOf(call.ruleId()),
                        String.valueOf(call.title()),
                        String.valueOf(call.because()),
                        List.of());
        };
    }

    private @Nullable String wouldPassIf(Judge.Judgement judgement) {
        return switch (judgement.decision()) {
            case Decision.RequireApproval asked -> judge.wouldPassIf(judgement);
            case Decision.Deny deny ->
                "policy refuses it on these values, so approving sends nothing: " + judge.wouldPassIf(judgement);
            case Decision.Permit permit -> "policy would let it pass now; you were asked, so your word still counts";
            case Decision.Indeterminate indeterminate -> "policy gives no answer right now; approving waits for it";
        };
    }

    /** The terms under which this round was asked. */
    static Terms granted(Approval approval) {
        return new Terms(
                approval.tier(),
                approval.groups(),
                approval.quorum(),
                approval.separate(),
                Judge.DEFAULT_TTL,
                approval.hold(),
                approval.editable());
    }
}
