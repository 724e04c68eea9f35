package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.run.RunState;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.decision.Decision;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Every transition of a call, each one guarded statement. All return whether they applied: false means that somebody
 * else was first, and nothing was written. A call that a person asked for is no call of the agent's: its run does not
 * wait for it, and does not wake when it is answered.
 */
@Singleton
class CallTransitions {
    private static final int CAUSE_MAX = 500;

    private final Committing committing;
    private final Database database;
    private final Ids ids;

    CallTransitions(Committing committing, Database database, Ids ids) {
        this.committing = committing;
        this.database = database;
        this.ids = ids;
    }

    // ---- permitted -> executing, awaiting_approval, refused --------------------------------------------------------

    private static final NamedSql INTEND_CLAIMED = NamedSql.of("""
            WITH alive AS (
              SELECT id, traceparent, workflow_id FROM run WHERE id = :run AND state = ANY(:alive_in::text[]) FOR UPDATE),
            moved AS (
              UPDATE tool_call SET state = 'executing', attempts = attempts + 1, next_at = NULL,
                arguments = :arguments, arguments_digest = :arguments_digest,
                obligations = CASE WHEN :judged THEN :obligations::text ELSE obligations END,
                dispatched_at = date_trunc('milliseconds', clock_timestamp()),
                lease_until = clock_timestamp() + :lease_ms * interval '1 millisecond',
                key_horizon_until =
                  coalesce(key_horizon_until, clock_timestamp() + :horizon_ms * interval '1 millisecond')
              FROM alive, policy_active
              WHERE tool_call.id = :id AND tool_call.state = 'permitted' AND tool_call.fence = :fence
                AND tool_call.lease_until > clock_timestamp() AND tool_call.attempts = :attempts
                AND policy_active.revision = :revision
                AND NOT frozen(tool_call.tool, alive.workflow_id, tool_call.run_id)
                AND (tool_call.dispatch_deadline IS NULL OR tool_call.dispatch_deadline > clock_timestamp())
              RETURNING tool_call.run_id, alive.traceparent),
            counted AS (UPDATE run SET writes = writes + :writes FROM moved WHERE run.id = moved.run_id)
            SELECT ledger_append(run_id::text, run_id, traceparent, :events::text::json) FROM moved""");

    /**
     * What is sent, and on whose word.
     *
     * @param obligations what the answer has to be freed of by this revision; null when it is sent again as it was
     */
    record Intent(
            ObjectNode arguments, String policyRevision, boolean write, Decision.@Nullable Obligations obligations) {}

    boolean intend(ToolCall call, Intent intent, Duration lease, Duration keyHorizon) {
        String argumentsDigest = Digest.of(intent.arguments()).value();
        Story story = Story.with(ids)
                .tell(
                        EventType.TOOLCALL_DISPATCHED,
                        call.id(),
                        Story.data()
                                .put("call_id", call.id())
                                .put("attempt", call.attempts() + 1)
                                .put("policy_revision", intent.policyRevision())
                                .put("arguments_digest", argumentsDigest)
                                .end());
        return commit(
                true,
                call.runId(),
                story,
                INTEND_CLAIMED,
                Bindings.of("run", call.runId())
                        .and("id", call.id())
                        .and("fence", call.fence())
                        .and("attempts", call.attempts())
                        .and("arguments", Rows.text(intent.arguments()))
                        .and("arguments_digest", argumentsDigest)
                        .and("judged", intent.obligations() != null)
                        .and("obligations", Masking.stored(intent.obligations()))
                        .and("lease_ms", lease.toMillis())
                        .and("horizon_ms", keyHorizon.toMillis())
                        .and("revision", Long.parseLong(intent.policyRevision()))
                        .and("alive_in", aliveIn(call))
                        .and("writes", intent.write() && call.askedBy() == null && call.attempts() == 0 ? 1 : 0));
    }

    /** What a run has to be for this call to be sent: what a person set back or asked for again outlives its end. */
    private static List<String> aliveIn(ToolCall call) {
        Set<RunState> states = call.compensates() != null
                ? EnumSet.allOf(RunState.class)
                : call.retries() != null
                        ? EnumSet.complementOf(EnumSet.of(RunState.CANCELLED))
                        : EnumSet.of(RunState.RUNNING, RunState.PARKED);
        return states.stream().map(RunState::wire).toList();
    }

