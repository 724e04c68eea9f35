package dev.countersign.orchestrator.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.GuardRaised;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.orchestrator.transition.Transition;
import dev.countersign.orchestrator.transition.TransitionLog;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The runs and every transition they can take. Blocks; virtual threads only. */
@Singleton
public class Runs {
    private final Database database;
    private final TransitionLog transitions;
    private final LedgerWorkers ledger;
    private final Ids ids;
    private final UUID worker;

    public Runs(Database database, TransitionLog transitions, LedgerWorkers ledger, Ids ids) {
        this.database = database;
        this.transitions = transitions;
        this.ledger = ledger;
        this.ids = ids;
        this.worker = ids.next();
    }

    // ---- starting -------------------------------------------------------------------------------------------------

    private static final NamedSql START = NamedSql.of("""
            WITH started AS (
              INSERT INTO run (id, workflow_id, workflow_version, workflow_digest, state, owner, started_by,
                on_behalf_of, scopes, input, policy_revision, traceparent, next_at, deadline_at)
              VALUES (:id, :workflow, :version, :digest, 'running', :owner, :started_by, :on_behalf_of, :scopes, :input,
                :policy_revision, :trace, clock_timestamp(), clock_timestamp() + :budget_ms * interval '1 millisecond')
              RETURNING id),
            keyed AS (
              INSERT INTO run_key (caller, key, body_digest, run_id)
              SELECT :started_by, :key::text, :body_digest, id FROM started WHERE :key::text IS NOT NULL)
            SELECT ledger_append(id::text, id, :trace, :events::text::json) FROM started""");
    private static final NamedSql KEY = NamedSql.of("""
            SELECT run_id, body_digest FROM run_key
            WHERE caller = :caller AND key = :key AND at > clock_timestamp() - interval '24 hours'""");
    private static final NamedSql FORGET_KEY = NamedSql.of("""
            DELETE FROM run_key
            WHERE caller = :caller AND key = :key AND at <= clock_timestamp() - interval '24 hours'""");

    /** What a run starts with. {@code key} is the caller's idempotency key, null for none. */
    public record Start(
            String workflow,
            int version,
            String digest,
            String owner,
            String startedBy,
            @Nullable JsonNode onBehalfOf,
            List<String> scopes,
            JsonNode input,
            String policyRevision,
            Duration budget,
            String traceparent,
            @Nullable String key,
            String bodyDigest) {}

    /** What came of starting. */
    public sealed interface Started {
        record New(Run run) implements Started {}

        /** The same key with the same body: the run of the first time. */
        record Again(Run run) implements Started {}

        /** The same key with another body: nothing was started. */
        record OtherBody() implements Started {}
    }

    public Started start(Start start) {
        if (start.key() != null) {
            database.execute(
                    FORGET_KEY, Bindings.of("caller", start.startedBy()).and("key", start.key()));
            Optional<Started> before = keyed(start);
            if (before.isPresent()) {
                return before.get();
            }
        }
        UUID id = ids.next();
        Story story = Story.with(ids)
                .tell(
                        EventType.RUN_STARTED,
                        id,
                        Story.data()
                                .put("workflow", start.workflow())
                                .put("version", start.version())
                                .put("digest", start.digest())
                                .put("owner", start.owner())
                                .put("by", start.startedBy())
                                .end());
        try {
            transitions.commit(Transition.of(
                    id,
                    story.receipt(),
                    START,
                    Bindings.of("id", id)
                            .and("workflow", start.workflow())
                            .and("version", start.version())
                            .and("digest", start.digest())
                            .and("owner", start.owner())
                            .and("started_by", start.startedBy())
                            .and("on_behalf_of", textOrNull(start.onBehalfOf()))
                            .and("scopes", start.scopes())
                            .and("input", Rows.text(start.input()))
                            .and("policy_revision", start.policyRevision())
                            .and("trace", start.traceparent())
                            .and("budget_ms", start.budget().toMillis())
                            .and("key", start.key())
                            .and("body_digest", start.bodyDigest())
                            .and("events", story.json())));
        } catch (GuardRaised raced) {
            return keyed(start).orElseThrow(() -> raced);
        }
        ledger.wake();
        return new Started.New(find(id).orElseThrow());
    }

    private Optional<Started> keyed(Start start) {
        return database.row(KEY, Bindings.of("caller", start.startedBy()).and("key", start.key()))
                .map(row -> row.getString("body_digest").equals(start.bodyDigest())
                        ? new Started.Again(find(row.getUUID("run_id")).orElseThrow())
                        : new Started.OtherBody());
    }

    // ---- reading --------------------------------------------------------------------------------------------------

    private static final NamedSql FIND = NamedSql.of("SELECT " + Run.COLUMNS + " FROM run WHERE id = :id");
    private static final NamedSql LIST = NamedSql.of("SELECT " + Run.COLUMNS + """
             FROM run
            WHERE (:state::text IS NULL OR state = :state) AND (:workflow::text IS NULL OR workflow_id = :workflow)
              AND (:agent::text IS NULL OR started_by = :agent)
              AND (NOT :approved_only OR EXISTS (SELECT 1 FROM approval WHERE approval.run_id = run.id))
              AND (:before_at::timestamptz IS NULL OR (created_at, id) < (:before_at, :before_id::uuid))
            ORDER BY created_at DESC, id DESC LIMIT :max""");

