package dev.countersign.orchestrator.freeze;

import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.ledger.Traces;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.TransitionLog;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Every freeze and every transition it can take: requested, confirmed, lifted (ADR 0024). Blocks; virtual threads only.
 */
@Singleton
public class Freezes {
    /** More at once is a sign that everything should be stopped. */
    public static final int OPEN_MAX = 200;

    /** More notices than this say nothing more. */
    private static final int OVER_MAX = 3;

    private static final String SELECT = "SELECT " + Freeze.COLUMNS + " FROM call_freeze ";
    private static final NamedSql FIND = NamedSql.of(SELECT + "WHERE id = :id");
    private static final NamedSql OPEN =
            NamedSql.of(SELECT + "WHERE lifted_at IS NULL ORDER BY requested_at DESC, id DESC LIMIT :max");
    private static final NamedSql LIFTED = NamedSql.of(SELECT
            + "WHERE lifted_at >= clock_timestamp() - :back_ms * interval '1 millisecond'"
            + " ORDER BY lifted_at DESC, id DESC LIMIT :max");
    private static final NamedSql LIST = NamedSql.of(SELECT + """
            WHERE (:state::text IS NULL OR :state = CASE WHEN lifted_at IS NOT NULL THEN 'lifted'
                WHEN confirmed_at IS NOT NULL THEN 'confirmed' ELSE 'requested' END)
              AND (:before_at::timestamptz IS NULL OR (requested_at, id) < (:before_at, :before_id::uuid))
            ORDER BY requested_at DESC, id DESC LIMIT :max""");
    private static final NamedSql COVERING = NamedSql.of(SELECT + """
            WHERE lifted_at IS NULL AND in_scope(kind, scope, :tool, :workflow, :run)
            ORDER BY requested_at, id LIMIT 1""");
    private static final NamedSql OVER = NamedSql.of(SELECT + """
            WHERE lifted_at IS NULL AND EXISTS (
              SELECT 1 FROM approval a WHERE a.id = ANY(:ids::text[]::uuid[])
                AND in_scope(call_freeze.kind, call_freeze.scope, a.tool, a.workflow_id, a.run_id)
                AND (a.state IN ('pending', 'stale')
                  OR EXISTS (SELECT 1 FROM tool_call c WHERE c.id = a.call_id AND c.state = 'permitted')))
            ORDER BY requested_at DESC, id DESC LIMIT :max""");
    private static final NamedSql REQUEST = NamedSql.of("""
            INSERT INTO call_freeze (id, kind, scope, reason, requested_by)
            SELECT :id, :kind, :scope, :reason, :by
            WHERE (SELECT count(*) FROM call_freeze WHERE lifted_at IS NULL) < :open_max""");
    private static final NamedSql CONFIRM = NamedSql.of("""
            SELECT freeze_confirm(:lock, :patience_ms, :id, :trace, :events::text::json) AS done""");
    private static final NamedSql LIFT = NamedSql.of("""
            WITH lifted AS (
              UPDATE call_freeze SET lifted_by = :by, lifted_at = date_trunc('milliseconds', clock_timestamp())
              WHERE id = :id AND lifted_at IS NULL RETURNING id)
            SELECT ledger_append('freeze', NULL::uuid, :trace, :events::text::json) FROM lifted""");
    private static final String STREAM_SUBJECT = "freeze";

    private final Database database;
    private final LedgerWorkers ledger;
    private final Ids ids;

    public Freezes(Database database, LedgerWorkers ledger, Ids ids) {
        this.database = database;
        this.ledger = ledger;
        this.ids = ids;
    }

    // ---- reading ---------------------------------------------------------------------------------------------------

    public Optional<Freeze> find(UUID id) {
        return database.row(FIND, Bindings.of("id", id)).map(Freeze::of);
    }

    /** What is frozen now, newest first. */
    public List<Freeze> open() {
        return freezes(OPEN, Bindings.of("max", OPEN_MAX));
    }

    /** What was released lately, newest first. */
    public List<Freeze> liftedWithin(Duration back, int max) {
        return freezes(LIFTED, Bindings.of("back_ms", back.toMillis()).and("max", max));
    }

    /** All or those of a state, newest first, behind a keyset. */
    public List<Freeze> newest(
            Freeze.@Nullable State state, @Nullable Instant beforeAt, @Nullable UUID beforeId, int max) {
        return freezes(
                LIST,
                Bindings.of("state", state == null ? null : state.wire())
                        .and("before_at", beforeAt)
                        .and("before_id", beforeId)
                        .and("max", max));
    }

    /** The oldest freeze that stops this tool in this run; empty when it may go. */
    public Optional<Freeze> covering(String tool, String workflow, UUID run) {
        return database.row(
                        COVERING,
                        Bindings.of("tool", tool).and("workflow", workflow).and("run", run))
                .map(Freeze::of);
    }

    /** Those that concern at least one of these approvals, as long as something of it waits; newest first. */
    public List<Freeze> over(Collection<UUID> approvals) {
        return freezes(OVER, Bindings.of("ids", approvals).and("max", OVER_MAX));
    }

    private List<Freeze> freezes(NamedSql sql, Bindings bindings) {
        return database.rows(sql, bindings).stream().map(Freeze::of).toList();
    }

    // ---- transitions -----------------------------------------------------------------------------------------------

    /**
     * Commits the wish. Every decision and every intent that begins from here on sees it; one that began earlier may
     * still commit until it is confirmed. Empty when {@link #OPEN_MAX} hold already.
     */
    public Optional<Freeze> request(Scope scope, String reason, String by) {
        UUID id = ids.next();
        int written = database.execute(
                REQUEST,
                Bindings.of("id", id)
                        .and("kind", scope.kind().wire())
                        .and("scope", scope.id())
                        .and("reason", reason)
                        .and("by", by)
                        .and("open_max", OPEN_MAX));
        return written == 1 ? find(id) : Optional.empty();
    }

    /**
     * Makes it a promise: afterwards no intent commits in its scope. False when an intent that is under way did not end
     * within the patience, or when there is nothing to confirm.
     */
    public boolean confirm(Freeze freeze, Duration patience) {
        Story story = Story.with(ids)
                .tell(
                        EventType.FREEZE_SET,
                        STREAM_SUBJECT,
                        about(freeze, freeze.requestedBy())
                                .put("requested_at", CloudEvent.time(freeze.requestedAt()))
                                .end());
        boolean done = database.row(
                        CONFIRM,
                        Bindings.of("lock", TransitionLog.ACTIVATION_LOCK)
                                .and("patience_ms", patience.toMillis())
                                .and("id", freeze.id())
                                .and("trace", Traces.fresh())
                                .and("events", story.json()))
                .orElseThrow()
                .getBoolean("done");
        ledger.wake();
        return done;
    }

    /** Lifts it. False when somebody did before. */
    public boolean lift(Freeze freeze, String by) {
        Story story = Story.with(ids)
                .tell(EventType.FREEZE_LIFTED, STREAM_SUBJECT, about(freeze, by).end());
        boolean done = database.row(
                        LIFT,
                        Bindings.of("id", freeze.id())
                                .and("by", by)
                                .and("trace", Traces.fresh())
                                .and("events", story.json()))
                .isPresent();
        ledger.wake();
        return done;
    }

    private static Story.Data about(Freeze freeze, String by) {
        return Story.data()
                .put("freeze_id", freeze.id())
                .put("kind", freeze.scope().kind().wire())
                .put("scope", freeze.scope().id())
                .put("by", by);
    }
}
