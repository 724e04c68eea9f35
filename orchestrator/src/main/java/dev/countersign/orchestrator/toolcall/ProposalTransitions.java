package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.limits.Claims;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a proposal becomes in the statement that stores it: refused, sent or parked. All return whether they applied;
 * false means that the run's lease is lost, its place is taken, another policy revision became active, or it is frozen.
 */
@Singleton
class ProposalTransitions {
    private final Committing committing;
    private final Ids ids;

    ProposalTransitions(Committing committing, Ids ids) {
        this.committing = committing;
        this.ids = ids;
    }

    // ---- proposed -> refused, executing, awaiting_approval ---------------------------------------------------------

    /**
     * The run has to be alive and ours, and nobody may have said no meanwhile: what must see a concurrent cancel or
     * rejection is the row that is locked here. A freeze is seen because the batch took its lock shared before.
     */
    private static final String ALIVE = """
            WITH alive AS (
              SELECT id, traceparent, workflow_id FROM run WHERE id = :run AND fence = :run_fence AND state = 'running'
                AND (:rejections::int IS NULL OR rejections = :rejections) FOR UPDATE),
            """;

    /** A call with all that was decided about it; more columns may follow. */
    static final String INSERT = """
            INSERT INTO tool_call (id, run_id, step, ordinal, provider_call_id, connector_id, connector_version, tool,
              effect, arguments, proposed_arguments, arguments_digest, descriptor_digest, outcome, rule_id, title,
              because, policy_revision, decision_us, reasons, obligations, policy_input, refs, ref_keys, price, agent_words,
              same_place, same_values, repeats, decided_at, state
            """;

    static final String VALUES = """
            SELECT :id, alive.id, :step, :ordinal, :provider_call_id, :connector, :connector_version, :tool, :effect,
              :arguments, :proposed_arguments, :arguments_digest, :descriptor_digest, :outcome, :rule_id, :title,
              :because, :policy_revision, :decision_us, :reasons, :obligations, :policy_input, :refs, :ref_keys, :price, :agent_words,
              :same_place, :same_values, :repeats, date_trunc('milliseconds', clock_timestamp())
            """;

    private static final NamedSql REFUSE_PROPOSED = NamedSql.of(ALIVE + "c AS (" + INSERT + """
            , refusal_code, refusal_detail, refusal_reason, refusal_note, refusal_retry, answer, ended_at)
            """ + VALUES + """
            , 'refused', :code, :detail, :reason, :note, :retry, :answer, date_trunc('milliseconds', clock_timestamp())
            FROM alive WHERE :revision::bigint IS NULL OR EXISTS (SELECT 1 FROM policy_active WHERE revision = :revision)
            ON CONFLICT (run_id, step, ordinal) DO NOTHING RETURNING run_id)
            SELECT ledger_append(run_id::text, run_id, alive.traceparent, :events::text::json) FROM c, alive""");

    private static final NamedSql INTEND_PROPOSED = NamedSql.of(ALIVE + "c AS (" + INSERT + """
            , attempts, fence, lease_owner, lease_until, dispatched_at, key_horizon_until)
            """ + VALUES + """
            , 'executing', 1, 1, :worker, clock_timestamp() + :lease_ms * interval '1 millisecond',
              date_trunc('milliseconds', clock_timestamp()),
              clock_timestamp() + :horizon_ms * interval '1 millisecond'
            FROM alive JOIN policy_active ON policy_active.revision = :revision
            WHERE NOT frozen(:tool, alive.workflow_id, alive.id)
            ON CONFLICT (run_id, step, ordinal) DO NOTHING RETURNING id, run_id),
            opened AS (
              UPDATE run SET open_calls = open_calls + 1, writes = writes + :writes FROM c WHERE run.id = c.run_id),
            image AS (
              INSERT INTO before_image (call_id, round, envelope, salt)
              SELECT c.id, 0, :image, :image_salt FROM c WHERE :image::text IS NOT NULL)
            SELECT reserve(c.id, :limits::text::json, :dedupes::text::json),
              ledger_append(run_id::text, run_id, alive.traceparent, :events::text::json) FROM c, alive""");

    /** The approval of the call that was just stored, with its first round. */
    static final String OPEN = """
            a AS (
              INSERT INTO approval (id, call_id, run_id, workflow_id, owner, on_behalf_of, state, digest, bound, card,
                shown, masked, tier, groups, quorum, separate, hold_ms, editable, tool, rule_id, ref_keys, policy_revision,
                group_key, expires_at, escalate_to, escalate_at, remind_at)
              SELECT :approval, c.id, c.run_id, :workflow, :owner, :person, 'pending', :digest, :bound, :card, :shown,
                :masked, :tier, :groups, :quorum, :separate, :hold_ms, :editable, :dotted, :rule_id, :ref_keys, :revision, :group_key,
                date_trunc('milliseconds', clock_timestamp() + :ttl_ms * interval '1 millisecond'), :escalate_to,
                clock_timestamp() + 0.8 * :ttl_ms * interval '1 millisecond',
                clock_timestamp() + 0.5 * :ttl_ms * interval '1 millisecond'
              FROM c RETURNING id),
            r AS (
              INSERT INTO approval_round (approval_id, round, digest, bound, card)
              SELECT a.id, 1, :digest, :bound, :card FROM a),
            image AS (
              INSERT INTO before_image (call_id, round, envelope, salt)
              SELECT c.id, 1, :image, :image_salt FROM c WHERE :image::text IS NOT NULL)
            """;

