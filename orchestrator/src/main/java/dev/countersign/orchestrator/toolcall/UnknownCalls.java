package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The lane of calls of which nobody knows whether they happened. Blocks; virtual threads only. */
@Singleton
public class UnknownCalls {
    private static final String MORE = ", lost_detail, probed, probed_at FROM tool_call ";
    private static final String SEEN =
            "AND (NOT :asked_only OR EXISTS (SELECT 1 FROM approval WHERE approval.run_id = tool_call.run_id)) ";
    private static final NamedSql LANE = NamedSql.of("SELECT " + ToolCall.COLUMNS + MORE
            + "WHERE state = 'outcome_unknown' " + SEEN + "ORDER BY dispatched_at, id LIMIT :max");
    private static final NamedSql SETTLED = NamedSql.of("SELECT " + ToolCall.COLUMNS + MORE
            + "WHERE resolved IS NOT NULL AND ended_at >= clock_timestamp() - :back_ms * interval '1 millisecond' "
            + SEEN + "ORDER BY ended_at DESC, id DESC LIMIT :max");
    private static final NamedSql COUNT =
            NamedSql.of("SELECT count(*) AS n FROM (SELECT 1 FROM tool_call WHERE state = 'outcome_unknown' " + SEEN
                    + "LIMIT :max) capped");
    private static final NamedSql PROBED = NamedSql.of("""
            UPDATE tool_call SET probed = :found, probed_by = :by,
              probed_at = date_trunc('milliseconds', clock_timestamp())
            WHERE id = :id AND state = 'outcome_unknown'""");

    private final Database database;

    UnknownCalls(Database database) {
        this.database = database;
    }

    /**
     * One of them.
     *
     * @param then what became of the request; null for what was lost before that was kept
     * @param probed what the tool's probe last found; null when it was not asked
     */
    public record Lost(
            ToolCall call,
            @Nullable String then,
            @Nullable String probed,
            @Nullable Instant probedAt) {

        private static Lost of(Row row) {
            return new Lost(
                    ToolCall.of(row),
                    row.getString("lost_detail"),
                    row.getString("probed"),
                    Rows.instant(row, "probed_at"));
        }
    }

    /**
     * Those that wait longest first.
     *
     * @param askedOnly only of runs that asked a person, which is what approvers may see
     */
    public List<Lost> lane(boolean askedOnly, int max) {
        return database.rows(LANE, seen(askedOnly, max)).stream().map(Lost::of).toList();
    }

    /** Those that were settled lately, newest first. */
    public List<Lost> settledWithin(Duration back, boolean askedOnly, int max) {
        return database.rows(SETTLED, seen(askedOnly, max).and("back_ms", back.toMillis())).stream()
                .map(Lost::of)
                .toList();
    }

    /** How many wait, counted up to {@link FrozenCalls#COUNTED_MAX}. */
    public int waiting(boolean askedOnly) {
        return database.row(COUNT, seen(askedOnly, FrozenCalls.COUNTED_MAX))
                .orElseThrow()
                .getInteger("n");
    }

    private static Bindings seen(boolean askedOnly, int max) {
        return Bindings.of("asked_only", askedOnly).and("max", max);
    }

    /** Keeps what a probe found, for whoever settles the call. */
    void remember(UUID call, Operations.Probed found, String by) {
        database.execute(
                PROBED,
                Bindings.of("id", call)
                        .and("found", found.name().toLowerCase(Locale.ROOT))
                        .and("by", by));
    }
}
