package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.decision.Decision;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Every transition of an approval together with its call, each one guarded statement. The quorum is a column of the
 * approval's own row: counting votes would read an old snapshot and deadlock a quorum for ever.
 */
@Singleton
class ApprovalTransitions {
    private final Committing committing;
    private final Database database;
    private final Ids ids;

    ApprovalTransitions(Committing committing, Database database, Ids ids) {
        this.committing = committing;
        this.database = database;
        this.ids = ids;
    }

    // ---- votes ------------------------------------------------------------------------------------------------------

    /** What the person may do is read here, in the vote's own statement, and not where the page was made. */
    private static final String ENTITLED = """
            state IN ('pending', 'stale') AND round = :round AND digest = :digest
                AND expires_at > clock_timestamp()
                AND votes_for(:person, approval) = :holder
                AND NOT EXISTS (SELECT 1 FROM vote v WHERE v.approval_id = approval.id AND v.round = approval.round
                                AND v.person_id = :person)
            """;

    private static final NamedSql APPROVE = NamedSql.of("""
            WITH moved AS (
              UPDATE approval SET granted = granted + 1, voters = voters || ARRAY(SELECT DISTINCT unnest(ARRAY[:person, :holder])),
                state = CASE WHEN granted + 1 >= quorum THEN 'granted' ELSE state END,
                decided_by = CASE WHEN granted + 1 >= quorum THEN :person ELSE decided_by END,
                decided_at = CASE WHEN granted + 1 >= quorum
                  THEN date_trunc('milliseconds', clock_timestamp()) ELSE NULL END,
                hold_until = CASE WHEN granted + 1 >= quorum AND hold_ms > 0
                  THEN clock_timestamp() + hold_ms * interval '1 millisecond' ELSE NULL END
              WHERE id = :id AND """ + " " + ENTITLED + """
              RETURNING id, call_id, run_id, round, digest, state, hold_ms),
            v AS (
              INSERT INTO vote (approval_id, round, person_id, for_person, verdict, digest)
              SELECT id, round, :person, nullif(:holder, :person), 'approve', digest FROM moved),
            c AS (
              UPDATE tool_call SET state = 'permitted',
                not_before = clock_timestamp() + moved.hold_ms * interval '1 millisecond',
                next_at = clock_timestamp() + moved.hold_ms * interval '1 millisecond',
                dispatch_deadline = clock_timestamp() + moved.hold_ms * interval '1 millisecond'
                  + :deadline_ms * interval '1 millisecond'
              FROM moved WHERE tool_call.id = moved.call_id AND moved.state = 'granted'
                AND tool_call.state = 'awaiting_approval')
            SELECT ledger_append(run_id::text, run_id, (SELECT traceparent FROM run WHERE id = run_id),
              CASE WHEN state = 'granted' THEN :granted::text::json ELSE :events::text::json END) FROM moved""");

    /** A run hears what became of the model's own calls, and waits for no other one. */
    private static final String ANSWERED = """
            CASE WHEN c.asked_by IS NOT NULL THEN :events::text::json
              ELSE answer_call(run_id, 0, 0, false, :events::text::json, :resumed::text::json) END""";

