package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;

/**
 * How a grant is taken back, each way one guarded statement: inside the hold, where nothing was sent, or by a call that
 * sets back what was. All return whether they applied.
 */
@Singleton
class UndoTransitions {
    /** How long a hold lasts, from the decision, when somebody asks for more time (WCAG 2.2.1). */
    static final Duration KEPT = Duration.ofSeconds(60);

    private final Committing committing;
    private final Database database;
    private final Ids ids;

    UndoTransitions(Committing committing, Database database, Ids ids) {
        this.committing = committing;
        this.database = database;
        this.ids = ids;
    }

    // ---- granted, permitted -> pending, awaiting_approval ----------------------------------------------------------

    private static final String HELD = """
            WITH first AS (
              -- the approval before its call, as a vote locks them: the other way round two would wait for each other
              SELECT id, call_id, decided_at, hold_until FROM approval
              WHERE id = :approval AND state = 'granted' AND round = :round AND digest = :digest AND may_vote(:by, approval)
              FOR UPDATE),
            """;

    /**
     * Both rows are locked before either is changed, so whoever claims, sends or votes at the same moment is seen. A
     * dispatcher that holds the call loses its fence, and with it the right to commit its intent.
     */
    private static final NamedSql UNDO = NamedSql.of(HELD + """
            unsent AS (
              SELECT c.id FROM tool_call c JOIN first ON first.call_id = c.id
              WHERE c.state = 'permitted' AND NOT (c.attempts > 0 AND c.dispatched_at IS NOT NULL AND c.effect <> 'READ')
              FOR UPDATE OF c),
            moved AS (
              UPDATE approval SET state = 'pending', round = approval.round + 1, granted = 0, digest = :new_digest,
                bound = :bound, hold_until = NULL, decided_by = NULL, decided_at = NULL,
                undone_by = :by, undone_at = date_trunc('milliseconds', clock_timestamp()),
                expires_at = greatest(expires_at, date_trunc('milliseconds', clock_timestamp() +
                  :least_ms * interval '1 millisecond'))
              FROM unsent WHERE approval.id = :approval AND approval.call_id = unsent.id
              RETURNING approval.id, approval.call_id, approval.run_id, approval.round, approval.card),
            r AS (
              INSERT INTO approval_round (approval_id, round, digest, bound, card)
              SELECT id, round, :new_digest, :bound, card FROM moved),
            image AS (
              INSERT INTO before_image (call_id, round, envelope, salt)
              SELECT b.call_id, moved.round, b.envelope, b.salt
              FROM before_image b JOIN moved ON b.call_id = moved.call_id AND b.round = :round),
            c AS (
              UPDATE tool_call SET state = 'awaiting_approval', fence = fence + 1, next_at = NULL, not_before = NULL,
                lease_until = NULL, lease_owner = NULL, dispatch_deadline = NULL
              FROM moved WHERE tool_call.id = moved.call_id)
            SELECT ledger_append(run_id::text, run_id, (SELECT traceparent FROM run WHERE id = run_id),
              :events::text::json) FROM moved""");

    /** Asks again with the same card: nothing was read anew, because the next vote reads again anyway. */
    boolean undo(Approval approval, String by) {
        int round = approval.round() + 1;
        ObjectNode bound = ((ObjectNode) approval.bound()).deepCopy().put("round", round);
        String digest = Digest.of(bound).value();
        Story story = Story.with(ids)
                .tell(
                        EventType.APPROVAL_UNDONE,
                        approval.id(),
                        ApprovalTransitions.about(approval)
                                .put("by", by)
                                .put("round", approval.round())
                                .put("digest", approval.digest())
                                .end())
                .tell(
                        EventType.APPROVAL_OPENED,
                        approval.id(),
                        ApprovalTransitions.about(approval)
                                .put("round", round)
                                .put("digest", digest)
                                .put("tier", approval.tier())
                                .end());
        return committing.commit(
                false,
                approval.runId(),
                story,
                UNDO,
                of(approval, by)
                        .and("new_digest", digest)
                        .and("bound", Rows.text(bound))
                        .and("least_ms", ApprovalTransitions.LEAST.toMillis()));
    }

    // ---- a longer hold ---------------------------------------------------------------------------------------------

    private static final NamedSql KEEP = NamedSql.of(HELD + """
            longer AS (
              SELECT id, call_id, decided_at + :kept_ms * interval '1 millisecond' AS until,
                decided_at + :kept_ms * interval '1 millisecond' - hold_until AS more
              FROM first WHERE hold_until > clock_timestamp()
                AND hold_until < decided_at + :kept_ms * interval '1 millisecond'),
            c AS (
              UPDATE tool_call SET not_before = longer.until, next_at = longer.until,
                dispatch_deadline = dispatch_deadline + longer.more
              FROM longer WHERE tool_call.id = longer.call_id AND tool_call.state = 'permitted'
                AND tool_call.lease_owner IS NULL
              RETURNING tool_call.id)
            UPDATE approval SET hold_until = longer.until FROM longer, c
            WHERE approval.id = longer.id AND c.id = longer.call_id""");