    private static final NamedSql REFUSE_OPEN = NamedSql.of("""
            WITH first AS (
              -- the approval before its call, as a vote locks them: the other way round two would wait for each other
              SELECT id FROM approval WHERE call_id = :id FOR UPDATE),
            moved AS (
              UPDATE tool_call SET state = 'refused', refusal_code = :code, refusal_detail = :detail,
                refusal_retry = :retry, answer = :answer, next_at = NULL, lease_until = NULL, lease_owner = NULL,
                ended_at = date_trunc('milliseconds', clock_timestamp())
              WHERE id = :id AND state = ANY(:from) AND (:fence::bigint IS NULL OR fence = :fence)
                AND (SELECT count(*) FROM first) >= 0
                AND NOT (attempts > 0 AND dispatched_at IS NOT NULL AND effect <> 'READ')
                AND (:revision::bigint IS NULL OR EXISTS (SELECT 1 FROM policy_active WHERE revision = :revision))
              RETURNING id, run_id, asked_by),
            withdrawn AS (
              UPDATE approval SET state = 'withdrawn', decided_at = date_trunc('milliseconds', clock_timestamp())
              FROM moved WHERE approval.call_id = moved.id AND approval.state IN ('pending', 'stale')
              RETURNING approval.id),
            told AS (
              SELECT CASE WHEN EXISTS (SELECT 1 FROM withdrawn)
                THEN :with_approval::text::json ELSE :events::text::json END AS events)
            SELECT give_back(moved.id), ledger_append(run_id::text, run_id,
              (SELECT traceparent FROM run WHERE id = run_id),
              CASE WHEN asked_by IS NOT NULL THEN told.events
                ELSE answer_call(run_id, 0, 0, false, told.events, :resumed::text::json) END)
            FROM moved, told""");

    /** Refuses a call that waits and cannot have happened. {@code fence} is null for a refusal from outside the dispatcher. */
    boolean refuse(ToolCall call, Refusal refusal, @Nullable Long fence) {
        return refuse(call, refusal, fence, null);
    }

    /** @param judgement policy's answer that refuses it, whose revision still has to be the active one; null when policy did not */
    boolean refuse(ToolCall call, Refusal refusal, @Nullable Long fence, Judge.@Nullable Judgement judgement) {
        ObjectNode told = refused(call, refusal, judgement);
        Story story = Story.with(ids).tell(EventType.TOOLCALL_REFUSED, call.id(), told);
        Story both = Story.with(ids);
        if (call.approvalId() != null) {
            both.tell(
                    EventType.APPROVAL_WITHDRAWN,
                    call.approvalId(),
                    Story.data()
                            .put("call_id", call.id())
                            .put("approval_id", call.approvalId())
                            .end());
        }
        both.tell(EventType.TOOLCALL_REFUSED, call.id(), told);
        return commit(
                false,
                call.runId(),
                story,
                REFUSE_OPEN,
                Bindings.of("id", call.id())
                        .and("from", List.of("awaiting_approval", "permitted"))
                        .and("fence", fence)
                        .and("revision", judgement == null ? null : Long.valueOf(judgement.revision()))
                        .and("code", refusal.code().name())
                        .and("detail", refusal.detail())
                        .and("retry", refusal.retry())
                        .and("answer", Rows.text(refusal.answer()))
                        .and("with_approval", both.json())
                        .and("resumed", resumed(call)));
    }

    // ---- executing -> succeeded, failed, permitted, outcome_unknown ------------------------------------------------

