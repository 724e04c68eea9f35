package dev.countersign.ui.inbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.FieldValue;
import dev.countersign.ui.card.Sentence;
import dev.countersign.ui.card.Tier;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import dev.countersign.ui.review.Attention;
import dev.countersign.ui.review.Ballot;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.ReviewState;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One row of the list as the template shows it.
 *
 * @param whole whether line 1 says all that a routine change would do, so that it may be decided from the list
 * @param state the word of the outer interface
 * @param note the one state word at the right of line 2; empty for none
 * @param ended "Approved", "Rejected", "Expired" or "Withdrawn"; empty while it waits
 * @param by whose vote ended it; empty when nobody's did
 * @param fate what became of an approved call, in a word
 */
@TemplateData
public record RowView(
        String id,
        String href,
        boolean selected,
        String state,
        int round,
        String digest,
        String tier,
        Sentence sentence,
        String workflow,
        String rule,
        boolean whole,
        String note,
        boolean stale,
        Moment left,
        String ended,
        String by,
        Moment endedAt,
        String fate) {

    static RowView of(InboxRow row, InboxQuery query, @Nullable String selected, Instant now) {
        boolean open = row.state().takesVotes();
        Instant ended = row.decidedAt() == null ? row.expiresAt() : row.decidedAt();
        return new RowView(
                row.id().toString(),
                InboxLinks.item(row.id(), query),
                row.id().toString().equals(selected),
                row.state().wire(),
                row.round(),
                row.digest(),
                row.tier().name(),
                Sentence.row(row.consequence()),
                InertText.line(row.workflow(), 200).value(),
                InertText.line(row.ruleTitle(), 300).value(),
                isWhole(row),
                open ? note(row) : "",
                row.state() == ReviewState.STALE,
                Moment.left(row.expiresAt(), now),
                open ? "" : ended(row.state()),
                row.decidedBy() == null
                        ? ""
                        : InertText.line(row.decidedBy(), 200).value(),
                Moment.ago(ended, now),
                row.state() == ReviewState.GRANTED ? fate(row.callState()) : "");
    }

    /** The same row, made from the open card: for a live update of one row. */
    static RowView of(Review review, InboxQuery query, boolean selected, Instant now) {
        Ballot last = review.votes().isEmpty() ? null : review.votes().getLast();
        boolean decided = last != null && !review.state().takesVotes();
        boolean voted = review.state() == ReviewState.GRANTED || review.state() == ReviewState.REJECTED;
        InboxRow row = new InboxRow(
                review.id(),
                review.state(),
                review.round(),
                review.digest(),
                review.tier(),
                review.card().consequence(),
                review.workflow(),
                review.card().why().title(),
                (int) review.approvals(),
                review.quorum(),
                review.card().changes(),
                review.expiresAt(),
                decided && voted ? last.byName() : null,
                decided && voted ? last.verdict() : null,
                decided && voted ? last.at() : null,
                review.fate().callState(),
                review.holdUntil(),
                review.aside().attention());
        return of(row, query, selected ? review.id().toString() : null, now);
    }

    /** "Approved", "Rejected", "Expired", "Withdrawn"; "Waits" for the rest. */
    public static String ended(ReviewState state) {
        return switch (state) {
            case GRANTED -> "Approved";
            case REJECTED -> "Rejected";
            case EXPIRED -> "Expired";
            case WITHDRAWN -> "Withdrawn";
            case PENDING, STALE -> "Waits";
        };
    }

    private static String fate(String callState) {
        return switch (callState) {
            case "permitted" -> "Queued";
            case "executing" -> "Sending";
            case "succeeded" -> "Done";
            case "failed" -> "Failed";
            case "refused" -> "Not sent";
            case "outcome_unknown" -> "Outcome unknown";
            default -> "";
        };
    }

    /** One word, the one that matters most: a person's own claim is the least of them and yet says "go on here". */
    private static String note(InboxRow row) {
        Attention attention = row.attention();
        if (row.state() == ReviewState.STALE) {
            return "Stale, read again";
        }
        if (attention.claimedBy() != null) {
            return "Claimed by "
                    + (attention.claimedByViewer()
                            ? "you"
                            : InertText.line(attention.claimedBy(), 60).value());
        }
        if (row.quorum() > 1) {
            return row.votes() + " of " + row.quorum() + " votes";
        }
        if (attention.escalatedAt() != null) {
            return "Escalated";
        }
        return row.changes().size() > 1 ? row.changes().size() + " fields" : "";
    }

    private static boolean isWhole(InboxRow row) {
        if (row.tier() != Tier.T1
                || row.state() != ReviewState.PENDING
                || row.quorum() > 1
                || row.changes().size() != 1) {
            return false;
        }
        Card.Change only = row.changes().getFirst();
        return !only.masked() && says(row.consequence(), only.before()) && says(row.consequence(), only.after());
    }

    private static boolean says(String consequence, @Nullable JsonNode value) {
        return value != null
                && value.isValueNode()
                && !FieldValue.isEmpty(value)
                && List.of(value.asText(), FieldValue.text(value)).stream().anyMatch(consequence::contains);
    }

    /** Whether a vote is asked for. */
    public boolean isOpen() {
        return ended.isEmpty();
    }
}
