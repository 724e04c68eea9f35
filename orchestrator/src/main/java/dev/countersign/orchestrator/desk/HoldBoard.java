package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Cards;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.toolcall.CallState;
import dev.countersign.orchestrator.toolcall.Entitlement;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.orchestrator.toolcall.Undoing;
import dev.countersign.ui.card.Card;
import dev.countersign.ui.hold.Held;
import dev.countersign.ui.hold.HoldDesk;
import dev.countersign.ui.hold.TakenBack;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.review.Takeback;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the pages show of holds and undos, and what they do about them. */
@Singleton
public class HoldBoard implements HoldDesk {
    private final Approvals approvals;
    private final ToolCalls calls;
    private final People people;
    private final Entitlement entitlement;
    private final Undoing undoing;

    HoldBoard(Approvals approvals, ToolCalls calls, People people, Entitlement entitlement, Undoing undoing) {
        this.approvals = approvals;
        this.calls = calls;
        this.people = people;
        this.entitlement = entitlement;
        this.undoing = undoing;
    }

    @Override
    public List<Held> held(Viewer viewer) {
        return approvals.heldBy(viewer.id(), MAX).stream().map(HoldBoard::held).toList();
    }

    private static Held held(Approval approval) {
        Card card = Cards.of(approval);
        Instant until = approval.holdUntil() == null ? Instant.EPOCH : approval.holdUntil();
        Instant decided = approval.decidedAt() == null ? until : approval.decidedAt();
        return new Held(
                approval.id(), approval.digest(), card.action(), card.consequence(), decided, until, mayKeep(approval));
    }

    private static boolean mayKeep(Approval approval) {
        return approval.holdUntil() != null
                && approval.decidedAt() != null
                && approval.holdUntil().isBefore(approval.decidedAt().plus(Undoing.KEPT));
    }

    @Override
    public TakenBack undo(Viewer viewer, UUID approval, String digest) {
        return switch (undoing.undo(Readers.person(viewer), approval, digest)) {
            case Undoing.Result.InHold held -> new TakenBack.Unsent();
            case Undoing.Result.Afterwards sent -> new TakenBack.Sent();
            case Undoing.Result.Refused refused ->
                new TakenBack.Refused(refused.code().name(), refused.code().status(), refused.detail());
            case Undoing.Result.NotFound none -> new TakenBack.NotFound();
        };
    }

    @Override
    public boolean keep(Viewer viewer, UUID approval, String digest) {
        return undoing.keep(Readers.person(viewer), approval, digest);
    }

    /** What stands beside the card. */
    Takeback of(Viewer viewer, Approval approval, ToolCall call) {
        boolean sent = call.state() == CallState.SUCCEEDED;
        return new Takeback(
                approval.hold(),
                entitlement.missing(Readers.person(viewer), approval).isEmpty(),
                viewer.id().equals(approval.decidedBy()),
                mayKeep(approval),
                sent ? undoing.byHand(approval, call).orElse(null) : null,
                last(approval, call));
    }

    private Takeback.@Nullable Last last(Approval approval, ToolCall call) {
        if (approval.undoneBy() == null || approval.undoneAt() == null) {
            return null;
        }
        Optional<ToolCall> compensation = calls.compensation(call.id());
        if (compensation.isPresent()) {
            ToolCall made = compensation.get();
            return new Takeback.Last(
                    people.name(made.askedBy()),
                    made.endedAt() == null ? made.createdAt() : made.endedAt(),
                    made.state().wire(),
                    Desk.fate(made, people).detail());
        }
        return approval.state() == ReviewState.GRANTED
                ? null
                : new Takeback.Last(people.name(approval.undoneBy()), approval.undoneAt(), null, null);
    }
}
