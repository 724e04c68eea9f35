package dev.countersign.orchestrator.toolcall;

import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.decision.Decision;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The statement in which an edit becomes what people are asked about: the call's arguments and what was decided about
 * them, the next round with its card, what the call reserves, and who did it, all or nothing.
 */
@Singleton
class EditTransition {
    /**
     * Who edited may edit again, so may_vote is asked about the approval as if nobody had. The arguments are compared
     * with those that the person saw: what is replaced is what was on the card.
     */
    private static final NamedSql EDIT = NamedSql.of("""
            WITH moved AS (
              UPDATE approval SET state = 'pending', round = round + 1, granted = 0, digest = :new_digest, bound = :bound,
                card = :card, shown = :shown, masked = :masked, tier = :tier,
                escalate_to = coalesce(:escalate_to, escalate_to),
                groups = CASE WHEN escalated_at IS NULL OR escalate_to = ANY(:groups::text[]) THEN :groups::text[]
                  ELSE :groups::text[] || escalate_to END, quorum = :quorum,
                separate = :separate, hold_ms = :hold_ms, editable = :editable, hold_until = NULL, decided_by = NULL,
                decided_at = NULL, rule_id = :rule_id, ref_keys = :ref_keys, edited_by = :edited_by,
                policy_revision = :revision, would_permit = :would_permit
              WHERE id = :id AND state IN ('pending', 'stale') AND round = :round AND digest = :digest
                AND expires_at > clock_timestamp()
                AND may_vote(:person, jsonb_populate_record(approval, '{"edited_by": null}'))
                AND EXISTS (SELECT 1 FROM policy_active WHERE revision = :revision)
                AND EXISTS (SELECT 1 FROM tool_call WHERE id = approval.call_id AND state = 'awaiting_approval'
                            AND arguments_digest = :was_digest)
              RETURNING id, call_id, run_id, round),
            r AS (
              INSERT INTO approval_round (approval_id, round, digest, bound, card)
              SELECT id, round, :new_digest, :bound, :card FROM moved),
            image AS (
              INSERT INTO before_image (call_id, round, envelope, salt)
              SELECT call_id, round, :image, :image_salt FROM moved WHERE :image::text IS NOT NULL),
            c AS (
              UPDATE tool_call SET arguments = :arguments, arguments_digest = :arguments_digest,
                proposed_arguments = :proposed_arguments, edited_by = :edited_by, outcome = :outcome,
                rule_id = :rule_id, title = :title, because = :because, policy_revision = :revision::bigint::text,
                reasons = :reasons, obligations = :obligations, policy_input = :policy_input, refs = :refs,
                ref_keys = :ref_keys, price = :price, same_place = :same_place, same_values = :same_values
              FROM moved WHERE tool_call.id = moved.call_id AND tool_call.state = 'awaiting_approval'
              RETURNING tool_call.id, tool_call.run_id)
            SELECT reserve_instead(c.id, :limits::text::json, :dedupes::text::json),
              ledger_append(run_id::text, run_id, (SELECT traceparent FROM run WHERE id = run_id),
                :events::text::json) FROM c""");

    private final Committing committing;
    private final Ids ids;

    EditTransition(Committing committing, Ids ids) {
        this.committing = committing;
        this.ids = ids;
    }

    /**
     * An edit that policy has answered.
     *
     * @param approval the round that the person saw
     * @param call the call as it was then
     * @param editedBy whose arguments these are; null when the edit brings back the agent's own
     * @param by who edits
     * @param proposed what the agent proposed, where it is not what is sent; null otherwise
     */
    record Edit(
            Approval approval,
            ToolCall call,
            @Nullable String editedBy,
            String by,
            @Nullable String proposed,
            Judge.Judgement judgement,
            Decision.Ruling ruling,
            String because,
            Showing showing) {}

    /**
     * True when it is done. False when something moved meanwhile: another edit, a vote, the clock, a role, policy.
     *
     * @throws dev.countersign.orchestrator.transition.GuardRaised when a limit is full, or a duplicate came first
     */
    boolean commit(Edit edit) {
        Judge.Judgement judgement = edit.judgement();
        Disclosed disclosed = judgement.disclosed();
        Situation situation = disclosed.raw();
        String digest = Digest.of(situation.arguments()).value();
        var same = RejectionMemory.Same.of(situation);
        Bindings bindings = edit.showing()
                .bind(Bindings.of("id", edit.approval().id()))
                .and("person", edit.by())
                .and("round", edit.approval().round())
                .and("digest", edit.approval().digest())
                .and("new_digest", edit.showing().digest())
                .and("was_digest", edit.call().argumentsDigest())
                .and("edited_by", edit.editedBy())
                .and("revision", Long.parseLong(judgement.revision()))
                .and("would_permit", judgement.decision() instanceof Decision.Permit)
                .and("arguments", Rows.text(situation.arguments()))
                .and("arguments_digest", digest)
                .and("proposed_arguments", edit.proposed())
                .and("outcome", Judge.outcome(judgement.decision()))
                .and("rule_id", edit.ruling().ruleId())
                .and("title", edit.ruling().title())
                .and("because", edit.because())
                .and("reasons", Rows.text(Draft.reasons(edit.ruling())))
                .and("obligations", Masking.stored(Objects.requireNonNull(judgement.obligations())))
                .and("policy_input", Rows.text(disclosed.stored(judgement.input())))
                .and("refs", Rows.text(disclosed.open().refsJson()))
                .and("ref_keys", Draft.refKeys(disclosed.open().refs()))
                .and("price", situation.price())
                .and("same_place", same.place())
                .and("same_values", same.values())
                .and("limits", judgement.claims().limits())
                .and("dedupes", judgement.claims().dedupes());
        return committing.commit(true, edit.approval().runId(), story(edit, digest), EDIT, bindings);
    }

    private Story story(Edit edit, String argumentsDigest) {
        UUID approval = edit.approval().id();
        UUID call = edit.approval().callId();
        int round = edit.approval().round() + 1;
        return Story.with(ids)
                .tell(
                        EventType.APPROVAL_EDITED,
                        approval,
                        Story.data()
                                .put("call_id", call)
                                .put("approval_id", approval)
                                .put("by", edit.by())
                                .put("round", round)
                                .put("arguments_digest", argumentsDigest)
                                .end())
                .tell(
                        EventType.APPROVAL_OPENED,
                        approval,
                        CallTransitions.opened(
                                call,
                                approval,
                                round,
                                edit.showing(),
                                edit.judgement().revision()));
    }
}