    private static final NamedSql PARK_PROPOSED =
            NamedSql.of(ALIVE + "c AS (" + INSERT + """
            , approval_id)
            """ + VALUES + """
            , 'awaiting_approval', :approval
            FROM alive JOIN policy_active ON policy_active.revision = :revision
            WHERE NOT frozen(:tool, alive.workflow_id, alive.id)
            ON CONFLICT (run_id, step, ordinal) DO NOTHING RETURNING id, run_id),
            opened AS (UPDATE run SET open_calls = open_calls + 1 FROM c WHERE run.id = c.run_id),
            """ + OPEN + """
            SELECT reserve(c.id, :limits::text::json, :dedupes::text::json),
              ledger_append(run_id::text, run_id, alive.traceparent, :events::text::json) FROM c, alive""");

    /** What policy decided holds only while its revision is active; what needed no policy holds anyway. */
    boolean refuse(Draft draft, Refusal refusal) {
        Story story = Story.with(ids)
                .tell(
                        EventType.TOOLCALL_REFUSED,
                        draft.id,
                        decision(draft, null)
                                .put("code", refusal.code().name())
                                .put("reason_code", refusal.reason())
                                .end());
        return committing.commit(
                false,
                draft.proposal.run().id(),
                story,
                REFUSE_PROPOSED,
                draft.bindings()
                        .and("revision", draft.policyRevision == null ? null : revision(draft))
                        .and("code", refusal.code().name())
                        .and("detail", refusal.detail())
                        .and("reason", refusal.reason())
                        .and("note", refusal.note())
                        .and("retry", refusal.retry())
                        .and("answer", Rows.text(Refusal.answer(refusal, draft.would))));
    }

    boolean intend(Draft draft, Claims claims, UUID worker, Duration lease, Duration keyHorizon) {
        Story story = Story.with(ids)
                .tell(
                        EventType.TOOLCALL_DISPATCHED,
                        draft.id,
                        decision(draft, null)
                                .put("attempt", 1)
                                .put("arguments_digest", draft.argumentsDigest)
                                .end());
        return committing.commit(
                true,
                draft.proposal.run().id(),
                story,
                INTEND_PROPOSED,
                draft.bindings()
                        .and("worker", worker)
                        .and("lease_ms", lease.toMillis())
                        .and("horizon_ms", keyHorizon.toMillis())
                        .and("revision", revision(draft))
                        .and("writes", draft.isWrite() ? 1 : 0)
                        .and("image", draft.image == null ? null : draft.image.envelope())
                        .and("image_salt", draft.image == null ? null : draft.image.salt())
                        .and("limits", claims.limits())
                        .and("dedupes", claims.dedupes()));
    }

    boolean park(Draft draft, Claims claims, UUID approval, Showing showing) {
        Run run = draft.proposal.run();
        Story story = Story.with(ids)
                .tell(
                        EventType.TOOLCALL_PARKED,
                        draft.id,
                        decision(draft, approval)
                                .put("arguments_digest", draft.argumentsDigest)
                                .end())
                .tell(
                        EventType.APPROVAL_OPENED,
                        approval,
                        CallTransitions.opened(draft.id, approval, 1, showing, null));
        return committing.commit(
                true, run.id(), story, PARK_PROPOSED, opening(draft.bindings(), draft, claims, approval, showing));
    }

    /** What {@link #OPEN} takes, beside the row of the call. */
    static Bindings opening(Bindings row, Draft draft, Claims claims, UUID approval, Showing showing) {
        Run run = draft.proposal.run();
        JsonNode person = run.onBehalfOf();
        return showing.bind(row)
                .and("approval", approval)
                .and("dotted", draft.tool().dotted())
                .and("group_key", GroupKey.of(showing, draft.tool().dotted(), run.workflow()))
                .and("revision", revision(draft))
                .and("workflow", run.workflow())
                .and("owner", run.owner())
                .and("person", person == null ? null : person.path("id").asText())
                .and("digest", showing.digest())
                .and("ttl_ms", showing.terms().ttl().toMillis())
                .and("limits", claims.limits())
                .and("dedupes", claims.dedupes());
    }

    static Story.Data decision(Draft draft, @Nullable UUID approval) {
        return Story.data()
                .put("call_id", draft.id)
                .put("approval_id", approval)
                .put("tool", draft.tool)
                .put("outcome", draft.outcome)
                .put("rule_id", draft.ruling == null ? null : draft.ruling.ruleId())
                .put("policy_revision", draft.policyRevision);
    }

    static long revision(Draft draft) {
        if (draft.policyRevision == null) {
            throw new IllegalStateException("an intent without a policy revision");
        }
        return Long.parseLong(draft.policyRevision);
    }
}
