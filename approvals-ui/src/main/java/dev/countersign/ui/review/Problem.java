package dev.countersign.ui.review;

import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A vote that did not count, for the notice above the card.
 *
 * @param headline what happened, in bold
 * @param words what did not happen and what to do
 * @param note what the person had typed; empty when nothing
 */
@TemplateData
public record Problem(String code, String headline, String words, String note) {

    /** For a form that lacks something. */
    public static Problem invalid(String headline, String words, @Nullable String note) {
        return new Problem("INVALID", headline, words, note == null ? "" : note);
    }

    /** For a refusal of the desk. */
    public static Problem of(Answer.Refused refused, @Nullable String note, Instant now) {
        String kept = note == null || note.isBlank() ? "" : note;
        String tail = kept.isEmpty() ? "" : " Your note is kept below.";
        if (refused.code().equals("ALREADY_DECIDED") && refused.decidedBy() != null && refused.verdict() != null) {
            String did = refused.verdict() == Verdict.APPROVE ? "approved" : "rejected";
            String since = refused.decidedAt() == null
                    ? ""
                    : " " + Moment.ago(refused.decidedAt(), now).text();
            String by = InertText.line(refused.decidedBy(), 200).value();
            String nothing =
                    refused.verdict() == Verdict.APPROVE ? "Nothing was sent by your click." : "Nothing was sent.";
            return new Problem(refused.code(), by + " " + did + " this" + since + ".", nothing + tail, kept);
        }
        String detail = InertText.line(refused.detail(), 1_000).value();
        return new Problem(refused.code(), headline(refused.code()), detail + tail, kept);
    }

    /** The HTTP status that the outer interface gives this code. */
    public int status() {
        return switch (code) {
            case "NOT_AN_APPROVER", "SELF_APPROVAL" -> 403;
            case "EXPIRED", "WITHDRAWN" -> 410;
            case "INVALID", "NOT_EDITABLE", "POLICY_DENIED", "BUDGET_EXHAUSTED" -> 422;
            case "RECORD_UNREADABLE", "POLICY_INDETERMINATE" -> 503;
            default -> 409;
        };
    }

    private static String headline(String code) {
        return switch (code) {
            case "NOT_AN_APPROVER" -> "This is not yours to decide.";
            case "SELF_APPROVAL" -> "Your own run needs somebody else.";
            case "DIGEST_MISMATCH" -> "This is not the card that you saw.";
            case "STALE" -> "The record changed after you read it.";
            case "EXPIRED" -> "This expired.";
            case "WITHDRAWN" -> "This was withdrawn.";
            case "ALREADY_DECIDED" -> "This is decided already.";
            case "ALREADY_VOTED" -> "You voted already.";
            case "RECORD_UNREADABLE" -> "The record cannot be read now.";
            case "POLICY_INDETERMINATE" -> "Policy gives no answer now.";
            case "POLICY_DENIED" -> "Policy denies this.";
            case "BUDGET_EXHAUSTED" -> "The run has too little money left.";
            case "NOT_EDITABLE" -> "This cannot be changed here.";
            default -> "Your vote did not count.";
        };
    }
}