    private static final NamedSql REJECT = NamedSql.of("""
            WITH moved AS (
              UPDATE approval SET state = 'rejected', decided_by = :person,
                decided_at = date_trunc('milliseconds', clock_timestamp())
              WHERE id = :id AND """ + " " + ENTITLED + """
              RETURNING id, call_id, run_id, round, digest, workflow_id),
            v AS (
              INSERT INTO vote (approval_id, round, person_id, for_person, verdict, digest, reason_code, note)
              SELECT id, round, :person, nullif(:holder, :person), 'reject', digest, :reason, :note FROM moved),
            c AS (
              UPDATE tool_call SET state = 'refused', refusal_code = 'APPROVAL_REJECTED', refusal_detail = :detail,
                refusal_reason = :reason, refusal_note = :note, refusal_retry = :retry, answer = :answer,
                ended_at = date_trunc('milliseconds', clock_timestamp())
              FROM moved WHERE tool_call.id = moved.call_id AND tool_call.state = 'awaiting_approval'
              RETURNING tool_call.id, tool_call.run_id, tool_call.tool, tool_call.rule_id, tool_call.asked_by),
            l AS (
              INSERT INTO lesson (id, workflow_id, tool, rule_id, reason_code, note, call_id, run_id, by)
              SELECT :lesson, moved.workflow_id, c.tool, c.rule_id, :reason, :note, c.id, c.run_id, :person
              FROM c JOIN moved ON moved.call_id = c.id)
            SELECT give_back(c.id), count_rejection(run_id), ledger_append(run_id::text, run_id,
              (SELECT traceparent FROM run WHERE id = run_id),
            """ + ANSWERED + ") FROM c");

    /** Who votes, and whose authority the vote uses: the own one, or that of somebody who is away. */
    record Ballot(String person, String holder) {
        static Ballot own(String person) {
            return new Ballot(person, person);
        }
    }

    /** True when the vote is recorded. */
    boolean approve(Approval approval, Ballot ballot, Duration dispatchDeadline) {
        Story voted =
                Story.with(ids).tell(EventType.APPROVAL_VOTED, approval.id(), voted(approval, ballot, "approve", null));
        Story granted = Story.with(ids)
                .tell(EventType.APPROVAL_VOTED, approval.id(), voted(approval, ballot, "approve", null))
                .tell(
                        EventType.APPROVAL_GRANTED,
                        approval.id(),
                        about(approval).put("round", approval.round()).end())
                .tell(
                        EventType.TOOLCALL_PERMITTED,
                        approval.callId(),
                        about(approval).put("outcome", "permit").end());
        // Either story may be the one that is appended, so a lost answer to COMMIT is read back by both being absent.
        return commit(
                approval.runId(),
                voted,
                APPROVE,
                vote(approval, ballot)
                        .and("deadline_ms", dispatchDeadline.toMillis())
                        .and("granted", sameReceipt(voted, granted)));
    }

    /** The longer story with the first event's id of the shorter one: whichever is appended, the receipt is there. */
    private static String sameReceipt(Story shorter, Story longer) {
        return longer.json()
                .replace(longer.receipt().toString(), shorter.receipt().toString());
    }

    boolean reject(Approval approval, Ballot ballot, Refusal refusal) {
        Story story = Story.with(ids)
                .tell(EventType.APPROVAL_VOTED, approval.id(), voted(approval, ballot, "reject", refusal.reason()))
                .tell(
                        EventType.APPROVAL_REJECTED,
                        approval.id(),
                        about(approval)
                                .put("round", approval.round())
                                .put("reason_code", refusal.reason())
                                .end())
                .tell(
                        EventType.TOOLCALL_REFUSED,
                        approval.callId(),
                        about(approval)
                                .put("code", refusal.code().name())
                                .put("reason_code", refusal.reason())
                                .end());
        return commit(
                approval.runId(),
                story,
                REJECT,
                vote(approval, ballot)
                        .and("lesson", ids.next())
                        .and("reason", refusal.reason())
                        .and("note", refusal.note())
                        .and("detail", refusal.detail())
                        .and("retry", refusal.retry())
                        .and("answer", Rows.text(refusal.answer()))
                        .and("resumed", resumed(approval)));
    }

    private static Bindings vote(Approval approval, Ballot ballot) {
        return Bindings.of("id", approval.id())
                .and("round", approval.round())
                .and("digest", approval.digest())
                .and("person", ballot.person())
                .and("holder", ballot.holder());
    }

    // ---- expiry -----------------------------------------------------------------------------------------------------

    private static final NamedSql DUE = NamedSql.of("SELECT id FROM approval WHERE state IN ('pending', 'stale')"
            + " AND expires_at <= clock_timestamp() ORDER BY expires_at LIMIT :max");

