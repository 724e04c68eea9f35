package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.toolcall.CallWords;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.ui.day.Day;
import dev.countersign.ui.day.DayDesk;
import dev.countersign.ui.inbox.Viewer;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What ran today. Counts end at {@value #CALLS_MAX} calls; what is shown of a call is what the viewer may open. */
@Singleton
public class DayBook implements DayDesk {
    private static final int CALLS_MAX = 10_000;
    private static final int VOTES_MAX = 1_000;
    private static final int PICKED_FROM = 1_000;
    private static final int PICKED = 3;

    private static final String MIDNIGHT = "date_trunc('day', clock_timestamp() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'";
    private static final NamedSql CALLS = NamedSql.of("""
            WITH today AS (
              SELECT outcome, effect, rule_id, compensates, state FROM tool_call WHERE decided_at >= %s
              ORDER BY decided_at DESC LIMIT :max),
            most AS (
              SELECT rule_id, count(*)::int AS times FROM today WHERE outcome = 'deny' AND rule_id IS NOT NULL
              GROUP BY rule_id ORDER BY times DESC, rule_id LIMIT 1)
            SELECT %s AS since, sums.*, most.times, (
                SELECT title FROM tool_call c WHERE c.rule_id = most.rule_id AND c.decided_at IS NOT NULL
                ORDER BY c.decided_at DESC LIMIT 1) AS title
            FROM (SELECT count(*)::int AS calls,
                count(*) FILTER (WHERE outcome = 'permit' AND effect = 'READ')::int AS reads,
                count(*) FILTER (WHERE outcome = 'permit' AND effect <> 'READ' AND compensates IS NULL)::int AS writes,
                count(*) FILTER (WHERE compensates IS NOT NULL AND state = 'succeeded')::int AS undone,
                count(*) FILTER (WHERE outcome = 'deny' AND rule_id IS NOT NULL)::int AS refused
              FROM today) sums
            LEFT JOIN most ON true""".formatted(MIDNIGHT, MIDNIGHT));
    private static final NamedSql VOTES = NamedSql.of("""
            SELECT max(at) AS last,
              count(*) FILTER (WHERE verdict = 'approve' AND at >= %s)::int AS approved,
              count(*) FILTER (WHERE verdict = 'reject' AND at >= %s)::int AS rejected
            FROM (SELECT at, verdict FROM vote WHERE person_id = :person ORDER BY at DESC LIMIT :max) mine""".formatted(MIDNIGHT, MIDNIGHT));
    private static final NamedSql PICK = NamedSql.of("""
            SELECT c.id, c.title, r.workflow_id FROM (
              SELECT id, title, run_id FROM tool_call
              WHERE decided_at >= %s AND outcome = 'permit' AND effect <> 'READ' AND state = 'succeeded'
                AND compensates IS NULL
                AND (:all OR EXISTS (SELECT 1 FROM approval a WHERE a.run_id = tool_call.run_id))
              ORDER BY decided_at DESC LIMIT :from) c
            JOIN run r ON r.id = c.run_id ORDER BY random() LIMIT :max""".formatted(MIDNIGHT));

    private final Database database;
    private final ToolCalls calls;
    private final CallWords words;

    public DayBook(Database database, ToolCalls calls, CallWords words) {
        this.database = database;
        this.calls = calls;
        this.words = words;
    }

    @Override
    public Day today(Viewer viewer) {
        Row counts = database.row(CALLS, Bindings.of("max", CALLS_MAX)).orElseThrow();
        Row votes = database.row(VOTES, Bindings.of("person", viewer.id()).and("max", VOTES_MAX))
                .orElseThrow();
        boolean all = viewer.has("developer") || viewer.has("operator");
        List<Row> picked = database.rows(
                PICK, Bindings.of("all", all).and("from", PICKED_FROM).and("max", PICKED));
        return new Day(
                Objects.requireNonNull(Rows.instant(counts, "since")),
                Rows.instant(votes, "last"),
                counts.getInteger("reads"),
                counts.getInteger("writes"),
                counts.getInteger("refused"),
                mostRefused(counts),
                counts.getInteger("calls") == CALLS_MAX,
                counts.getInteger("undone"),
                votes.getInteger("approved"),
                votes.getInteger("rejected"),
                picked.stream().map(this::done).toList());
    }

    private static Day.@Nullable Rule mostRefused(Row row) {
        String title = row.getString("title");
        return title == null ? null : new Day.Rule(title, row.getInteger("times"));
    }

    private Day.Done done(Row row) {
        ToolCall call = calls.find(row.getUUID("id")).orElseThrow();
        return new Day.Done(
                call.id(),
                words.consequence(call),
                String.valueOf(row.getString("title")),
                row.getString("workflow_id"));
    }
}
