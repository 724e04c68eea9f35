package dev.countersign.orchestrator.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One run as it was read. A snapshot: transitions go through {@link Runs} and are guarded by the row.
 *
 * @param owner the person who answers for the run
 * @param startedBy the caller that started it: the owner, or an agent's key
 * @param onBehalfOf {@code {kind, id, roles, scopes}} or null
 * @param scopes what the run holds
 * @param openCalls calls without a final answer
 * @param rejections how often a person has said no in it
 * @param lessons which lessons of earlier runs it was given; null before its first step
 * @param fence number of the lease; an older holder's transitions do nothing
 */
public record Run(
        UUID id,
        String workflow,
        int workflowVersion,
        String workflowDigest,
        RunState state,
        String owner,
        String startedBy,
        @Nullable JsonNode onBehalfOf,
        List<String> scopes,
        JsonNode input,
        @Nullable JsonNode output,
        @Nullable String failureCode,
        @Nullable String failureDetail,
        Usage usage,
        int writes,
        boolean tainted,
        String policyRevision,
        String traceparent,
        int openCalls,
        int rejections,
        @Nullable List<UUID> lessons,
        long fence,
        int attempts,
        Instant deadlineAt,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant endedAt) {

    static final String COLUMNS = """
            id, workflow_id, workflow_version, workflow_digest, state, owner, started_by, on_behalf_of, scopes, input,
            output, failure_code, failure_detail, steps, input_tokens, output_tokens, withheld_bytes, cost, writes,
            tainted, policy_revision, traceparent, open_calls, rejections, lessons, fence, attempts, deadline_at, created_at, updated_at,
            ended_at""";

    /** What a run has used so far. */
    public record Usage(int steps, long inputTokens, long outputTokens, long withheldBytes, BigDecimal cost) {
        private static final int BYTES_A_TOKEN = 4;

        /** What the withheld bytes would have cost the model, estimated at four bytes a token, rounded up. */
        public long withheldTokens() {
            return Math.ceilDiv(withheldBytes, BYTES_A_TOKEN);
        }
    }

    static Run of(Row row) {
        return new Run(
                row.getUUID("id"),
                row.getString("workflow_id"),
                row.getInteger("workflow_version"),
                row.getString("workflow_digest"),
                RunState.of(row.getString("state")),
                row.getString("owner"),
                row.getString("started_by"),
                Rows.json(row, "on_behalf_of"),
                Rows.texts(row, "scopes"),
                Objects.requireNonNull(Rows.json(row, "input")),
                Rows.json(row, "output"),
                row.getString("failure_code"),
                row.getString("failure_detail"),
                new Usage(
                        row.getInteger("steps"),
                        row.getLong("input_tokens"),
                        row.getLong("output_tokens"),
                        row.getLong("withheld_bytes"),
                        row.getNumeric("cost").bigDecimalValue()),
                row.getInteger("writes"),
                row.getBoolean("tainted"),
                row.getString("policy_revision"),
                row.getString("traceparent"),
                row.getInteger("open_calls"),
                row.getInteger("rejections"),
                row.getArrayOfUUIDs("lessons") == null ? null : List.of(row.getArrayOfUUIDs("lessons")),
                row.getLong("fence"),
                row.getInteger("attempts"),
                Objects.requireNonNull(Rows.instant(row, "deadline_at")),
                Objects.requireNonNull(Rows.instant(row, "created_at")),
                Objects.requireNonNull(Rows.instant(row, "updated_at")),
                Rows.instant(row, "ended_at"));
    }
}