    /** Holds it for {@link #KEPT} from its decision; once, because after that it is held so long already. */
    boolean keep(Approval approval, String by) {
        return database.execute(KEEP, of(approval, by).and("kept_ms", KEPT.toMillis())) == 1;
    }

    // ---- a call that sets another one back -------------------------------------------------------------------------

    /**
     * What a person takes back after it was sent.
     *
     * @param call the call that is set back
     */
    record Compensation(Approval approval, ToolCall call, String by) {}

    /** That somebody else set the call back, or took the place in the run, shows as nothing done. */
    private static final NamedSql COMPENSATE =
            NamedSql.of(HELD + """
            alive AS (
              SELECT r.id, r.traceparent, r.workflow_id FROM first
              JOIN tool_call o ON o.id = first.call_id AND o.state = 'succeeded' JOIN run r ON r.id = o.run_id
              WHERE r.id = :run),
            c AS (""" + ProposalTransitions.INSERT + """
            , attempts, fence, lease_owner, lease_until, dispatched_at, key_horizon_until, dispatch_deadline,
              asked_by, compensates)
            """ + ProposalTransitions.VALUES + """
            , 'executing', 1, 1, :worker, clock_timestamp() + :lease_ms * interval '1 millisecond',
              date_trunc('milliseconds', clock_timestamp()),
              clock_timestamp() + :horizon_ms * interval '1 millisecond',
              clock_timestamp() + :deadline_ms * interval '1 millisecond', :by, :compensates
            FROM alive JOIN policy_active ON policy_active.revision = :revision
            WHERE NOT frozen(:tool, alive.workflow_id, alive.id)
            ON CONFLICT DO NOTHING RETURNING id, run_id),
            undone AS (
              UPDATE approval SET undone_by = :by, undone_at = date_trunc('milliseconds', clock_timestamp())
              FROM c WHERE approval.id = :approval),
            image AS (
              INSERT INTO before_image (call_id, round, envelope, salt)
              SELECT c.id, 0, :image, :image_salt FROM c WHERE :image::text IS NOT NULL)
            SELECT ledger_append(run_id::text, run_id, alive.traceparent, :events::text::json) FROM c, alive""");

    private static final NamedSql PLACE = NamedSql.of("""
            SELECT greatest(999, max(ordinal)) + 1 AS place FROM tool_call WHERE run_id = :run AND step = :step""");

    /** The next place behind the calls of the agent's message, which stand below 1,000. */
    int place(ToolCall call) {
        return database.row(PLACE, Bindings.of("run", call.runId()).and("step", call.step()))
                .orElseThrow()
                .getInteger("place");
    }

    /** Decision and intent in one commit, like a proposal that policy permits; no counters, no approval of its own. */
    boolean compensate(
            Draft draft, Compensation compensation, UUID worker, DispatchConfig config, Duration keyHorizon) {
        Approval approval = compensation.approval();
        Story story = Story.with(ids)
                .tell(
                        EventType.APPROVAL_UNDONE,
                        approval.id(),
                        ApprovalTransitions.about(approval)
                                .put("by", compensation.by())
                                .put("round", approval.round())
                                .put("digest", approval.digest())
                                .end())
                .tell(
                        EventType.TOOLCALL_DISPATCHED,
                        draft.id,
                        ProposalTransitions.decision(draft, null)
                                .put("by", compensation.by())
                                .put("compensates", compensation.call().id())
                                .put("attempt", 1)
                                .put("arguments_digest", draft.argumentsDigest)
                                .end());
        return committing.commit(
                true,
                approval.runId(),
                story,
                COMPENSATE,
                draft.row()
                        .and("approval", approval.id())
                        .and("round", approval.round())
                        .and("digest", approval.digest())
                        .and("by", compensation.by())
                        .and("compensates", compensation.call().id())
                        .and("worker", worker)
                        .and("lease_ms", config.lease().toMillis())
                        .and("horizon_ms", keyHorizon.toMillis())
                        .and("deadline_ms", config.dispatchDeadline().toMillis())
                        .and("revision", ProposalTransitions.revision(draft))
                        .and("image", draft.image == null ? null : draft.image.envelope())
                        .and("image_salt", draft.image == null ? null : draft.image.salt()));
    }

    // ---- shared ----------------------------------------------------------------------------------------------------

    private static Bindings of(Approval approval, String by) {
        return Bindings.of("approval", approval.id())
                .and("round", approval.round())
                .and("digest", approval.digest())
                .and("by", by);
    }
}
