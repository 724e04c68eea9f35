package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Terms;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.toolcall.WaitingCalls.WaitingCall;
import dev.countersign.policy.decision.Decision;
import jakarta.inject.Singleton;
import java.util.function.BooleanSupplier;

/**
 * Looks at what waits once more before a person decides it (INBOX section 7): whether the record still is what the card
 * shows, and, where another policy revision became active, what policy says now. Policy never decides in a person's
 * place: what would pass by now still waits. Blocks; virtual threads only.
 */
@Singleton
public class Recheck {
    private final WaitingCalls waiting;
    private final Judge judge;
    private final ActivePolicy policy;
    private final BeforeImages images;
    private final NextRound nextRound;
    private final ApprovalTransitions rounds;
    private final CallTransitions transitions;

    Recheck(
            WaitingCalls waiting,
            Judge judge,
            ActivePolicy policy,
            BeforeImages images,
            NextRound nextRound,
            ApprovalTransitions rounds,
            CallTransitions transitions) {
        this.waiting = waiting;
        this.judge = judge;
        this.policy = policy;
        this.images = images;
        this.nextRound = nextRound;
        this.rounds = rounds;
        this.transitions = transitions;
    }

    /** What was found, and done about it. */
    public sealed interface Finding {

        /** The card is true and its terms are enough. */
        record Unchanged() implements Finding {}

        /** The record cannot be read, so nobody knows. Nothing was done. */
        record Unreadable() implements Finding {}

        /** Policy gave no clean answer. Nothing was done. */
        record Unanswered() implements Finding {}

        /** The record moved; the next round is open with the new values. */
        record Moved() implements Finding {}

        /** Policy asks for more than this round did; the next round is open with the stricter terms. */
        record Stricter() implements Finding {}

        /** Policy denies it now; the call is refused and the approval withdrawn. {@code words} name the rule. */
        record Denied(String words) implements Finding {}

        /** Whoever asked no longer waits. Nothing was done. */
        record Late() implements Finding {}

        /** Somebody else changed it meanwhile: it has to be looked at again. */
        record Overtaken() implements Finding {}
    }

    /**
     * Before a yes counts. Reads nothing where the card shows no record and policy is the same.
     *
     * @param inTime asked right before the first thing that lasts; false means that the caller no longer waits
     */
    Finding beforeVote(Approval approval, BooleanSupplier inTime) {
        return approval.shown() == null && !older(approval) ? new Finding.Unchanged() : look(approval, inTime);
    }

    /** When a card is opened: nothing but a comparison while policy is the same. */
    public Finding whenOpened(Approval approval) {
        return approval.state().takesVotes() && older(approval) ? look(approval, () -> true) : new Finding.Unchanged();
    }

    private boolean older(Approval approval) {
        return approval.policyRevision()
                < Long.parseLong(policy.active().revision().name());
    }

    private Finding look(Approval approval, BooleanSupplier inTime) {
        WaitingCall call = waiting.of(approval);
        Situation situation = waiting.now(call, call.arguments());
        if (situation.snapshot() == null && approval.shown() != null) {
            return new Finding.Unreadable();
        }
        boolean moved = images.moved(approval, situation.snapshot());
        if (!moved && !older(approval)) {
            return new Finding.Unchanged();
        }
        Judge.Judgement judgement =
                judge.judge(situation, "dispatch", call.call().id());
        if (!inTime.getAsBoolean()) {
            return new Finding.Late();
        }
        return switch (judgement.decision()) {
            // Without policy nobody knows what of the new values may be shown.
            case Decision.Indeterminate indeterminate -> new Finding.Unanswered();
            case Decision.Deny deny ->
                // Denied for what the record holds now is for people to see; denied by another policy is over.
                older(approval) ? deny(call.call(), deny, judgement) : moved(call, approval, judgement);
            case Decision.Permit permit -> moved ? moved(call, approval, judgement) : same(approval, judgement);
            case Decision.RequireApproval asked -> {
                if (moved) {
                    yield moved(call, approval, judgement);
                }
                Terms terms = judge.terms(asked, call.tool().binding().editable());
                yield NextRound.granted(approval).cover(terms)
                        ? same(approval, judgement)
                        : opened(call, approval, judgement, new Finding.Stricter());
            }
        };
    }

    private Finding moved(WaitingCall call, Approval approval, Judge.Judgement judgement) {
        return opened(call, approval, judgement, new Finding.Moved());
    }

    private Finding opened(WaitingCall call, Approval approval, Judge.Judgement judgement, Finding done) {
        return nextRound.ask(call.call(), approval, judgement, null) ? done : new Finding.Overtaken();
    }

    private Finding same(Approval approval, Judge.Judgement judgement) {
        rounds.sameTerms(approval, judgement);
        return new Finding.Unchanged();
    }

    private Finding deny(ToolCall call, Decision.Deny deny, Judge.Judgement judgement) {
        Disclosed disclosed = judgement.disclosed();
        String title = disclosed.text(deny.ruling().title());
        String because = disclosed.render(deny.ruling().because());
        String words = "Policy changed and denies this now: " + title + ". " + because + " (rule "
                + deny.ruling().ruleId() + ", revision " + judgement.revision() + ")";
        boolean closed =
                transitions.refuse(call, Refusal.of(RefusalCode.valueOf(deny.refusal()), words), null, judgement);
        return closed ? new Finding.Denied(words) : new Finding.Overtaken();
    }
}