    private static final NamedSql FINISH = NamedSql.of("""
            WITH moved AS (
              UPDATE tool_call SET state = :state, answer = :answer, result_digest = :digest, lease_until = NULL,
                withheld_bytes = :withheld, masked_fields = :masked, dropped_fields = :dropped, lease_owner = NULL, ended_at = date_trunc('milliseconds', clock_timestamp())
              WHERE id = :id AND state = 'executing' AND fence = :fence AND attempts = :attempts
              RETURNING id, run_id, asked_by)
            SELECT CASE WHEN :never_sent THEN give_back(moved.id) END, ledger_append(run_id::text, run_id,
              (SELECT traceparent FROM run WHERE id = run_id),
              CASE WHEN asked_by IS NOT NULL THEN :events::text::json
                ELSE answer_call(run_id, :withheld, :cost, :tainted, :events::text::json, :resumed::text::json) END)
            FROM moved""");
    private static final NamedSql AGAIN = NamedSql.of("""
            UPDATE tool_call SET state = 'permitted', lease_until = NULL, lease_owner = NULL,
              dispatched_at = CASE WHEN :unsent THEN NULL ELSE dispatched_at END,
              next_at = clock_timestamp() + :wait_ms * interval '1 millisecond'
            WHERE id = :id AND state = 'executing' AND fence = :fence AND attempts = :attempts""");
    private static final NamedSql LOSE = NamedSql.of("""
            WITH moved AS (
              UPDATE tool_call SET state = 'outcome_unknown', next_at = NULL, lease_until = NULL, lease_owner = NULL,
                lost_detail = :cause
              WHERE id = :id AND state = :from AND fence = :fence AND attempts = :attempts
              RETURNING run_id)
            SELECT ledger_append(run_id::text, run_id, (SELECT traceparent FROM run WHERE id = run_id),
              :events::text::json) FROM moved""");

    /** What is recorded of a definite answer. */
    record Finish(
            CallState state,
            ObjectNode answer,
            @Nullable String digest,
            boolean isError,
            boolean neverSent,
            Withheld withheld,
            BigDecimal cost,
            boolean taints) {}

    boolean finish(ToolCall call, Finish finish) {
        EventType type =
                finish.state() == CallState.SUCCEEDED ? EventType.TOOLCALL_SUCCEEDED : EventType.TOOLCALL_FAILED;
        Story story = Story.with(ids)
                .tell(
                        type,
                        call.id(),
                        Story.data()
                                .put("call_id", call.id())
                                .put("attempt", call.attempts())
                                .put("is_error", finish.isError())
                                .put("result_digest", finish.digest())
                                .end());
        return commit(
                false,
                call.runId(),
                story,
                FINISH,
                place(call)
                        .and("state", finish.state().wire())
                        .and("answer", Rows.text(finish.answer()))
                        .and("digest", finish.digest())
                        .and("never_sent", finish.neverSent())
                        .and("withheld", finish.withheld().bytes())
                        .and("masked", finish.withheld().masked())
                        .and("dropped", finish.withheld().dropped())
                        .and("cost", finish.cost())
                        .and("tainted", finish.taints())
                        .and("resumed", resumed(call)));
    }

    /**
     * Proved not sent, or harmless to send again: back to the dispatcher after a wait. No event: nothing new is known.
     *
     * @param unsent no attempt so far can have left, so the next one is decided like a first one
     */
    boolean again(ToolCall call, long waitMs, boolean unsent) {
        return database.execute(AGAIN, place(call).and("wait_ms", waitMs).and("unsent", unsent)) == 1;
    }

    /**
     * Nobody knows whether it happened: a person, or a probe, has to say. From executing when its answer is lost, from
     * permitted when it waited to be sent again and is not sent after all.
     *
     * @param cause what became of the request, for whoever settles it
     */
    boolean lose(ToolCall call, String cause) {
        Story story = Story.with(ids)
                .tell(
                        EventType.TOOLCALL_OUTCOME_UNKNOWN,
                        call.id(),
                        Story.data()
                                .put("call_id", call.id())
                                .put("attempt", call.attempts())
                                .end());
        return commit(
                false,
                call.runId(),
                story,
                LOSE,
                place(call)
                        .and("from", call.state().wire())
                        .and("cause", cause.substring(0, Math.min(cause.length(), CAUSE_MAX))));
    }

    private static Bindings place(ToolCall call) {
        return Bindings.of("id", call.id()).and("fence", call.fence()).and("attempts", call.attempts());
    }

    // ---- outcome_unknown -> succeeded, failed ----------------------------------------------------------------------

