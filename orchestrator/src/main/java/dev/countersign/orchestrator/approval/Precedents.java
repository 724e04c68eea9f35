package dev.countersign.orchestrator.approval;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How people decided the last requests of the same rule and tool. Blocks; virtual threads only. */
@Singleton
public class Precedents {
    private static final int LAST = 20;

    // Counts describe rounds as they ended; a request that waits again is not among them.
    private static final NamedSql FIND = NamedSql.of("""
            WITH past AS (
              SELECT a.id, a.call_id, a.state, a.round, a.edited_by, a.decided_at FROM approval a, approval this
              WHERE this.id = :id AND a.rule_id = this.rule_id AND a.tool = this.tool AND a.id <> this.id
                AND a.state IN ('granted', 'rejected')
              ORDER BY a.decided_at DESC LIMIT :last)
            SELECT sums.*, rejected.reason_code, rejected.note, rejected.person_id, rejected.at
            FROM (SELECT
                count(*) FILTER (WHERE state = 'granted' AND edited_by IS NULL)::int AS approved,
                count(*) FILTER (WHERE state = 'granted' AND edited_by IS NOT NULL)::int AS edited,
                count(*) FILTER (WHERE state = 'rejected')::int AS refused,
                count(*) FILTER (WHERE EXISTS (
                  SELECT 1 FROM tool_call c WHERE c.compensates = past.call_id AND c.state = 'succeeded'))::int AS undone
              FROM past) sums
            LEFT JOIN LATERAL (
              SELECT v.reason_code, v.note, v.person_id, v.at FROM past
              JOIN vote v ON v.approval_id = past.id AND v.round = past.round AND v.verdict = 'reject'
              WHERE past.state = 'rejected' ORDER BY past.decided_at DESC, v.at DESC LIMIT 1) rejected ON true""");

    private final Database database;

    Precedents(Database database) {
        this.database = database;
    }

    /**
     * The numbers, and the newest rejection among them.
     *
     * @param undone what was sent and then set back
     */
    public record Found(
            int approved,
            int edited,
            int rejected,
            int undone,
            @Nullable Rejection lastReject) {}

    /** Who said no, and why. */
    public record Rejection(String reasonCode, @Nullable String note, String by, Instant at) {}

    /** What was decided like this approval; zeros when nothing was. */
    public Found of(UUID approval) {
        return database.row(FIND, Bindings.of("id", approval).and("last", LAST))
                .map(Precedents::found)
                .orElseThrow();
    }

    private static Found found(Row row) {
        String reason = row.getString("reason_code");
        return new Found(
                row.getInteger("approved"),
                row.getInteger("edited"),
                row.getInteger("refused"),
                row.getInteger("undone"),
                reason == null
                        ? null
                        : new Rejection(
                                reason,
                                row.getString("note"),
                                row.getString("person_id"),
                                Objects.requireNonNull(Rows.instant(row, "at"))));
    }
}
