package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.ui.policy.InForce;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** When rules decided. One statement for all of them; each is one descent of an index, and its count is bounded. */
@Singleton
class RuleHits {
    static final NamedSql HITS = NamedSql.of("""
            SELECT rule.id AS rule_id, newest.id AS call_id, newest.decided_at, week.hits
            FROM unnest(:rules::text[]) AS rule (id)
            CROSS JOIN LATERAL (
              SELECT c.id, c.decided_at FROM tool_call c WHERE c.rule_id = rule.id AND c.decided_at IS NOT NULL
              ORDER BY c.decided_at DESC LIMIT 1) newest
            CROSS JOIN LATERAL (
              SELECT count(*) AS hits FROM (
                SELECT 1 FROM tool_call c
                WHERE c.rule_id = rule.id AND c.decided_at > clock_timestamp() - interval '7 days' LIMIT :max) of_late) week""");
    private static final NamedSql WAITING = NamedSql.of("""
            SELECT count(*) AS waiting FROM (
              SELECT 1 FROM tool_call WHERE state = 'permitted' AND approval_id IS NOT NULL LIMIT 1000) calls""");

    private final Database database;

    RuleHits(Database database) {
        this.database = database;
    }

    /** By rule id; a rule that never decided is not in it. */
    Map<String, InForce.Hits> of(Collection<String> rules) {
        var hits = new HashMap<String, InForce.Hits>();
        for (Row row : database.rows(HITS, Bindings.of("rules", rules).and("max", InForce.HITS_MAX))) {
            UUID newest = row.getUUID("call_id");
            hits.put(
                    row.getString("rule_id"),
                    new InForce.Hits(
                            Objects.requireNonNull(Rows.instant(row, "decided_at")),
                            newest,
                            row.getLong("hits").intValue()));
        }
        return hits;
    }

    /** Approved calls that wait to be sent, counted to 1,000. */
    int waiting() {
        return database.row(WAITING, Bindings.none())
                .orElseThrow()
                .getLong("waiting")
                .intValue();
    }
}