    private static final NamedSql RESOLVE = NamedSql.of("""
            WITH moved AS (
              UPDATE tool_call SET state = :state, answer = :answer, resolved = :resolved,
                ended_at = date_trunc('milliseconds', clock_timestamp())
              WHERE id = :id AND state = 'outcome_unknown' RETURNING id, run_id, asked_by)
            SELECT CASE WHEN :never_sent THEN give_back(moved.id) END, ledger_append(run_id::text, run_id,
              (SELECT traceparent FROM run WHERE id = run_id),
              CASE WHEN asked_by IS NOT NULL THEN :events::text::json
                ELSE answer_call(run_id, 0, :cost, false, :events::text::json, :resumed::text::json) END)
            FROM moved""");

    boolean resolve(ToolCall call, boolean executed, String by, ObjectNode resolved, ObjectNode answer) {
        Story story = Story.with(ids)
                .tell(
                        EventType.TOOLCALL_RESOLVED,
                        call.id(),
                        Story.data()
                                .put("call_id", call.id())
                                .put("by", by)
                                .put("outcome", executed ? "executed" : "not_executed")
                                .end());
        return commit(
                false,
                call.runId(),
                story,
                RESOLVE,
                Bindings.of("id", call.id())
                        .and("state", executed ? "succeeded" : "failed")
                        .and("answer", Rows.text(answer))
                        .and("resolved", Rows.text(resolved))
                        .and("never_sent", !executed)
                        .and("cost", executed && call.price() != null ? call.price() : BigDecimal.ZERO)
                        .and("resumed", resumed(call)));
    }

    // ---- refused, but open to be proposed again --------------------------------------------------------------------

    private static final NamedSql REOPEN = NamedSql.of("""
            WITH moved AS (
              UPDATE tool_call SET reopened_by = :by, reopened_note = :note,
                reopened_at = date_trunc('milliseconds', clock_timestamp())
              WHERE id = :id AND refusal_code = 'APPROVAL_REJECTED' AND reopened_at IS NULL
                AND EXISTS (SELECT 1 FROM person p, approval a, run r
                            WHERE p.id = :by AND a.call_id = tool_call.id AND r.id = tool_call.run_id
                              AND ('operator' = ANY(p.roles) OR r.owner = p.id
                                   OR ('approver' = ANY(p.roles) AND p.groups && a.groups)))
              RETURNING run_id)
            SELECT ledger_append(run_id::text, run_id, (SELECT traceparent FROM run WHERE id = run_id),
              :events::text::json) FROM moved""");

    /** Lifts a person's no. What that person may do is read in the same statement. */
    boolean reopen(ToolCall call, String by, String note) {
        Story story = Story.with(ids)
                .tell(
                        EventType.TOOLCALL_REOPENED,
                        call.id(),
                        Story.data()
                                .put("call_id", call.id())
                                .put("approval_id", call.approvalId())
                                .put("by", by)
                                .end());
        return commit(
                false,
                call.runId(),
                story,
                REOPEN,
                Bindings.of("id", call.id()).and("by", by).and("note", note));
    }

    // ---- shared ----------------------------------------------------------------------------------------------------

    private boolean commit(boolean intent, UUID run, Story story, NamedSql sql, Bindings bindings) {
        return committing.commit(intent, run, story, sql, bindings);
    }

    /** @param revision the policy that asks again; null for a first round, whose parking names it */
    static ObjectNode opened(UUID call, UUID approval, int round, Showing showing, @Nullable String revision) {
        return Story.data()
                .put("call_id", call)
                .put("approval_id", approval)
                .put("round", round)
                .put("digest", showing.digest())
                .put("tier", showing.terms().tier())
                .put("policy_revision", revision)
                .end();
    }

    private static ObjectNode refused(ToolCall call, Refusal refusal, Judge.@Nullable Judgement judgement) {
        Story.Data data = Story.data()
                .put("call_id", call.id())
                .put("approval_id", call.approvalId())
                .put("code", refusal.code().name());
        if (judgement != null) {
            data.put("outcome", Judge.outcome(judgement.decision()))
                    .put(
                            "rule_id",
                            judgement.ruling() == null
                                    ? null
                                    : judgement.ruling().ruleId())
                    .put("policy_revision", judgement.revision());
        }
        return data.end();
    }

    private String resumed(ToolCall call) {
        return Story.with(ids)
                .tell(
                        EventType.RUN_RESUMED,
                        call.runId(),
                        Story.data().put("call_id", call.id()).end())
                .json();
    }
}
