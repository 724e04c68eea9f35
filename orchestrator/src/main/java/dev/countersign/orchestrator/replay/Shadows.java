package dev.countersign.orchestrator.replay;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The shadow that was started, for all instances, and what they saw. Blocks; virtual threads only. */
@Singleton
public class Shadows {
    /** Differences that are kept of a shadow: the newest. */
    static final int KEPT = 1_000;

    private static final int SHADOWS_KEPT = 20;

    private final Database database;
    private final Candidates candidates;
    private final Ids ids;

    Shadows(Database database, Candidates candidates, Ids ids) {
        this.database = database;
        this.candidates = candidates;
        this.ids = ids;
    }

    // ---- starting and stopping ------------------------------------------------------------------------------------

    private static final NamedSql START = NamedSql.of("""
            WITH old AS (
              DELETE FROM policy_shadow WHERE id IN (
                SELECT id FROM policy_shadow WHERE stopped_at IS NOT NULL ORDER BY id DESC OFFSET :kept))
            INSERT INTO policy_shadow (id, revision, started_by) VALUES (:id, :revision, :by)
            ON CONFLICT DO NOTHING""");
    private static final NamedSql STOP = NamedSql.of("""
            UPDATE policy_shadow SET stopped_at = date_trunc('milliseconds', clock_timestamp())
            WHERE stopped_at IS NULL RETURNING id""");

    /** What came of starting. */
    public sealed interface Started {
        record New(Status shadow) implements Started {}

        /** This revision is in the shadow already. */
        record Again(Status shadow) implements Started {}

        /** Another one is. */
        record Occupied(Status shadow) implements Started {}

        record UnknownRevision() implements Started {}
    }

    public Started start(String revision, String by) {
        if (candidates.find(revision).isEmpty()) {
            return new Started.UnknownRevision();
        }
        UUID id = ids.next();
        boolean started = database.execute(
                        START,
                        Bindings.of("id", id)
                                .and("revision", revision)
                                .and("by", by)
                                .and("kept", SHADOWS_KEPT))
                == 1;
        if (started) {
            return new Started.New(find(id).orElseThrow());
        }
        // Stopped by somebody else between the two statements: then there is room now.
        Optional<Status> there = current();
        if (there.isEmpty()) {
            return start(revision, by);
        }
        return there.get().revision().equals(revision)
                ? new Started.Again(there.get())
                : new Started.Occupied(there.get());
    }

    /** The shadow that ran until now; empty when there was none. */
    public Optional<UUID> stop() {
        return database.row(STOP, Bindings.none()).map(row -> row.getUUID("id"));
    }

    // ---- what is seen ---------------------------------------------------------------------------------------------

    private static final NamedSql ADD = NamedSql.of("""
            WITH s AS (
              UPDATE policy_shadow SET dropped = dropped + :dropped, trouble = coalesce(:trouble, trouble),
                last_difference = last_difference + :count
              WHERE id = :id RETURNING id, last_difference - :count AS before, last_difference),
            cells AS (
              INSERT INTO policy_shadow_cell AS c (shadow_id, was, would_be, calls)
              SELECT s.id, x.was, x.would_be, x.calls
              FROM s, json_to_recordset(:cells::text::json) AS x(was text, would_be text, calls bigint)
              ON CONFLICT (shadow_id, was, would_be) DO UPDATE SET calls = c.calls + excluded.calls),
            gone AS (
              DELETE FROM policy_shadow_difference d USING s
              WHERE d.shadow_id = s.id AND d.number <= s.last_difference - :kept)
            INSERT INTO policy_shadow_difference
              (shadow_id, number, at, call_id, tool, was, would_be, was_rule, would_rule)
            SELECT s.id, s.before + x.place, x.at, x.call_id, x.tool, x.was, x.would_be, x.was_rule, x.would_rule
            FROM s, ROWS FROM (json_to_recordset(:differences::text::json) AS (at timestamptz, call_id uuid, tool text,
              was text, would_be text, was_rule text, would_rule text)) WITH ORDINALITY
              AS x(at, call_id, tool, was, would_be, was_rule, would_rule, place)""");
    private static final NamedSql TROUBLE =
            NamedSql.of("UPDATE policy_shadow SET trouble = :trouble WHERE id = :id AND stopped_at IS NULL");