    public Optional<Run> find(UUID id) {
        return database.row(FIND, Bindings.of("id", id)).map(Run::of);
    }

    /**
     * What a list of runs asks for; null parts do not narrow.
     *
     * @param agent narrows to the runs that this key started
     * @param approvedOnly narrows to runs that asked a person
     */
    public record Query(
            @Nullable String state,
            @Nullable String workflow,
            @Nullable String agent,
            boolean approvedOnly,
            int max) {}

    /** Newest first, behind a keyset. */
    public List<Run> list(Query query, @Nullable Instant beforeAt, @Nullable UUID beforeId) {
        return database
                .rows(
                        LIST,
                        Bindings.of("state", query.state())
                                .and("workflow", query.workflow())
                                .and("agent", query.agent())
                                .and("approved_only", query.approvedOnly())
                                .and("before_at", beforeAt)
                                .and("before_id", beforeId)
                                .and("max", query.max()))
                .stream()
                .map(Run::of)
                .toList();
    }

    // ---- leases ---------------------------------------------------------------------------------------------------

    // A lease is the due time pushed ahead: a run whose worker died is simply due again.
    private static final NamedSql CLAIM = NamedSql.of("""
            UPDATE run SET fence = fence + 1, attempts = attempts + 1, lease_owner = :worker,
              lease_until = clock_timestamp() + :lease_ms * interval '1 millisecond',
              next_at = clock_timestamp() + :lease_ms * interval '1 millisecond'
            WHERE id IN (SELECT id FROM run WHERE next_at <= clock_timestamp() ORDER BY next_at LIMIT :max
                         FOR UPDATE SKIP LOCKED)
            RETURNING\s""" + Run.COLUMNS);
    private static final NamedSql RENEW = NamedSql.of("""
            UPDATE run SET lease_until = clock_timestamp() + :lease_ms * interval '1 millisecond',
              next_at = clock_timestamp() + :lease_ms * interval '1 millisecond'
            WHERE id = ANY(:held::text[]::uuid[]) AND lease_owner = :worker AND lease_until > clock_timestamp()""");
    private static final NamedSql RETRY = NamedSql.of("""
            UPDATE run SET next_at = clock_timestamp() + :wait_ms * interval '1 millisecond',
              lease_owner = NULL, lease_until = NULL
            WHERE id = :id AND fence = :fence AND state = 'running'""");

    /** Takes due runs for this process, which may keep each for as long as the lease without renewing it. */
    public List<Run> claim(int max, Duration lease) {
        return database
                .rows(
                        CLAIM,
                        Bindings.of("worker", worker)
                                .and("lease_ms", lease.toMillis())
                                .and("max", max))
                .stream()
                .map(Run::of)
                .toList();
    }

    /** Pushes ahead the leases of the runs that this process works on. */
    public void renew(List<UUID> held, Duration lease) {
        if (!held.isEmpty()) {
            database.execute(
                    RENEW, Bindings.of("held", held).and("worker", worker).and("lease_ms", lease.toMillis()));
        }
    }

    /** Gives a run back to be looked at again after a wait. */
    public void retryAfter(Run run, Duration wait) {
        database.execute(
                RETRY, Bindings.of("id", run.id()).and("fence", run.fence()).and("wait_ms", wait.toMillis()));
    }

    // ---- steps and ends -------------------------------------------------------------------------------------------

    private static final NamedSql RECORD = NamedSql.of("""
            WITH moved AS (
              UPDATE run SET steps = steps + :counts, input_tokens = input_tokens + :input_tokens,
                output_tokens = output_tokens + :output_tokens, attempts = 0,
                lessons = coalesce(lessons, :lessons::text[]::uuid[]), updated_at = date_trunc('milliseconds', clock_timestamp())
              WHERE id = :id AND fence = :fence AND state = 'running' RETURNING id),
            told AS (
              INSERT INTO tool_list (digest, document) SELECT :tools_digest, :tools FROM moved
              WHERE :tools::text IS NOT NULL ON CONFLICT (digest) DO NOTHING),
            kept AS (
              INSERT INTO journal (run_id, step, envelope, salt, tools, request_digest)
              SELECT id, :step, :envelope, :salt, :tools_digest, :request_digest FROM moved)
            SELECT ledger_append(id::text, id, :trace, :events::text::json) FROM moved""");
    private static final NamedSql PARK = NamedSql.of("""
            WITH moved AS (
              UPDATE run SET state = 'parked', next_at = NULL, lease_owner = NULL, lease_until = NULL, attempts = 0,
                updated_at = date_trunc('milliseconds', clock_timestamp())
              WHERE id = :id AND fence = :fence AND state = 'running' AND open_calls > 0 RETURNING id)
            SELECT ledger_append(id::text, id, :trace, :events::text::json) FROM moved""");
    private static final NamedSql END = NamedSql.of("""
            WITH moved AS (
              UPDATE run SET state = :state, next_at = NULL, lease_owner = NULL, lease_until = NULL, output = :output,
                failure_code = :code, failure_detail = :detail,
                updated_at = date_trunc('milliseconds', clock_timestamp()),
                ended_at = date_trunc('milliseconds', clock_timestamp())
              WHERE id = :id AND fence = :fence AND state = 'running' RETURNING id)
            SELECT ledger_append(id::text, id, :trace, :events::text::json) FROM moved""");
    private static final NamedSql CANCEL = NamedSql.of("""
            WITH moved AS (
              UPDATE run SET state = 'cancelled', next_at = NULL, lease_owner = NULL, lease_until = NULL,
                fence = fence + 1, failure_detail = :detail,
                updated_at = date_trunc('milliseconds', clock_timestamp()),
                ended_at = date_trunc('milliseconds', clock_timestamp())
              WHERE id = :id AND state IN ('running', 'parked') RETURNING id)
            SELECT ledger_append(id::text, id, :trace, :events::text::json) FROM moved""");

