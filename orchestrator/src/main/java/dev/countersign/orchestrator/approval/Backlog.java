package dev.countersign.orchestrator.approval;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much waits for people (M22). Every question looks at no more than {@link #COUNTED} rows of a partial index, the
 * most urgent or the newest ones. Blocks; virtual threads only.
 */
@Singleton
public class Backlog {
    /** Nothing is counted beyond this. */
    public static final int COUNTED = 10_000;

    private static final int LINES = 100;
    private static final String WAITING = """
            WITH w AS (
              SELECT groups, rule_id, opened_at, expires_at FROM approval WHERE state IN ('pending', 'stale')
              ORDER BY expires_at LIMIT :max)
            """;
    private static final String FIGURES = """
            count(*) AS waiting, min(opened_at) AS oldest,
              count(*) FILTER (WHERE expires_at <= clock_timestamp() + interval '1 hour') AS expiring
            """;
    private static final NamedSql ALL = NamedSql.of(WAITING + "SELECT '' AS id, " + FIGURES + "FROM w");
    private static final NamedSql BY_GROUP = NamedSql.of(WAITING + "SELECT member AS id, " + FIGURES
            + "FROM w, unnest(w.groups) AS member GROUP BY member ORDER BY 2 DESC, 1 LIMIT :lines");
    private static final NamedSql BY_RULE = NamedSql.of(WAITING + "SELECT coalesce(rule_id, '') AS id, " + FIGURES
            + "FROM w GROUP BY rule_id ORDER BY 2 DESC, 1 LIMIT :lines");
    private static final NamedSql WAITED = NamedSql.of("""
            SELECT count(*) AS decided,
              percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS p50,
              percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS p90,
              percentile_cont(0.99) WITHIN GROUP (ORDER BY seconds) AS p99
            FROM (SELECT extract(epoch FROM decided_at - opened_at)::float8 AS seconds FROM approval
                  WHERE state IN ('granted', 'rejected') AND decided_at >= clock_timestamp() - interval '24 hours'
                  ORDER BY decided_at DESC LIMIT :max) decided""");

    private final Database database;

    Backlog(Database database) {
        this.database = database;
    }

    /**
     * What waits: in all, for a group, or because of a rule.
     *
     * @param id of the group or rule; empty for all of it
     * @param expiring within an hour
     * @param oldest when the first of them was opened; null when there is none
     */
    public record Line(
            String id, int waiting, int expiring, @Nullable Instant oldest) {}

    /**
     * How long what people decided in the last 24 hours had waited.
     *
     * @param decided how many; the times are null when there was none
     */
    public record Waited(
            int decided,
            @Nullable Duration p50,
            @Nullable Duration p90,
            @Nullable Duration p99) {}

    public Line all() {
        return line(database.row(ALL, Bindings.of("max", COUNTED)).orElseThrow());
    }

    /** The largest first; what several groups may decide counts for each. */
    public List<Line> byGroup() {
        return lines(BY_GROUP);
    }

    /** The largest first. */
    public List<Line> byRule() {
        return lines(BY_RULE);
    }

    public Waited waited() {
        Row row = database.row(WAITED, Bindings.of("max", COUNTED)).orElseThrow();
        return new Waited(row.getInteger("decided"), span(row, "p50"), span(row, "p90"), span(row, "p99"));
    }

    private List<Line> lines(NamedSql sql) {
        return database.rows(sql, Bindings.of("max", COUNTED).and("lines", LINES)).stream()
                .map(Backlog::line)
                .toList();
    }

    private static Line line(Row row) {
        return new Line(
                Objects.requireNonNull(row.getString("id")),
                row.getInteger("waiting"),
                row.getInteger("expiring"),
                Rows.instant(row, "oldest"));
    }

    private static @Nullable Duration span(Row row, String column) {
        Double seconds = row.getDouble(column);
        return seconds == null ? null : Duration.ofMillis(Math.round(seconds * 1_000));
    }
}
