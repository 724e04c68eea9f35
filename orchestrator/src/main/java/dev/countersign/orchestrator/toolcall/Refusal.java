package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A named refusal: nothing was sent.
 *
 * @param detail a sentence for people and models; no secrets, bounded
 * @param reason a person's reason code, only for APPROVAL_REJECTED
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

    /** Whether to propose it again (INTERFACE, Calls): a person's reason decides over the code. */
    public String retry() {
        if (reason == null) {
            return code.retry();
        }
        return switch (reason) {
            case "WRONG_RECORD", "NOT_ALLOWED" -> "never";
            case "WRONG_VALUE" -> "with_changes";
            default -> "ask";
        };
    }

    private String next() {
        if (reason == null) {
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
        if (reason == null) {
            content.put("detail", detail);
        }
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("is_error", true);
        answer.set("structured_content", content);
        answer.putNull("text");
        return answer;
    }
}