    void add(UUID shadow, Harvest harvest) {
        ArrayNode cells = JsonNodeFactory.instance.arrayNode();
        for (Outcome was : Outcome.values()) {
            for (Outcome would : Outcome.values()) {
                long calls = harvest.matrix().count(was, would);
                if (calls > 0) {
                    cells.addObject()
                            .put("was", was.wire())
                            .put("would_be", would.wire())
                            .put("calls", calls);
                }
            }
        }
        ArrayNode differences = JsonNodeFactory.instance.arrayNode();
        harvest.differences().forEach(difference -> differences
                .addObject()
                .put("at", CloudEvent.time(difference.at()))
                .put("call_id", difference.call().toString())
                .put("tool", difference.tool())
                .put("was", difference.was().outcome().wire())
                .put("would_be", difference.wouldBe().outcome().wire())
                .put("was_rule", difference.was().ruleId())
                .put("would_rule", difference.wouldBe().ruleId()));
        database.execute(
                ADD,
                Bindings.of("id", shadow)
                        .and("dropped", harvest.dropped())
                        .and("trouble", harvest.trouble())
                        .and("count", (long) differences.size())
                        .and("cells", Rows.text(cells))
                        .and("differences", Rows.text(differences))
                        .and("kept", (long) KEPT));
    }

    void trouble(UUID shadow, String sentence) {
        database.execute(TROUBLE, Bindings.of("id", shadow).and("trouble", sentence));
    }

    // ---- what people see ------------------------------------------------------------------------------------------

    private static final String COLUMNS = "id, revision, started_by, since, stopped_at, dropped, trouble ";
    private static final NamedSql CURRENT =
            NamedSql.of("SELECT " + COLUMNS + "FROM policy_shadow WHERE stopped_at IS NULL");
    private static final NamedSql FIND = NamedSql.of("SELECT " + COLUMNS + "FROM policy_shadow WHERE id = :id");
    private static final NamedSql CELLS =
            NamedSql.of("SELECT was, would_be, calls FROM policy_shadow_cell WHERE shadow_id = :id");
    private static final NamedSql NEWEST = NamedSql.of("""
            SELECT number, at, call_id, tool, was, would_be, was_rule, would_rule FROM policy_shadow_difference
            WHERE shadow_id = :id ORDER BY number DESC LIMIT :max""");
    private static final NamedSql AFTER = NamedSql.of("""
            SELECT number, at, call_id, tool, was, would_be, was_rule, would_rule FROM policy_shadow_difference
            WHERE shadow_id = :id AND number > :after ORDER BY number LIMIT :max""");

    /**
     * A shadow.
     *
     * @param stoppedAt null while it runs
     * @param dropped proposals that found no room in the queue
     * @param trouble why it cannot be opened, or why it last had no clean answer; null when neither happened
     */
    public record Status(
            UUID id,
            String revision,
            String startedBy,
            Instant since,
            @Nullable Instant stoppedAt,
            long dropped,
            @Nullable String trouble) {

        private static Status of(Row row) {
            return new Status(
                    row.getUUID("id"),
                    row.getString("revision"),
                    row.getString("started_by"),
                    Objects.requireNonNull(Rows.instant(row, "since")),
                    Rows.instant(row, "stopped_at"),
                    row.getLong("dropped"),
                    row.getString("trouble"));
        }
    }

    /** A proposal that the shadow would have decided otherwise; numbers rise without a gap. */
    public record Seen(
            long number,
            Instant at,
            UUID call,
            String tool,
            String was,
            String wouldBe,
            @Nullable String wasRule,
            @Nullable String wouldRule) {

        private static Seen of(Row row) {
            return new Seen(
                    row.getLong("number"),
                    Objects.requireNonNull(Rows.instant(row, "at")),
                    row.getUUID("call_id"),
                    row.getString("tool"),
                    row.getString("was"),
                    row.getString("would_be"),
                    row.getString("was_rule"),
                    row.getString("would_rule"));
        }
    }

    /** The one that runs. */
    public Optional<Status> current() {
        return database.row(CURRENT, Bindings.none()).map(Status::of);
    }

    public Optional<Status> find(UUID id) {
        return database.row(FIND, Bindings.of("id", id)).map(Status::of);
    }

    public Matrix matrix(UUID shadow) {
        var matrix = new Matrix();
        database.rows(CELLS, Bindings.of("id", shadow))
                .forEach(row -> matrix.add(
                        Outcome.of(row.getString("was")), Outcome.of(row.getString("would_be")), row.getLong("calls")));
        return matrix;
    }

    /** The newest first; or, after a number, the next ones in order, so that a follower misses none. */
    public List<Seen> differences(UUID shadow, @Nullable Long after, int max) {
        Bindings bindings = Bindings.of("id", shadow).and("max", max);
        List<Row> rows =
                after == null ? database.rows(NEWEST, bindings) : database.rows(AFTER, bindings.and("after", after));
        return rows.stream().map(Seen::of).toList();
    }
}
