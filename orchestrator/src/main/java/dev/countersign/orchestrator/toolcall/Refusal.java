package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A named refusal: nothing was sent.
 *
 * @param detail a sentence for people and models; no secrets, bounded
 * @param reason a person's reason code, only for APPROVAL_REJECTED and REJECTED_BEFORE
 * @param note the person's note, null when there is none
 */
public record Refusal(
        RefusalCode code,
        String detail,
        @Nullable String reason,
        @Nullable String note) {
    private static final int DETAIL_MAX = 2_000;

    public Refusal {
        detail = detail.length() > DETAIL_MAX ? detail.substring(0, DETAIL_MAX) + "…" : detail;
    }

    public static Refusal of(RefusalCode code, String detail) {
        return new Refusal(code, detail, null, null);
    }

    public static Refusal rejected(String by, String reason, @Nullable String note) {
        return new Refusal(RefusalCode.APPROVAL_REJECTED, by + " rejected this.", reason, note);
    }

    /** @param detail what was told when it was rejected */
    static Refusal rejectedBefore(String detail, String reason, @Nullable String note) {
        return new Refusal(
                RefusalCode.REJECTED_BEFORE,
                "In this run already: " + detail + " It stays refused until a person reopens that call.",
                reason,
                note);
    }

    /** A fresh no decides over its code; one that was said before is not asked again, whatever the reason. */
    private boolean fresh() {
        return reason != null && code == RefusalCode.APPROVAL_REJECTED;
    }

    /** Whether to propose it again (INTERFACE, Calls): a person's reason decides over the code. */
    public String retry() {
        if (reason == null || !fresh()) {
            return code.retry();
        }
        return switch (reason) {
            case "WRONG_RECORD", "NOT_ALLOWED" -> "never";
            case "WRONG_VALUE" -> "with_changes";
            default -> "ask";
        };
    }

    private String next() {
        if (!fresh()) {
            return code.next();
        }
        return switch (retry()) {
            case "never" -> "A person refused this call. Do not propose it again; do something else.";
            case "with_changes" ->
                "A person refused this call. Propose it again only with the value that the reason asks for.";
            default ->
                "A person refused this call. Do something else now; you may propose it again when the reason no longer holds.";
        };
    }

    /** The same with what a dry run would have done, for the model. */
    static ObjectNode answer(Refusal refusal, @Nullable ObjectNode would) {
        ObjectNode answer = refusal.answer();
        if (would != null) {
            answer.withObject("/structured_content").set("would", would);
        }
        return answer;
    }

    /** What the model sees: an error result that it can read (INTERFACE, Calls). */
    public ObjectNode answer() {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.put("status", "refused").put("code", code.name());
        if (reason == null) {
            content.putNull("reason");
        } else {
            content.putObject("reason").put("code", reason).put("note", note);
        }
        content.put("retry", retry()).put("next", next());
        if (!fresh()) {
            content.put("detail", detail);
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("is_error", true);
        answer.set("structured_content", content);
        answer.putNull("text");
        return answer;
    }
}
