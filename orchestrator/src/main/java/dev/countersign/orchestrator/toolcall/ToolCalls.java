package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads calls. Blocks; virtual threads only. */
@Singleton
public class ToolCalls {
    private static final String SELECT = "SELECT " + ToolCall.COLUMNS + " FROM tool_call ";
    private static final NamedSql FIND = NamedSql.of(SELECT + "WHERE id = :id");
    private static final NamedSql STATES =
            NamedSql.of("SELECT id, state FROM tool_call WHERE id = ANY(:ids::text[]::uuid[])");
    private static final NamedSql POLICY_INPUT = NamedSql.of("SELECT policy_input FROM tool_call WHERE id = :id");
    private static final NamedSql COMPENSATION =
            NamedSql.of(SELECT + "WHERE compensates = :id ORDER BY created_at DESC, id DESC LIMIT 1");
    private static final NamedSql RETRY =
            NamedSql.of(SELECT + "WHERE retries = :id ORDER BY created_at DESC, id DESC LIMIT 1");
    private static final NamedSql OF_RUN =
            NamedSql.of(SELECT + "WHERE run_id = :run ORDER BY step, ordinal LIMIT 20000");
    private static final NamedSql OPEN = NamedSql.of(SELECT + """
            WHERE run_id = :run AND state IN ('awaiting_approval', 'permitted', 'executing', 'outcome_unknown')
              AND asked_by IS NULL ORDER BY step, ordinal LIMIT 1000""");
    private static final NamedSql USED = NamedSql.of(
            "SELECT count(*) AS used FROM tool_call WHERE run_id = :run AND tool = :tool AND state <> 'refused'"
                    + " AND asked_by IS NULL");
    private static final NamedSql LIST = NamedSql.of(SELECT + """
            WHERE (:run::uuid IS NULL OR run_id = :run) AND (:state::text IS NULL OR state = :state)
              AND (:tool::text IS NULL OR tool = :tool) AND (:ref::text IS NULL OR ref_keys @> ARRAY[:ref::text])
              AND (:agent::text IS NULL OR run_id IN (SELECT id FROM run WHERE started_by = :agent))
              AND (NOT :approved_only OR EXISTS (SELECT 1 FROM approval WHERE approval.run_id = tool_call.run_id))
              AND (:before_at::timestamptz IS NULL OR (created_at, id) < (:before_at, :before_id::uuid))
            ORDER BY created_at DESC, id DESC LIMIT :max""");
    private static final NamedSql LIST_OF_RUN = NamedSql.of(SELECT + """
            WHERE run_id = :run AND (:state::text IS NULL OR state = :state)
              AND (:tool::text IS NULL OR tool = :tool) AND (:ref::text IS NULL OR ref_keys @> ARRAY[:ref::text])
              AND (step, ordinal) > (:step, :ordinal)
            ORDER BY step, ordinal LIMIT :max""");
    private static final NamedSql CLAIM = NamedSql.of("""
            UPDATE tool_call SET fence = fence + 1, lease_owner = :worker,
              lease_until = clock_timestamp() + :lease_ms * interval '1 millisecond',
              next_at = clock_timestamp() + :lease_ms * interval '1 millisecond',
              -- what a freeze kept from being sent gets that time back
              dispatch_deadline = CASE WHEN frozen_at IS NULL THEN dispatch_deadline
                ELSE dispatch_deadline + (clock_timestamp() - greatest(frozen_at, not_before)) END,
              frozen_at = NULL
            WHERE id IN (SELECT id FROM tool_call WHERE state = 'permitted' AND next_at <= clock_timestamp()
                         ORDER BY next_at LIMIT :max FOR UPDATE SKIP LOCKED)
            RETURNING\s""" + ToolCall.COLUMNS);
    private static final NamedSql PUT_BACK = NamedSql.of("""
            UPDATE tool_call SET next_at = clock_timestamp() + :wait_ms * interval '1 millisecond',
              lease_owner = NULL, lease_until = NULL
            WHERE id = :id AND fence = :fence AND state = 'permitted'""");
    private static final NamedSql ABANDONED = NamedSql.of(SELECT + """
            WHERE state = 'executing' AND lease_until <= clock_timestamp() ORDER BY lease_until LIMIT :max""");
    private static final NamedSql OF_CANCELLED = NamedSql.of(SELECT + """
            WHERE id IN (
              SELECT id FROM tool_call WHERE state IN ('awaiting_approval', 'permitted') AND asked_by IS NULL
                AND run_id IN (SELECT id FROM run WHERE state = 'cancelled' AND open_calls > 0 LIMIT 100)
              UNION ALL
              -- a run does not count what a person asks for again
              SELECT c.id FROM tool_call c JOIN run ON run.id = c.run_id AND run.state = 'cancelled'
              WHERE c.retries IS NOT NULL AND c.state IN ('awaiting_approval', 'permitted'))
            LIMIT :max""");
    private static final NamedSql PAST_DEADLINE = NamedSql.of("""
            SELECT dispatch_deadline <= clock_timestamp() AS past FROM tool_call WHERE id = :id""");
    private static final NamedSql KEY_ALIVE = NamedSql.of("""
            SELECT key_horizon_until > clock_timestamp() AS alive FROM tool_call WHERE id = :id""");
    private static final NamedSql COUNTS = NamedSql.of("""
            SELECT count(*) FILTER (WHERE state = 'outcome_unknown') AS unknown FROM tool_call
            WHERE state = 'outcome_unknown'""");

