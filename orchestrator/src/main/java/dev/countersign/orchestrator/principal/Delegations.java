package dev.countersign.orchestrator.principal;

import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.ledger.Traces;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who decides for whom (ADR 0027). At most two hops, never in a circle. Blocks; virtual threads only. */
@Singleton
public class Delegations {
    private static final int LISTED = 200;

    private static final NamedSql CREATE = NamedSql.of("""
            WITH made AS MATERIALIZED (
              SELECT delegate(:id, :person, :to, :starts, :ends, :groups::text[], :tools::text[], :by) AS refusal)
            SELECT refusal, CASE WHEN refusal IS NULL
              THEN ledger_append('people', NULL::uuid, :trace, :events::text::json) END AS appended FROM made""");
    private static final NamedSql END = NamedSql.of("""
            WITH moved AS (
              UPDATE delegation SET ended_by = :by, ended_at = date_trunc('milliseconds', clock_timestamp())
              WHERE id = :id AND ended_at IS NULL AND ends_at > clock_timestamp()
                AND (from_person = :by OR to_person = :by OR EXISTS (
                  SELECT 1 FROM person WHERE id = :by AND 'operator' = ANY(roles)))
              RETURNING id)
            SELECT ledger_append('people', NULL::uuid, :trace, :events::text::json) FROM moved""");
    private static final String SELECT = """
            SELECT id, from_person, to_person, starts_at, ends_at, groups, tools, created_by, created_at, ended_at
            FROM delegation
            """;
    private static final NamedSql ONE = NamedSql.of(SELECT + "WHERE id = :id");
    private static final NamedSql NEWEST = NamedSql.of(SELECT + """
            WHERE (:person::text IS NULL OR from_person = :person OR to_person = :person)
              AND (:before_at::timestamptz IS NULL OR (created_at, id) < (:before_at, :before_id::uuid))
            ORDER BY created_at DESC, id DESC LIMIT :max""");
    private static final NamedSql GROUPS = NamedSql.of("""
            WITH RECURSIVE chain AS (
              SELECT :person::text AS holder, NULL::text[] AS within, 0 AS hops
              UNION ALL
              SELECT d.from_person,
                CASE WHEN chain.within IS NULL THEN d.groups WHEN d.groups IS NULL THEN chain.within
                  ELSE ARRAY(SELECT unnest(chain.within) INTERSECT SELECT unnest(d.groups)) END, chain.hops + 1
              FROM chain JOIN delegation d ON d.to_person = chain.holder
              WHERE chain.hops < 2 AND d.ended_at IS NULL AND d.starts_at <= clock_timestamp()
                AND d.ends_at > clock_timestamp())
            SELECT DISTINCT g AS name FROM chain JOIN person p ON p.id = chain.holder, unnest(p.groups) AS g
            WHERE 'approver' = ANY(p.roles) AND (chain.within IS NULL OR g = ANY(chain.within)) LIMIT 200""");

    private final Database database;
    private final Ids ids;
    private final LedgerWorkers ledger;

    Delegations(Database database, Ids ids, LedgerWorkers ledger) {
        this.database = database;
        this.ids = ids;
        this.ledger = ledger;
    }

    /** What came of making one. */
    public sealed interface Made {
        record Created(Delegation delegation) implements Made {}

        /** @param code CYCLE, TOO_MANY_HOPS or TOO_MANY */
        record Refused(String code) implements Made {}
    }

    /**
     * Lets somebody decide in a person's name.
     *
     * @param groups empty for all groups of the person
     * @param tools empty for all tools
     */
    public Made create(
            String person, String to, Instant from, Instant until, List<String> groups, List<String> tools, String by) {
        UUID id = ids.next();
        Story story = Story.with(ids)
                .tell(
                        EventType.APPROVAL_DELEGATED,
                        id,
                        Story.data()
                                .put("delegation_id", id)
                                .put("by", by)
                                .put("person", person)
                                .put("to", to)
                                .put("from", from)
                                .put("until", until)
                                .end());
        String refusal = database.row(
                        CREATE,
                        Bindings.of("id", id)
                                .and("person", person)
                                .and("to", to)
                                .and("starts", from)
                                .and("ends", until)
                                .and("groups", groups.isEmpty() ? null : groups)
                                .and("tools", tools.isEmpty() ? null : tools)
                                .and("by", by)
                                .and("trace", Traces.fresh())
                                .and("events", story.json()))
                .orElseThrow()
                .getString("refusal");
        ledger.wake();
        return refusal == null
                ? new Made.Created(database.row(ONE, Bindings.of("id", id))
                        .map(Delegation::of)
                        .orElseThrow())
                : new Made.Refused(refusal);
    }

    /** Takes one back, by either of the two or an operator; false when it is over, unknown, or not this person's. */
    public boolean end(UUID id, String by) {
        Story story = Story.with(ids)
                .tell(
                        EventType.APPROVAL_DELEGATED,
                        id,
                        Story.data()
                                .put("delegation_id", id)
                                .put("by", by)
                                .put("ended", true)
                                .end());
        boolean ended = database.row(
                        END,
                        Bindings.of("id", id)
                                .and("by", by)
                                .and("trace", Traces.fresh())
                                .and("events", story.json()))
                .isPresent();
        ledger.wake();
        return ended;
    }

    /** Newest first; {@code person} null for everybody's. */
    public List<Delegation> newest(
            @Nullable String person, @Nullable Instant beforeAt, @Nullable UUID beforeId, int max) {
        return database
                .rows(
                        NEWEST,
                        Bindings.of("person", person)
                                .and("before_at", beforeAt)
                                .and("before_id", beforeId)
                                .and("max", Math.min(max, LISTED + 1)))
                .stream()
                .map(Delegation::of)
                .toList();
    }

    /** Groups in whose name a person may decide now: the own ones, and those of people who are away. */
    public List<String> groups(String person) {
        return database.rows(GROUPS, Bindings.of("person", person)).stream()
                .map(row -> row.getString("name"))
                .toList();
    }
}
