package dev.countersign.orchestrator.run;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import jakarta.inject.Singleton;
import java.util.List;

/** The workflows that runs can be narrowed to. Blocks; virtual threads only. */
@Singleton
public class RunningWorkflows {
    // One descent of the index for each name, however many runs each has.
    private static final NamedSql NAMES = NamedSql.of("""
            WITH RECURSIVE names AS (
              (SELECT workflow_id FROM run ORDER BY workflow_id LIMIT 1)
              UNION ALL
              SELECT (SELECT workflow_id FROM run WHERE workflow_id > names.workflow_id ORDER BY workflow_id LIMIT 1)
              FROM names WHERE names.workflow_id IS NOT NULL)
            SELECT workflow_id FROM names WHERE workflow_id IS NOT NULL LIMIT :max""");

    private final Database database;

    public RunningWorkflows(Database database) {
        this.database = database;
    }

    /** Those that have runs, by name. */
    public List<String> names(int max) {
        return database.rows(NAMES, Bindings.of("max", max)).stream()
                .map(row -> row.getString("workflow_id"))
                .toList();
    }
}
