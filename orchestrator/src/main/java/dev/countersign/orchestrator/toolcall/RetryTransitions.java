package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.limits.Claims;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import jakarta.inject.Singleton;
import java.util.UUID;

/** How a failed call is asked for again: one guarded statement (ADR 0029). */
@Singleton
class RetryTransitions {
    private final Committing committing;
    private final Ids ids;

    RetryTransitions(Committing committing, Ids ids) {
        this.committing = committing;
        this.ids = ids;
    }

    /**
     * What the person may do, that the call still counts as failed, and that nobody was first, is seen here. The run is
     * locked because of a cancel at the same moment. What the failed call reserved passes on to the new one.
     */
    private static final NamedSql ASK_AGAIN = NamedSql.of(
            """
            WITH first AS (
              SELECT id, call_id FROM approval
              WHERE id = :origin AND state = 'granted' AND digest = :origin_digest AND may_vote(:by, approval) FOR UPDATE),
            alive AS (
              SELECT r.id, r.traceparent, r.workflow_id FROM first
              JOIN tool_call o ON o.id = first.call_id AND o.state = 'failed' JOIN run r ON r.id = o.run_id
              WHERE r.id = :run AND r.state <> 'cancelled' FOR UPDATE OF r),
            c AS (""" + ProposalTransitions.INSERT + """
            , approval_id, asked_by, retries)
            """ + ProposalTransitions.VALUES + """
            , 'awaiting_approval', :approval, :by, :retries
            FROM alive JOIN policy_active ON policy_active.revision = :revision
            WHERE NOT frozen(:tool, alive.workflow_id, alive.id)
            ON CONFLICT DO NOTHING RETURNING id, run_id),
            """ + ProposalTransitions.OPEN + """
            SELECT give_back(:retries), reserve(c.id, :limits::text::json, :dedupes::text::json),
              ledger_append(run_id::text, run_id, alive.traceparent, :events::text::json) FROM c, alive""");

    /** @return whether it applied; false when something moved between the decision and its commit */
    boolean ask(Draft draft, Claims claims, UUID approval, Showing showing, Approval origin, String by) {
        Story story = Story.with(ids)
                .tell(
                        EventType.TOOLCALL_PARKED,
                        draft.id,
                        ProposalTransitions.decision(draft, approval)
                                .put("by", by)
                                .put("retries", origin.callId())
                                .put("arguments_digest", draft.argumentsDigest)
                                .end())
                .tell(
                        EventType.APPROVAL_OPENED,
                        approval,
                        CallTransitions.opened(draft.id, approval, 1, showing, null));
        return committing.commit(
                true,
                origin.runId(),
                story,
                ASK_AGAIN,
                ProposalTransitions.opening(draft.row(), draft, claims, approval, showing)
                        .and("origin", origin.id())
                        .and("origin_digest", origin.digest())
                        .and("by", by)
                        .and("retries", origin.callId()));
    }
}
