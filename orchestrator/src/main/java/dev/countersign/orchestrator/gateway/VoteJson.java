package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.toolcall.Voting;
import dev.countersign.ui.review.Reason;
import dev.countersign.ui.review.ReasonCode;
import dev.countersign.ui.review.Verdict;
import java.util.HashMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A vote as the outer interface writes it: alone, or one of many; and what it answers when the vote does not count. */
record VoteJson(Verdict verdict, String digest, @Nullable Reason reason) {

    /**
     * @param at where the vote stands in the body, as a JSON Pointer
     * @throws Problem 422 that names the member
     */
    static VoteJson of(ObjectNode wanted, String at) {
        Verdict verdict = Optional.ofNullable(text(wanted, "verdict", at))
                .flatMap(Verdict::of)
                .orElseThrow(
                        () -> Problem.invalid(at + "/verdict", wanted.get("verdict"), "verdict is approve or reject."));
        String digest = text(wanted, "digest", at);
        if (digest == null || digest.isBlank() || digest.length() > 100) {
            throw Problem.invalid(
                    at + "/digest",
                    digest == null ? wanted.get("digest") : null,
                    "digest is required: the one of the card that the person saw.");
        }
        return new VoteJson(verdict, digest, verdict == Verdict.REJECT ? reason(wanted, at + "/reason") : null);
    }

    static @Nullable String text(ObjectNode wanted, String member, String at) {
        JsonNode value = wanted.path(member);
        if (!value.isMissingNode() && !value.isNull() && !value.isTextual()) {
            throw Problem.invalid(at + "/" + member, value, "This member has to be text.");
        }
        return value.textValue();
    }

    private static Reason reason(ObjectNode wanted, String at) {
        if (!(wanted.get("reason") instanceof ObjectNode reason)) {
            throw Problem.invalid(
                    at,
                    wanted.get("reason"),
                    "A rejection needs a reason: {\"code\": WRONG_RECORD, WRONG_VALUE, WRONG_TIME, NOT_ALLOWED or OTHER, \"note\": text}.");
        }
        ReasonCode code = ReasonCode.of(reason.path("code").asText())
                .orElseThrow(() -> Problem.invalid(
                        at + "/code",
                        reason.get("code"),
                        "code is WRONG_RECORD, WRONG_VALUE, WRONG_TIME, NOT_ALLOWED or OTHER."));
        String note = text(reason, "note", at);
        String kept = note == null || note.isBlank() ? null : note;
        if (kept != null && kept.length() > Reason.NOTE_MAX_CHARS) {
            throw Problem.invalid(at + "/note", null, "A note has at most 2,000 characters.");
        }
        if (code == ReasonCode.OTHER && kept == null) {
            throw Problem.invalid(at + "/note", null, "The reason OTHER needs a note.");
        }
        return new Reason(code, kept);
    }

    static Problem problem(Voting.Result.Refused refused) {
        var members = new HashMap<String, JsonNode>();
        if (refused.decidedBy() != null) {
            members.put("decided_by", JsonNodeFactory.instance.textNode(refused.decidedBy()));
            members.put(
                    "decided_at",
                    refused.decidedAt() == null
                            ? JsonNodeFactory.instance.nullNode()
                            : JsonNodeFactory.instance.textNode(CloudEvent.time(refused.decidedAt())));
            members.put("verdict", JsonNodeFactory.instance.textNode(refused.verdict()));
        }
        return Problem.refused(refused.code().status(), refused.code().name(), refused.detail(), members);
    }
}
