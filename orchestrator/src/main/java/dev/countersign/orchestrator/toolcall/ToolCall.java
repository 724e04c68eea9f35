package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call as it was read. A snapshot: transitions go through {@link ToolCalls} and are guarded by the row.
 *
 * @param tool dotted name as proposed, known or not
 * @param arguments what is or will be sent; null when the proposal's arguments were no JSON object
 * @param editedBy who changed the arguments before they were approved; null when they are the agent's own
 * @param reopened who lifted the person's no that refused it; null while it holds
 * @param decisionMicros how long policy took; null when it was not asked
 * @param withheld what of the answer nobody was given; null while there is none, and where it was not counted
 * @param askedBy the person who made it; null for the model's own
 * @param compensates the call that it sets back; null for every other one
 * @param retries the failed call that it is asked for again; null for every other one
 * @param answer {@code {is_error, structured_content, text}} as the model sees it; null while there is none
 */
public record ToolCall(
        UUID id,
        UUID runId,
        int step,
        int ordinal,
        @Nullable String providerCallId,
        @Nullable String connector,
        @Nullable Integer connectorVersion,
        String tool,
        @Nullable String effect,
        CallState state,
        @Nullable JsonNode arguments,
        @Nullable JsonNode proposedArguments,
        @Nullable String editedBy,
        @Nullable String argumentsDigest,
        @Nullable String descriptorDigest,
        @Nullable String outcome,
        @Nullable String ruleId,
        @Nullable String title,
        @Nullable String because,
        @Nullable String policyRevision,
        @Nullable Integer decisionMicros,
        JsonNode reasons,
        @Nullable JsonNode obligations,
        @Nullable String refusalCode,
        @Nullable String refusalDetail,
        @Nullable String refusalReason,
        @Nullable String refusalNote,
        @Nullable String refusalRetry,
        @Nullable UUID approvalId,
        int attempts,
        @Nullable Instant notBefore,
        @Nullable Instant dispatchDeadline,
        @Nullable JsonNode answer,
        @Nullable String resultDigest,
        @Nullable Withheld withheld,
        @Nullable JsonNode resolved,
        @Nullable Reopened reopened,
        @Nullable UUID repeats,
        @Nullable String askedBy,
        @Nullable UUID compensates,
        @Nullable UUID retries,
        JsonNode refs,
        @Nullable BigDecimal price,
        @Nullable String agentWords,
        long fence,
        Instant createdAt,
        @Nullable Instant decidedAt,
        @Nullable Instant dispatchedAt,
        @Nullable Instant endedAt) {

    static final String COLUMNS = """
            id, run_id, step, ordinal, provider_call_id, connector_id, connector_version, tool, effect, state,
            arguments, proposed_arguments, edited_by, arguments_digest, descriptor_digest, outcome, rule_id, title,
            because, policy_revision, decision_us, reasons, obligations, refusal_code, refusal_detail, refusal_reason, refusal_note,
            refusal_retry, approval_id, attempts, not_before, dispatch_deadline, answer, result_digest,
            withheld_bytes, masked_fields, dropped_fields, resolved,
            reopened_by, reopened_note, reopened_at, repeats, asked_by, compensates, retries, refs, price, agent_words, fence,
            created_at, decided_at, dispatched_at, ended_at""";

    /** Who lifted a person's no, and why (ADR 0017). */
    public record Reopened(String by, String note, Instant at) {

        private static @Nullable Reopened of(Row row) {
            Instant at = Rows.instant(row, "reopened_at");
            return at == null ? null : new Reopened(row.getString("reopened_by"), row.getString("reopened_note"), at);
        }
    }

    /** The arguments as people and agents may see them: a hidden value that a compensation writes back is dots. */
    public @Nullable JsonNode shownArguments() {
        return compensates != null && proposedArguments != null ? proposedArguments : arguments;
    }

    /** Whether a byte of it may have left and have had an effect: then it is never called refused, only unknown. */
    boolean mayHaveHappened() {
        return attempts > 0 && dispatchedAt != null && !"READ".equals(effect);
    }

    static ToolCall of(Row row) {
        return new ToolCall(
                row.getUUID("id"),
                row.getUUID("run_id"),
                row.getInteger("step"),
                row.getInteger("ordinal"),
                row.getString("provider_call_id"),
                row.getString("connector_id"),
                row.getInteger("connector_version"),
                row.getString("tool"),
                row.getString("effect"),
                CallState.of(row.getString("state")),
                Rows.json(row, "arguments"),
                Rows.json(row, "proposed_arguments"),
                row.getString("edited_by"),
                row.getString("arguments_digest"),
                row.getString("descriptor_digest"),
                row.getString("outcome"),
                row.getString("rule_id"),
                row.getString("title"),
                row.getString("because"),
                row.getString("policy_revision"),
                row.getInteger("decision_us"),
                Objects.requireNonNull(Rows.json(row, "reasons")),
                Rows.json(row, "obligations"),
                row.getString("refusal_code"),
                row.getString("refusal_detail"),
                row.getString("refusal_reason"),
                row.getString("refusal_note"),
                row.getString("refusal_retry"),
                row.getUUID("approval_id"),
                row.getInteger("attempts"),
                Rows.instant(row, "not_before"),
                Rows.instant(row, "dispatch_deadline"),
                Rows.json(row, "answer"),
                row.getString("result_digest"),
                Withheld.of(row),
                Rows.json(row, "resolved"),
                Reopened.of(row),
                row.getUUID("repeats"),
                row.getString("asked_by"),
                row.getUUID("compensates"),
                row.getUUID("retries"),
                Objects.requireNonNull(Rows.json(row, "refs")),
                row.getNumeric("price") == null ? null : row.getNumeric("price").bigDecimalValue(),
                row.getString("agent_words"),
                row.getLong("fence"),
                Objects.requireNonNull(Rows.instant(row, "created_at")),
                Rows.instant(row, "decided_at"),
                Rows.instant(row, "dispatched_at"),
                Rows.instant(row, "ended_at"));
    }
}