    /**
     * One recorded model turn: never asked again. {@code counts} is false for the bare end of a script; {@code lessons}
     * are kept of the first one; {@code tools} are what the
     * model was told about, as JSON; null when that list is known to be kept already.
     */
    public record Turn(
            int step,
            String envelope,
            String salt,
            String digest,
            long inputTokens,
            long outputTokens,
            boolean counts,
            List<UUID> lessons,
            @Nullable String tools,
            String toolsDigest,
            String requestDigest) {}

    /** False when the lease was lost. */
    public boolean record(Run run, Turn turn) {
        Story story = Story.with(ids)
                .tell(
                        EventType.MODEL_REQUESTED,
                        run.id(),
                        Story.data().put("step", turn.step()).end())
                .tell(
                        EventType.MODEL_RESPONDED,
                        run.id(),
                        Story.data()
                                .put("step", turn.step())
                                .put("input_tokens", turn.inputTokens())
                                .put("output_tokens", turn.outputTokens())
                                .put("response_digest", turn.digest())
                                .end());
        return commit(
                run,
                story,
                RECORD,
                Bindings.of("counts", turn.counts() ? 1 : 0)
                        .and("input_tokens", turn.inputTokens())
                        .and("output_tokens", turn.outputTokens())
                        .and("fence", run.fence())
                        .and("step", turn.step())
                        .and("envelope", turn.envelope())
                        .and("salt", turn.salt())
                        .and("lessons", turn.lessons())
                        .and("tools", turn.tools())
                        .and("tools_digest", turn.toolsDigest())
                        .and("request_digest", turn.requestDigest()));
    }

    /** Puts the run to sleep. False when its last call was answered meanwhile, or the lease was lost. */
    public boolean park(Run run, String waitingFor, @Nullable UUID call, @Nullable UUID approval) {
        Story story = Story.with(ids)
                .tell(
                        EventType.RUN_PARKED,
                        run.id(),
                        Story.data()
                                .put("waiting_for", waitingFor)
                                .put("call_id", approval == null ? call : null)
                                .put("approval_id", approval)
                                .end());
        return commit(run, story, PARK, Bindings.of("fence", run.fence()));
    }

    /** Ends it well; {@code output} is what the agent said, a JSON null when it said nothing. */
    public boolean complete(Run run, JsonNode output) {
        Story story = Story.with(ids)
                .tell(EventType.RUN_COMPLETED, run.id(), Story.data().end());
        return commit(run, story, END, end(run, "completed", Rows.text(output), null, null));
    }

    /** Ends it badly, with a code and a sentence. */
    public boolean fail(Run run, String code, String detail) {
        Story story = Story.with(ids)
                .tell(
                        EventType.RUN_FAILED,
                        run.id(),
                        Story.data().put("code", code).end());
        return commit(run, story, END, end(run, "failed", null, code, detail));
    }

    private static Bindings end(
            Run run, String state, @Nullable String output, @Nullable String code, @Nullable String detail) {
        return Bindings.of("state", state)
                .and("output", output)
                .and("code", code)
                .and("detail", detail)
                .and("fence", run.fence());
    }

    /** Stops it from outside. False when it had ended. Its open calls are refused afterwards. */
    public boolean cancel(Run run, String by, String reason) {
        Story story = Story.with(ids)
                .tell(
                        EventType.RUN_CANCELLED,
                        run.id(),
                        Story.data().put("by", by).end());
        return commit(run, story, CANCEL, Bindings.of("detail", reason));
    }

    private boolean commit(Run run, Story story, NamedSql sql, Bindings bindings) {
        boolean applied = transitions.commit(Transition.of(
                run.id(),
                story.receipt(),
                sql,
                bindings.and("id", run.id()).and("trace", run.traceparent()).and("events", story.json())));
        ledger.wake();
        return applied;
    }

    private static @Nullable String textOrNull(@Nullable JsonNode node) {
        return node == null ? null : Rows.text(node);
    }
}
