package dev.countersign.ui.review;

import dev.countersign.ui.card.FieldValue;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of it: who ended it, and how the call went.
 *
 * @param what "Approved", "Rejected", "Expired" or "Withdrawn"; empty while votes are taken
 * @param by empty when no person ended it
 * @param reason why it was rejected; empty otherwise
 * @param fate the call's state; settled when it will not change by itself
 */
@TemplateData
public record Outcome(
        String what,
        String by,
        Moment at,
        String reason,
        String note,
        String callState,
        String fate,
        String detail,
        @Nullable Moment fateAt,
        boolean settled,
        boolean doubt) {

    static Outcome of(Review review, Instant now) {
        Ballot last = review.votes().isEmpty() ? null : review.votes().getLast();
        boolean byPerson = review.state() == ReviewState.GRANTED || review.state() == ReviewState.REJECTED;
        boolean rejected = review.state() == ReviewState.REJECTED;
        String call = review.fate().callState();
        Reason reason = last == null || !rejected ? null : last.reason();
        return new Outcome(
                what(review.state()),
                last != null && byPerson ? InertText.line(last.byName(), 200).value() : "",
                Moment.clock(last != null && byPerson ? last.at() : review.expiresAt(), now),
                reason == null ? "" : reason.code().label(),
                reason == null || reason.note() == null
                        ? ""
                        : InertText.block(reason.note(), Reason.NOTE_MAX_CHARS).value(),
                call,
                fate(review, call, now),
                review.fate().detail() == null || saysItself(review.state())
                        ? ""
                        : InertText.line(review.fate().detail(), 1_000).value(),
                review.fate().at() == null || review.state() != ReviewState.GRANTED
                        ? null
                        : Moment.clock(review.fate().at(), now),
                isSettled(review.state(), call),
                call.equals("outcome_unknown"));
    }

    private static String what(ReviewState state) {
        return switch (state) {
            case GRANTED -> "Approved";
            case REJECTED -> "Rejected";
            case EXPIRED -> "Expired";
            case WITHDRAWN -> "Withdrawn";
            case PENDING, STALE -> "";
        };
    }

    private static String fate(Review review, String call, Instant now) {
        if (review.state() != ReviewState.GRANTED) {
            return review.state().takesVotes() ? "" : "Nothing was sent.";
        }
        String system = FieldValue.system(review.connector());
        if (TakebackView.isHeld(review, now)) {
            return "Nothing was sent to " + system + " yet.";
        }
        return switch (call) {
            case "permitted", "awaiting_approval", "proposed" -> "Queued. It is sent to " + system + " next.";
            case "executing" -> "Dispatching. " + system + " has not answered yet.";
            case "succeeded" -> "Done.";
            case "failed" -> "Failed. Nothing was done in " + system + ".";
            case "refused" -> "Not sent.";
            case "outcome_unknown" -> "We do not know if this happened. It is never sent again by itself.";
            default -> InertText.line(call, 60).value();
        };
    }

    /** Whether line 1 says already why nothing was sent. */
    private static boolean saysItself(ReviewState state) {
        return state == ReviewState.REJECTED || state == ReviewState.EXPIRED;
    }

    private static boolean isSettled(ReviewState state, String call) {
        if (state.takesVotes()) {
            return false;
        }
        return state != ReviewState.GRANTED
                || switch (call) {
                    case "succeeded", "failed", "refused", "outcome_unknown" -> true;
                    default -> false;
                };
    }
}
