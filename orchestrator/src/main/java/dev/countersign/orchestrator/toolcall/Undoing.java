package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Rounds;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.ui.review.ReviewState;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes a grant back: inside the hold nothing was sent and people are asked again; afterwards a compensation sets the
 * record back. Whoever may approve may undo (ADR 0020).
 */
@Singleton
public class Undoing {
    /** How long a hold lasts, from its decision, when somebody asks for more time. */
    public static final Duration KEPT = UndoTransitions.KEPT;

    private final Approvals approvals;
    private final Rounds rounds;
    private final ToolCalls calls;
    private final People people;
    private final Entitlement entitlement;
    private final UndoTransitions transitions;
    private final SetBack setBack;
    private final Compensating compensating;

    Undoing(
            Approvals approvals,
            Rounds rounds,
            ToolCalls calls,
            People people,
            Entitlement entitlement,
            UndoTransitions transitions,
            SetBack setBack,
            Compensating compensating) {
        this.approvals = approvals;
        this.rounds = rounds;
        this.calls = calls;
        this.people = people;
        this.entitlement = entitlement;
        this.transitions = transitions;
        this.setBack = setBack;
        this.compensating = compensating;
    }

    /** What came of it. */
    public sealed interface Result {
        /** Nothing was sent; the approval waits again, in its next round. */
        record InHold(UUID approval) implements Result {}

        /** It had been sent; this call sets it back. */
        record Afterwards(UUID call) implements Result {}

        /** Nothing changed. */
        record Refused(UndoRefusal code, String detail) implements Result {}

        record NotFound() implements Result {}
    }

    /** May take as long as a tool call: what was sent is set back before this answers. */
    public Result undo(Caller caller, UUID id, String digest) {
        Optional<Approval> found = approvals.find(id);
        if (found.isEmpty()) {
            return new Result.NotFound();
        }
        if (!(caller instanceof Caller.Person asked)) {
            return refused(UndoRefusal.NOT_AN_APPROVER, "An agent's key never undoes. A person has to decide.");
        }
        Caller.Person person = people.person(asked.id()).orElse(asked);
        Result result = attempt(found.get(), person, digest);
        if (result instanceof Result.Refused refused && refused.code() == UndoRefusal.TOO_LATE) {
            // It may have been answered between the look and the statement, and then it can still be set back.
            return attempt(approvals.find(id).orElseThrow(), person, digest);
        }
        return result;
    }

    private Result attempt(Approval approval, Caller.Person person, String digest) {
        Optional<Entitlement.Missing> missing = entitlement.missing(person, approval);
        if (missing.isPresent()) {
            return refused(
                    UndoRefusal.valueOf(missing.get().code().name()),
                    missing.get().detail());
        }
        if (isRepeated(approval, person, digest)) {
            return new Result.InHold(approval.id());
        }
        if (!digest.equals(approval.digest())) {
            return refused(
                    UndoRefusal.DIGEST_MISMATCH,
                    "The card changed after you opened it. Nothing was undone. Look at it again.");
        }
        if (approval.state() != ReviewState.GRANTED) {
            return refused(
                    UndoRefusal.CONFLICT,
                    "This is " + approval.state().wire() + ", so there is no approval to take back.");
        }
        ToolCall call = calls.find(approval.callId()).orElseThrow();
        return switch (call.state()) {
            case PERMITTED, AWAITING_APPROVAL ->
                transitions.undo(approval, person.id())
                        ? new Result.InHold(approval.id())
                        : tooLate("It is on its way, so nothing was taken back.");
            case EXECUTING -> tooLate("It is on its way and has not been answered. Undo it once it is done.");
            case SUCCEEDED -> compensating.compensate(approval, call, person);
            case OUTCOME_UNKNOWN ->
                refused(
                        UndoRefusal.NOT_UNDOABLE,
                        "Nobody knows whether it happened. Somebody has to settle that first.");
            case FAILED -> refused(UndoRefusal.NOT_UNDOABLE, "It failed, so there is nothing to undo.");
            case REFUSED -> refused(UndoRefusal.NOT_UNDOABLE, "It was not sent, so there is nothing to undo.");
        };
    }

    /** The same person's second click on what the first one has taken back: success, and no second effect. */
    private boolean isRepeated(Approval approval, Caller.Person person, String digest) {
        return approval.state().takesVotes()
                && person.id().equals(approval.undoneBy())
                && approval.round() > 1
                && rounds.snapshot(approval.id(), approval.round() - 1)
                        .filter(before -> before.digest().equals(digest))
                        .isPresent();
    }

    /** Holds it longer, so that nobody has to hurry. False when it is too late, or it is held so long already. */
    public boolean keep(Caller.Person person, UUID id, String digest) {
        return approvals
                .find(id)
                .filter(approval -> approval.digest().equals(digest))
                .filter(approval -> transitions.keep(approval, person.id()))
                .isPresent();
    }

    /** What a person has to do where no call undoes it; empty where one does, or nothing can. */
    public Optional<String> byHand(Approval approval, ToolCall call) {
        return setBack.byHand(approval, call);
    }

    static Result.Refused refused(UndoRefusal code, String detail) {
        return new Result.Refused(code, detail);
    }

    private static Result.Refused tooLate(String detail) {
        return refused(UndoRefusal.TOO_LATE, detail);
    }
}
