package dev.countersign.orchestrator.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;

/** What has to hold after every test, whatever it did (SEMANTICS section 4). */
final class Invariants {
    private Invariants() {}

    static void hold(List<JsonNode> arrived) {
        var effects = new HashMap<String, Integer>();
        arrived.forEach(row -> effects.merge(
                row.path("call_id").asText(), row.path("effect_applied").asBoolean() ? 1 : 0, Integer::sum));
        effects.forEach((call, applied) -> {
            assertThat(applied).as("I1: effects of call %s", call).isLessThanOrEqualTo(1);
            assertThat(Sql.column("SELECT state FROM tool_call WHERE id = ?", call))
                    .as("I2: a call that arrived downstream is no refusal: %s", call)
                    .isNotEmpty()
                    .doesNotContain("refused");
        });
        assertThat(Sql.column("""
                SELECT stream FROM event GROUP BY stream
                HAVING count(*) <> max(sequence) OR min(sequence) <> 1""")).as("I8: sequences are gap-free per stream").isEmpty();
        assertThat(Sql.column("""
                SELECT id::text FROM tool_call c WHERE state = 'executing' AND NOT EXISTS
                  (SELECT 1 FROM event e WHERE e.subject = c.id::text AND e.type LIKE '%dispatched%')""")).as("I6: every intent has its event").isEmpty();
        assertThat(Sql.column("""
                SELECT c.limit_id || ' ' || c.key FROM counter c LEFT JOIN (SELECT limit_id, key, window_start,
                  sum(amount) AS held FROM reservation GROUP BY 1, 2, 3) r USING (limit_id, key, window_start)
                WHERE c.used <> coalesce(r.held, 0)"""))
                .as("I11: counters are the sum of what is reserved")
                .isEmpty();
        assertThat(Sql.column("""
                SELECT id::text FROM run r WHERE open_calls <> (SELECT count(*) FROM tool_call c WHERE c.run_id = r.id
                  AND asked_by IS NULL
                  AND state IN ('awaiting_approval', 'permitted', 'executing', 'outcome_unknown'))
                  AND state = 'parked'"""))
                .as("I10: a sleeping run waits for as many calls as are open")
                .isEmpty();
    }
}
