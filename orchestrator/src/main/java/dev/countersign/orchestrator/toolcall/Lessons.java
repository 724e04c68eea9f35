package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people said when they rejected calls, kept for the later runs of the workflow (ADR 0017). A lesson is written in
 * the statement that rejects. Blocks; virtual threads only.
 */
@Singleton
public class Lessons {
    /** How many lessons a run is given at most. */
    public static final int GIVEN = 20;

    private static final String SELECT =
            "SELECT id, workflow_id, tool, rule_id, reason_code, note, call_id, run_id, by, at FROM lesson ";
    private static final NamedSql LIST = NamedSql.of(SELECT + """
            WHERE forgotten_at IS NULL AND (:workflow::text IS NULL OR workflow_id = :workflow)
              AND (:before_at::timestamptz IS NULL OR (at, id) < (:before_at, :before_id::uuid))
            ORDER BY at DESC, id DESC LIMIT :max""");
    private static final NamedSql BEFORE = NamedSql.of(SELECT + """
            WHERE forgotten_at IS NULL AND workflow_id = :workflow AND at <= :at AND run_id <> :run
            ORDER BY at DESC, id DESC LIMIT :max""");
    private static final NamedSql GIVEN_TO = NamedSql.of(SELECT + """
            WHERE id = ANY(:ids::text[]::uuid[]) ORDER BY at DESC, id DESC LIMIT 100""");
    private static final NamedSql FORGET = NamedSql.of("""
            UPDATE lesson SET forgotten_by = :by, forgotten_at = date_trunc('milliseconds', clock_timestamp())
            WHERE id = :id AND forgotten_at IS NULL""");

    private final Database database;

    Lessons(Database database) {
        this.database = database;
    }

    /**
     * One person's no, with where it comes from.
     *
     * @param rule the rule that had asked; null when it is not known
     * @param note null when the person wrote none
     */
    public record Lesson(
            UUID id,
            String workflow,
            String tool,
            @Nullable String rule,
            String reason,
            @Nullable String note,
            UUID call,
            UUID run,
            String by,
            Instant at) {

        private static Lesson of(Row row) {
            return new Lesson(
                    row.getUUID("id"),
                    row.getString("workflow_id"),
                    row.getString("tool"),
                    row.getString("rule_id"),
                    row.getString("reason_code"),
                    row.getString("note"),
                    row.getUUID("call_id"),
                    row.getUUID("run_id"),
                    row.getString("by"),
                    Objects.requireNonNull(Rows.instant(row, "at")));
        }
    }

    /** Newest first, behind a keyset, without those that were forgotten. */
    public List<Lesson> newest(
            @Nullable String workflow, int max, @Nullable Instant beforeAt, @Nullable UUID beforeId) {
        return lessons(
                LIST,
                Bindings.of("workflow", workflow)
                        .and("before_at", beforeAt)
                        .and("before_id", beforeId)
                        .and("max", max));
    }

    /** What a run was given, newest first; before its first step what it will be: those from before it was created. */
    public List<Lesson> of(Run run) {
        List<UUID> given = run.lessons();
        if (given == null) {
            return lessons(
                    BEFORE,
                    Bindings.of("workflow", run.workflow())
                            .and("at", run.createdAt())
                            .and("run", run.id())
                            .and("max", GIVEN));
        }
        return given.isEmpty() ? List.of() : lessons(GIVEN_TO, Bindings.of("ids", given));
    }

    /** No later run is given it. False when there is none, or it is forgotten already. */
    public boolean forget(UUID id, String by) {
        return database.execute(FORGET, Bindings.of("id", id).and("by", by)) == 1;
    }

    private List<Lesson> lessons(NamedSql sql, Bindings bindings) {
        return database.rows(sql, bindings).stream().map(Lesson::of).toList();
    }
}
