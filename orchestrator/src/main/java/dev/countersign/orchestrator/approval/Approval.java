package dev.countersign.orchestrator.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.ui.review.ReviewState;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One approval as it was read: its newest round.
 *
 * @param bound the document that the digest hashes
 * @param card what a person is shown
 * @param shown the record as it was shown, salted digests where it was hidden; null when none was read
 * @param masked where it was hidden, as JSON Pointers
 * @param tool dotted name
 * @param groupKey equal for items that are decided in one table; null for those that never are
 * @param editedBy who changed this round's arguments; null when they are the agent's own
 * @param claimedBy who says "I am on it"; true only until {@code claimedUntil}
 * @param granted approvals that count in this round
 */
public record Approval(
        UUID id,
        UUID callId,
        UUID runId,
        String workflow,
        String owner,
        @Nullable String onBehalfOf,
        ReviewState state,
        int round,
        String digest,
        JsonNode bound,
        JsonNode card,
        @Nullable JsonNode shown,
        List<String> masked,
        String tier,
        List<String> groups,
        int quorum,
        boolean separate,
        Duration hold,
        List<String> editable,
        int granted,
        Instant openedAt,
        Instant expiresAt,
        @Nullable Instant holdUntil,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        String tool,
        @Nullable String ruleId,
        @Nullable String groupKey,
        @Nullable String editedBy,
        @Nullable String claimedBy,
        @Nullable Instant claimedUntil,
        @Nullable Instant escalatedAt) {

    static final String COLUMNS = """
            id, call_id, run_id, workflow_id, owner, on_behalf_of, state, round, digest, bound, card, shown, masked, tier,
            groups, quorum, separate, hold_ms, editable, granted, opened_at, expires_at, hold_until, decided_by, decided_at,
            tool, rule_id, group_key, edited_by, claimed_by, claimed_until, escalated_at""";

    /** Whether somebody looks after it at that moment: a claim that ran out, or of what is decided, is none. */
    public boolean claimedAt(Instant moment) {
        return claimedUntil != null && claimedUntil.isAfter(moment) && state.takesVotes();
    }

    static Approval of(Row row) {
        return new Approval(
                row.getUUID("id"),
                row.getUUID("call_id"),
                row.getUUID("run_id"),
                row.getString("workflow_id"),
                row.getString("owner"),
                row.getString("on_behalf_of"),
                ReviewState.of(row.getString("state")),
                row.getInteger("round"),
                row.getString("digest"),
                Objects.requireNonNull(Rows.json(row, "bound")),
                Objects.requireNonNull(Rows.json(row, "card")),
                Rows.json(row, "shown"),
                Rows.texts(row, "masked"),
                row.getString("tier"),
                Rows.texts(row, "groups"),
                row.getInteger("quorum"),
                row.getBoolean("separate"),
                Duration.ofMillis(row.getLong("hold_ms")),
                Rows.texts(row, "editable"),
                row.getInteger("granted"),
                Objects.requireNonNull(Rows.instant(row, "opened_at")),
                Objects.requireNonNull(Rows.instant(row, "expires_at")),
                Rows.instant(row, "hold_until"),
                row.getString("decided_by"),
                Rows.instant(row, "decided_at"),
                row.getString("tool"),
                row.getString("rule_id"),
                row.getString("group_key"),
                row.getString("edited_by"),
                row.getString("claimed_by"),
                Rows.instant(row, "claimed_until"),
                Rows.instant(row, "escalated_at"));
    }
}
