package dev.countersign.ui.review;

import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.FieldValue;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be taken back, as the card shows it.
 *
 * @param hold "10 s"; empty when an approval is sent at once
 * @param left how long it still waits; null when it does not wait
 * @param keep whether "Keep 60 s" is offered
 * @param offered whether Undo is offered
 * @param will what undoing will do after it was sent, as a sentence; empty while it is held
 * @param manual what a person has to do instead; empty when a call does it
 * @param became "Undone by Maya Lindqvist"; empty when nobody took it back
 * @param key changes whenever any of this does
 */
@TemplateData
public record TakebackView(
        String hold,
        @Nullable Moment left,
        boolean keep,
        boolean offered,
        String will,
        String manual,
        String became,
        boolean doubt,
        @Nullable Moment at,
        String key) {

    static TakebackView of(Review review, Instant now) {
        Takeback back = review.aside().takeback();
        boolean held = isHeld(review, now);
        boolean sent = review.state() == ReviewState.GRANTED
                && review.fate().callState().equals("succeeded");
        // A card that waits again may have been taken back before; what was done to this round is all that counts.
        Takeback.Last last = review.state() == ReviewState.GRANTED ? back.last() : null;
        boolean failed = last != null && isWithoutEffect(last);
        boolean automatic = review.card().reversible() == Card.Reversible.AUTO;
        boolean open = last == null || failed;
        return new TakebackView(
                back.hold().isZero() ? "" : Moment.span(back.hold()),
                held ? Moment.left(review.holdUntil(), now) : null,
                held && back.may() && back.keep(),
                back.may() && (held || sent && automatic && open),
                sent && automatic && open ? will(review) : "",
                sent && back.manual() != null
                        ? InertText.line(back.manual(), 500).value()
                        : "",
                last == null ? "" : became(last),
                last != null && "outcome_unknown".equals(last.callState()),
                last == null ? null : Moment.clock(last.at(), now),
                (held ? review.holdUntil() + " " : "") + (last == null ? "" : last.at() + " " + last.callState()));
    }

    /** Whether it was approved and has not been sent yet. */
    public static boolean isHeld(Review review, Instant now) {
        return review.state() == ReviewState.GRANTED
                && review.fate().callState().equals("permitted")
                && review.holdUntil() != null
                && review.holdUntil().isAfter(now);
    }

    private static boolean isWithoutEffect(Takeback.Last last) {
        return "failed".equals(last.callState()) || "refused".equals(last.callState());
    }

    private static String became(Takeback.Last last) {
        String by = InertText.line(last.by(), 200).value();
        String why = last.detail() == null
                ? ""
                : ": " + InertText.line(last.detail(), 500).value();
        return switch (last.callState()) {
            case "succeeded" -> "Undone by " + by;
            case "outcome_unknown" -> by + " undid this, and we do not know if it happened";
            case "failed", "refused" -> "Not undone. " + by + " tried" + why;
            case null -> "Taken back by " + by;
            default -> by + " undoes this; no answer yet";
        };
    }

    /** "Sets Stage back to Proposal", by the card that was approved. */
    private static String will(Review review) {
        String system = FieldValue.system(review.connector());
        List<Card.Change> changes = review.card().changes();
        if (changes.isEmpty() || changes.stream().anyMatch(change -> change.before() == null || change.masked())) {
            return "Takes it back in " + system + ", if nobody has changed the record since.";
        }
        String fields = String.join(
                " and ",
                changes.stream()
                        .map(change -> InertText.line(FieldValue.label(change.field()), 100)
                                        .value() + " back to "
                                + InertText.line(FieldValue.text(change.before()), 200)
                                        .value())
                        .toList());
        return "Sets " + fields + " in " + system + ", if nobody has changed the record since.";
    }

    /** The seconds of the hold are over, or there were none. */
    public boolean isNothing() {
        return left == null && !offered && manual.isEmpty() && became.isEmpty();
    }
}
