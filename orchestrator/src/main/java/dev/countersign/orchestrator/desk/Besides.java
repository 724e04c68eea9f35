package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Precedents;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.toolcall.CallWords;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.Around;
import dev.countersign.ui.review.ReasonCode;
import dev.countersign.ui.review.Similar;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what stands beside a card: the same records elsewhere, and like cases. Nothing of it is bound (ADR 0028). */
@Singleton
class Besides {
    private static final int NAMED = 3;

    private static final NamedSql WAITING = NamedSql.of("""
            WITH others AS (
              SELECT id, expires_at, tier FROM approval
              WHERE state IN ('pending', 'stale') AND ref_keys && (SELECT ref_keys FROM approval WHERE id = :id::uuid)
                AND id <> :id::uuid AND (:groups::text[] IS NULL OR groups && :groups::text[])
              ORDER BY expires_at, tier, id LIMIT :max)
            SELECT a.id, a.card::json ->> 'consequence' AS consequence, (SELECT count(*) FROM others)::int AS waiting
            FROM (SELECT id, expires_at, tier FROM others ORDER BY expires_at, tier, id LIMIT :named) first
            JOIN approval a ON a.id = first.id ORDER BY a.expires_at, a.tier, a.id""");
    private static final NamedSql CHANGES = NamedSql.of("""
            SELECT c.id, c.ended_at, r.workflow_id,
              :all OR EXISTS (SELECT 1 FROM approval a WHERE a.run_id = c.run_id) AS open_to_viewer
            FROM (
              SELECT id, run_id, ended_at FROM tool_call
              WHERE ref_keys && (SELECT ref_keys FROM approval WHERE id = :id::uuid)
                AND state = 'succeeded' AND effect <> 'READ' AND ended_at > clock_timestamp() - interval '24 hours'
              ORDER BY ended_at DESC LIMIT 100) c
            JOIN run r ON r.id = c.run_id
            WHERE r.workflow_id <> (SELECT workflow_id FROM approval WHERE id = :id::uuid)
            ORDER BY c.ended_at DESC LIMIT :named""");

    private final Database database;
    private final ToolCalls calls;
    private final CallWords words;
    private final Precedents precedents;
    private final People people;

    Besides(Database database, ToolCalls calls, CallWords words, Precedents precedents, People people) {
        this.database = database;
        this.calls = calls;
        this.words = words;
        this.precedents = precedents;
        this.people = people;
    }

    /** @param groups whose waiting items this viewer's lists show; null for all */
    Around around(Viewer viewer, @Nullable Collection<String> groups, UUID approval) {
        List<Row> waiting = database.rows(
                WAITING,
                Bindings.of("id", approval)
                        .and("groups", groups)
                        .and("max", Around.WAITING_MAX)
                        .and("named", NAMED));
        boolean all = viewer.has("developer") || viewer.has("operator");
        List<Row> changes = database.rows(
                CHANGES, Bindings.of("id", approval).and("all", all).and("named", NAMED));
        return new Around(
                waiting.isEmpty() ? 0 : waiting.getFirst().getInteger("waiting"),
                waiting.stream()
                        .map(row -> new Around.Item(row.getUUID("id"), row.getString("consequence")))
                        .toList(),
                changes.stream().map(this::change).toList());
    }

    private Around.Change change(Row row) {
        UUID id = row.getUUID("id");
        return new Around.Change(
                row.getString("workflow_id"),
                words.consequence(calls.find(id).orElseThrow()),
                Objects.requireNonNull(Rows.instant(row, "ended_at")),
                row.getBoolean("open_to_viewer") ? id : null);
    }

    Similar similar(UUID approval) {
        Precedents.Found found = precedents.of(approval);
        Precedents.Rejection last = found.lastReject();
        return new Similar(
                found.approved(),
                found.edited(),
                found.rejected(),
                found.undone(),
                last == null
                        ? null
                        : new Similar.LastReject(
                                ReasonCode.valueOf(last.reasonCode()), last.note(), people.name(last.by()), last.at()));
    }
}
