package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Terms;
import dev.countersign.policy.decision.Decision;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks people again with what is true now: the record as it was just read, and policy's answer to it. */
@Singleton
class NextRound {
    private final CardMaker cards;
    private final Judge judge;
    private final BeforeImages images;
    private final ApprovalTransitions rounds;

    NextRound(CardMaker cards, Judge judge, BeforeImages images, ApprovalTransitions rounds) {
        this.cards = cards;
        this.judge = judge;
        this.images = images;
        this.rounds = rounds;
    }

    /**
     * Opens the next round. The terms never get weaker: where policy asks for less now, the granted ones stay.
     *
     * @param judgement policy's answer of now; without a clean one nobody is asked, because nobody knows what to show
     * @param fence the dispatcher's hold on a granted call; null at a vote
     * @return false when somebody else was first
     */
    boolean ask(ToolCall call, Approval approval, Judge.Judgement judgement, @Nullable Long fence) {
        Disclosed disclosed = judgement.disclosed();
        Situation situation = disclosed.raw();
        Terms terms = terms(approval, judgement);
        BeforeImages.Earlier earlier = images.earlier(approval, situation.snapshot());
        boolean stale = images.moved(approval, situation.snapshot());
        Decision.Ruling ruling = disclosed.filled(ruling(judgement.decision()));
        Showing showing = cards.show(
                call.id(),
                disclosed,
                terms,
                approval.round() + 1,
                ruling,
                disclosed.render(ruling.because()),
                wouldPassIf(judgement),
                call.agentWords(),
                approval.editedBy() == null ? null : call.proposedArguments(),
                earlier);
        return rounds.askAgain(approval, showing, stale, fence, judgement);
    }

    /**
     * What is shown when a failed call is asked for again: the values of now under terms no weaker than those that were
     * granted.
     *
     * @param call the new one
     */
    Showing anew(UUID call, Approval origin, Judge.Judgement judgement, @Nullable String agentWords) {
        Disclosed disclosed = judgement.disclosed();
        Decision.Ruling ruling = disclosed.filled(ruling(judgement.decision()));
        return cards.show(
                call,
                disclosed,
                terms(origin, judgement),
                1,
                ruling,
                disclosed.render(ruling.because()),
                wouldPassIf(judgement),
                agentWords,
                null,
                null);
    }

    private Terms terms(Approval approval, Judge.Judgement judgement) {
        Terms before = bound(approval);
        return judgement.decision() instanceof Decision.RequireApproval asked
                ? before.tightened(judge.terms(
                        asked, judgement.disclosed().raw().tool().binding().editable()))
                : before;
    }

    static Decision.Ruling ruling(Decision decision) {
        return switch (decision) {
            case Decision.RequireApproval asked -> asked.ruling();
            case Decision.Deny deny -> deny.ruling();
            case Decision.Permit permit -> permit.ruling();
            case Decision.Indeterminate indeterminate -> throw unanswered();
        };
    }

    private @Nullable String wouldPassIf(Judge.Judgement judgement) {
        return switch (judgement.decision()) {
            case Decision.RequireApproval asked -> judge.wouldPassIf(judgement);
            case Decision.Deny deny ->
                "policy refuses it on these values, so approving sends nothing: " + judge.wouldPassIf(judgement);
            case Decision.Permit permit -> "policy would let it pass now; you were asked, so your word still counts";
            case Decision.Indeterminate indeterminate -> throw unanswered();
        };
    }

    private static IllegalStateException unanswered() {
        return new IllegalStateException("people are asked again only once policy has answered");
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
                approval.editable(),
                approval.escalateTo());
    }

    /** The terms to ask under again: those that were bound, without whoever was asked too when time grew short. */
    private static Terms bound(Approval approval) {
        var groups = new ArrayList<String>();
        approval.bound().path("terms").path("groups").forEach(group -> groups.add(group.asText()));
        Terms granted = granted(approval);
        return new Terms(
                granted.tier(),
                groups,
                granted.quorum(),
                granted.separate(),
                granted.ttl(),
                granted.hold(),
                granted.editable(),
                granted.escalateTo());
    }
}