    private static final NamedSql EXPIRE = NamedSql.of("""
            WITH moved AS (
              UPDATE approval SET state = 'expired', decided_at = date_trunc('milliseconds', clock_timestamp())
              WHERE id = :id AND state IN ('pending', 'stale') AND expires_at <= clock_timestamp()
              RETURNING id, call_id),
            c AS (
              UPDATE tool_call SET state = 'refused', refusal_code = :code, refusal_detail = :detail,
                refusal_retry = :retry, answer = :answer, ended_at = date_trunc('milliseconds', clock_timestamp())
              FROM moved WHERE tool_call.id = moved.call_id AND tool_call.state = 'awaiting_approval'
              RETURNING tool_call.id, tool_call.run_id, tool_call.asked_by)
            SELECT give_back(c.id), ledger_append(run_id::text, run_id,
              (SELECT traceparent FROM run WHERE id = run_id),
            """ + ANSWERED + ") FROM c");

    List<UUID> due(int max) {
        return database.rows(DUE, Bindings.of("max", max)).stream()
                .map(row -> row.getUUID("id"))
                .toList();
    }

    boolean expire(Approval approval) {
        Refusal refusal = Refusal.of(RefusalCode.APPROVAL_EXPIRED, "Nobody decided in time.");
        Story story = Story.with(ids)
                .tell(
                        EventType.APPROVAL_EXPIRED,
                        approval.id(),
                        about(approval).put("round", approval.round()).end())
                .tell(
                        EventType.TOOLCALL_REFUSED,
                        approval.callId(),
                        about(approval).put("code", refusal.code().name()).end());
        return commit(
                approval.runId(),
                story,
                EXPIRE,
                Bindings.of("id", approval.id())
                        .and("code", refusal.code().name())
                        .and("detail", refusal.detail())
                        .and("retry", refusal.retry())
                        .and("answer", Rows.text(refusal.answer()))
                        .and("resumed", resumed(approval)));
    }

    // ---- another round ----------------------------------------------------------------------------------------------

    private static final NamedSql NEXT_ROUND = NamedSql.of("""
            WITH moved AS (
              UPDATE approval SET state = :state, round = round + 1, granted = 0, digest = :new_digest, bound = :bound,
                card = :card, shown = :shown, masked = :masked, tier = :tier, escalate_to = coalesce(:escalate_to, escalate_to),
                groups = CASE WHEN escalated_at IS NULL OR escalate_to = ANY(:groups::text[]) THEN :groups::text[]
                  ELSE :groups::text[] || escalate_to END, quorum = :quorum, separate = :separate,
                hold_ms = :hold_ms, editable = :editable, hold_until = NULL, decided_by = NULL, decided_at = NULL,
                rule_id = :rule, policy_revision = :revision, would_permit = :would_permit,
                group_key = CASE WHEN edited_by IS NULL THEN :group_key END,
                expires_at = greatest(expires_at, date_trunc('milliseconds', clock_timestamp() +
                  :least_ms * interval '1 millisecond'))
              WHERE id = :id AND state = :from AND round = :round
                AND EXISTS (SELECT 1 FROM tool_call WHERE id = :call AND state = :call_from
                            AND (:fence::bigint IS NULL OR fence = :fence))
              RETURNING id, call_id, run_id, round),
            r AS (
              INSERT INTO approval_round (approval_id, round, digest, bound, card)
              SELECT id, round, :new_digest, :bound, :card FROM moved),
            image AS (
              INSERT INTO before_image (call_id, round, envelope, salt)
              SELECT call_id, round, :image, :image_salt FROM moved WHERE :image::text IS NOT NULL),
            c AS (
              UPDATE tool_call SET state = 'awaiting_approval', next_at = NULL, not_before = NULL, lease_until = NULL,
                lease_owner = NULL, dispatch_deadline = NULL, same_place = :same_place, same_values = :same_values
              FROM moved WHERE tool_call.id = moved.call_id AND tool_call.state IN ('permitted', 'awaiting_approval'))
            SELECT ledger_append(run_id::text, run_id, (SELECT traceparent FROM run WHERE id = run_id),
              :events::text::json) FROM moved""");