    private static final NamedSql SOME =
            NamedSql.of(SELECT + "WHERE id = ANY(:ids::text[]::uuid[]) ORDER BY step, ordinal LIMIT 2000");
    private static final NamedSql OPEN_OF = NamedSql.of(SELECT + """
            WHERE run_id = ANY(:runs::text[]::uuid[])
              AND state IN ('awaiting_approval', 'permitted', 'executing', 'outcome_unknown')
            ORDER BY step, ordinal LIMIT 1000""");
    private static final NamedSql COUNTED = NamedSql.of("""
            SELECT count(*) FILTER (WHERE effect = 'READ') AS reads, count(*) FILTER (WHERE effect <> 'READ') AS writes
            FROM (SELECT effect FROM tool_call WHERE run_id = :run LIMIT 20000) capped""");
    private static final NamedSql REFS = NamedSql.of("""
            SELECT DISTINCT ref FROM tool_call, unnest(ref_keys) AS ref WHERE run_id = :run LIMIT 2""");
    private static final NamedSql REPEATED =
            NamedSql.of("SELECT id FROM tool_call WHERE repeats = :id ORDER BY created_at LIMIT 20");

    private final Database database;

    public ToolCalls(Database database) {
        this.database = database;
    }

    /** The states of a page's calls in one query. */
    public Map<UUID, CallState> states(Collection<UUID> calls) {
        return calls.isEmpty()
                ? Map.of()
                : database.rows(STATES, Bindings.of("ids", calls)).stream()
                        .collect(Collectors.toMap(
                                row -> row.getUUID("id"), row -> CallState.of(row.getString("state"))));
    }

    public Optional<ToolCall> find(UUID id) {
        return database.row(FIND, Bindings.of("id", id)).map(ToolCall::of);
    }

    /** The newest call that sets this one back. */
    public Optional<ToolCall> compensation(UUID id) {
        return database.row(COMPENSATION, Bindings.of("id", id)).map(ToolCall::of);
    }

    /** The latest call that asks for this failed one again; empty when nobody did. */
    public Optional<ToolCall> retry(UUID id) {
        return database.row(RETRY, Bindings.of("id", id)).map(ToolCall::of);
    }

    /** What policy was asked when the call was decided; empty when it was refused before. */
    public Optional<JsonNode> policyInput(UUID id) {
        return database.row(POLICY_INPUT, Bindings.of("id", id)).map(row -> Rows.json(row, "policy_input"));
    }

    /** All calls of a run by step; a run has at most 1,000 steps of bounded messages. */
    public List<ToolCall> ofRun(UUID run) {
        return database.rows(OF_RUN, Bindings.of("run", run)).stream()
                .map(ToolCall::of)
                .toList();
    }

    /** The calls that a run waits for, by step. */
    public List<ToolCall> open(UUID run) {
        return database.rows(OPEN, Bindings.of("run", run)).stream()
                .map(ToolCall::of)
                .toList();
    }

    /** Some calls, at most 2,000 of them. */
    public List<ToolCall> some(Collection<UUID> ids) {
        return database.rows(SOME, Bindings.of("ids", ids)).stream()
                .map(ToolCall::of)
                .toList();
    }

    /** The calls that some runs wait for, by step; at most 1,000 of them. */
    public List<ToolCall> open(Collection<UUID> runs) {
        return database.rows(OPEN_OF, Bindings.of("runs", runs)).stream()
                .map(ToolCall::of)
                .toList();
    }

