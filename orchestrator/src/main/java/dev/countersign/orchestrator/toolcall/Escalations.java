package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Worker;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/**
 * Asks the group above too when 80 % of the time is over (M22). Nothing that the digest binds changes, so open cards stay
 * valid; policy asked for the group when it asked for the approval.
 */
@Singleton
public class Escalations {
    private static final int BATCH = 50;

    private static final NamedSql DUE = NamedSql.of("""
            SELECT id FROM approval WHERE state IN ('pending', 'stale') AND escalate_to IS NOT NULL
              AND escalated_at IS NULL AND escalate_at <= clock_timestamp() AND expires_at > clock_timestamp()
            ORDER BY escalate_at LIMIT :max""");
    private static final NamedSql ESCALATE = NamedSql.of("""
            WITH moved AS (
              UPDATE approval SET escalated_at = date_trunc('milliseconds', clock_timestamp()),
                groups = CASE WHEN escalate_to = ANY(groups) THEN groups ELSE groups || escalate_to END
              WHERE id = :id AND state IN ('pending', 'stale') AND escalate_to IS NOT NULL AND escalated_at IS NULL
                AND escalate_at <= clock_timestamp() AND expires_at > clock_timestamp()
              RETURNING id, run_id, escalate_to),
            told AS (
              INSERT INTO notice (approval_id, person_id, kind)
              SELECT moved.id, p.id, 'escalated' FROM moved JOIN person p ON moved.escalate_to = ANY(p.groups)
              WHERE 'approver' = ANY(p.roles) AND p.mail IS NOT NULL
              ON CONFLICT DO NOTHING)
            SELECT ledger_append(run_id::text, run_id, (SELECT traceparent FROM run WHERE id = run_id),
              :events::text::json) FROM moved""");

    private final Approvals approvals;
    private final Committing committing;
    private final Database database;
    private final Ids ids;
    private final DispatchConfig config;
    private final Worker worker;

    Escalations(Approvals approvals, Committing committing, Database database, Ids ids, DispatchConfig config) {
        this.approvals = approvals;
        this.committing = committing;
        this.database = database;
        this.ids = ids;
        this.config = config;
        this.worker = new Worker("escalation", config.interval(), this::runOnce);
    }

    void start(@Observes StartupEvent event) {
        if (config.workers()) {
            worker.start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        worker.stop();
    }

    /** Escalates what is due; true when more may be waiting. */
    boolean runOnce() {
        List<UUID> due = database.rows(DUE, Bindings.of("max", BATCH)).stream()
                .map(row -> row.getUUID("id"))
                .toList();
        due.forEach(id -> approvals.find(id).ifPresent(this::escalate));
        return due.size() == BATCH;
    }

    private void escalate(Approval approval) {
        Story story = Story.with(ids)
                .tell(
                        EventType.APPROVAL_ESCALATED,
                        approval.id(),
                        Story.data()
                                .put("call_id", approval.callId())
                                .put("approval_id", approval.id())
                                .put("round", approval.round())
                                .put("to_group", approval.escalateTo())
                                .end());
        committing.commit(false, approval.runId(), story, ESCALATE, Bindings.of("id", approval.id()));
    }
}