    /** After a grant that ran out of its own time, people get at least this long to decide again. */
    static final Duration LEAST = Duration.ofMinutes(15);

    /**
     * Asks again with what is true now: STALE when the record moved, pending when the terms grew stricter.
     *
     * @param fence the dispatcher's hold on a granted call; null at a vote
     * @param judgement policy's answer, with the situation that it was asked about
     */
    boolean askAgain(
            Approval approval, Showing showing, boolean stale, @Nullable Long fence, Judge.Judgement judgement) {
        var same = RejectionMemory.Same.of(judgement.disclosed().raw());
        int round = approval.round() + 1;
        Story story = Story.with(ids);
        if (stale) {
            story.tell(
                    EventType.APPROVAL_STALE,
                    approval.id(),
                    about(approval).put("round", approval.round()).end());
        }
        story.tell(
                EventType.APPROVAL_OPENED,
                approval.id(),
                CallTransitions.opened(approval.callId(), approval.id(), round, showing, judgement.revision()));
        return commit(
                approval.runId(),
                story,
                NEXT_ROUND,
                showing.bind(Bindings.of("id", approval.id()))
                        .and("call", approval.callId())
                        .and("from", approval.state().wire())
                        .and("call_from", fence == null ? "awaiting_approval" : "permitted")
                        .and("fence", fence)
                        .and("round", approval.round())
                        .and("state", stale ? "stale" : "pending")
                        .and("group_key", stale ? null : GroupKey.of(showing, approval.tool(), approval.workflow()))
                        .and("new_digest", showing.digest())
                        .and("rule", NextRound.ruling(judgement.decision()).ruleId())
                        .and("revision", Long.parseLong(judgement.revision()))
                        .and("would_permit", judgement.decision() instanceof Decision.Permit)
                        .and("same_place", same.place())
                        .and("same_values", same.values())
                        .and("least_ms", fence == null ? 0 : LEAST.toMillis()));
    }

    private static final NamedSql SAME_TERMS = NamedSql.of("""
            UPDATE approval SET policy_revision = :revision, would_permit = :would_permit
            WHERE id = :id AND state IN ('pending', 'stale') AND round = :round AND policy_revision < :revision""");

    /** Policy was asked again and asks for no more than this round does. No event: nothing is new for the audit. */
    boolean sameTerms(Approval approval, Judge.Judgement judgement) {
        return database.execute(
                        SAME_TERMS,
                        Bindings.of("id", approval.id())
                                .and("round", approval.round())
                                .and("revision", Long.parseLong(judgement.revision()))
                                .and("would_permit", judgement.decision() instanceof Decision.Permit))
                == 1;
    }

    // ---- shared -----------------------------------------------------------------------------------------------------

    private boolean commit(UUID run, Story story, NamedSql sql, Bindings bindings) {
        return committing.commit(false, run, story, sql, bindings);
    }

    static Story.Data about(Approval approval) {
        return Story.data().put("call_id", approval.callId()).put("approval_id", approval.id());
    }

    private static ObjectNode voted(Approval approval, Ballot ballot, String verdict, @Nullable String reason) {
        return about(approval)
                .put("by", ballot.person())
                .put("for", ballot.holder().equals(ballot.person()) ? null : ballot.holder())
                .put("verdict", verdict)
                .put("round", approval.round())
                .put("digest", approval.digest())
                .put("reason_code", reason)
                .end();
    }

    private String resumed(Approval approval) {
        return Story.with(ids)
                .tell(
                        EventType.RUN_RESUMED,
                        approval.runId(),
                        Story.data().put("call_id", approval.callId()).end())
                .json();
    }
}