    /** How many calls a run has proposed, of tools that are known. */
    public record Counted(int reads, int writes) {}

    public Counted counted(UUID run) {
        var row = database.row(COUNTED, Bindings.of("run", run)).orElseThrow();
        return new Counted(
                row.getLong("reads").intValue(), row.getLong("writes").intValue());
    }

    /** The only ref of a run's calls ({@code account:acc-1}); empty when there is none or more than one. */
    public Optional<String> onlyRef(UUID run) {
        List<Row> refs = database.rows(REFS, Bindings.of("run", run));
        return refs.size() == 1 ? Optional.of(refs.getFirst().getString("ref")) : Optional.empty();
    }

    /** The later calls that repeat one, oldest first. */
    public List<UUID> repeatedBy(UUID id) {
        return database.rows(REPEATED, Bindings.of("id", id)).stream()
                .map(row -> row.getUUID("id"))
                .toList();
    }

    /** How many calls of a tool a run has made that were not refused. */
    long used(UUID run, String tool) {
        return database.row(USED, Bindings.of("run", run).and("tool", tool))
                .orElseThrow()
                .getLong("used");
    }

    /**
     * What a list asks for; null parts do not narrow.
     *
     * @param agent narrows to the runs that this key started
     * @param approvedOnly narrows to runs that asked a person
     */
    public record Query(
            @Nullable UUID run,
            @Nullable String state,
            @Nullable String tool,
            @Nullable String ref,
            @Nullable String agent,
            boolean approvedOnly,
            int max) {}

    /** Newest first, behind a keyset. */
    public List<ToolCall> newest(Query query, @Nullable Instant beforeAt, @Nullable UUID beforeId) {
        return database
                .rows(
                        LIST,
                        narrowed(query)
                                .and("agent", query.agent())
                                .and("approved_only", query.approvedOnly())
                                .and("before_at", beforeAt)
                                .and("before_id", beforeId))
                .stream()
                .map(ToolCall::of)
                .toList();
    }

    /** The calls of one run by step, behind a place. */
    public List<ToolCall> ofRun(Query query, int afterStep, int afterOrdinal) {
        return database.rows(LIST_OF_RUN, narrowed(query).and("step", afterStep).and("ordinal", afterOrdinal)).stream()
                .map(ToolCall::of)
                .toList();
    }

    private static Bindings narrowed(Query query) {
        return Bindings.of("run", query.run())
                .and("state", query.state())
                .and("tool", query.tool())
                .and("ref", query.ref())
                .and("max", query.max());
    }

    /** Takes permitted calls that are due. An older holder's transitions do nothing from here on. */
    List<ToolCall> claim(UUID worker, long leaseMs, int max) {
        return database
                .rows(
                        CLAIM,
                        Bindings.of("worker", worker).and("lease_ms", leaseMs).and("max", max))
                .stream()
                .map(ToolCall::of)
                .toList();
    }

    /** Gives a claimed call back to be looked at after a wait. */
    void putBack(ToolCall call, long waitMs) {
        database.execute(
                PUT_BACK,
                Bindings.of("id", call.id()).and("fence", call.fence()).and("wait_ms", waitMs));
    }

    /** Calls whose intent is committed and whose sender is gone. */
    List<ToolCall> abandoned(int max) {
        return database.rows(ABANDONED, Bindings.of("max", max)).stream()
                .map(ToolCall::of)
                .toList();
    }

    /** Calls that still wait although their run was cancelled. */
    List<ToolCall> ofCancelled(int max) {
        return database.rows(OF_CANCELLED, Bindings.of("max", max)).stream()
                .map(ToolCall::of)
                .toList();
    }

    boolean pastDispatchDeadline(UUID id) {
        return database.row(PAST_DEADLINE, Bindings.of("id", id))
                .map(row -> Boolean.TRUE.equals(row.getBoolean("past")))
                .orElse(true);
    }

    boolean keyAlive(UUID id) {
        return database.row(KEY_ALIVE, Bindings.of("id", id))
                .map(row -> Boolean.TRUE.equals(row.getBoolean("alive")))
                .orElse(false);
    }

    /** How many calls wait for a person to say whether they happened. */
    long unknown() {
        return database.row(COUNTS, Bindings.none()).orElseThrow().getLong("unknown");
    }
}
