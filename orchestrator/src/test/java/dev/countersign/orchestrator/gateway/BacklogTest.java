package dev.countersign.orchestrator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The backlog counts what waits and how long what was decided had waited. */
@QuarkusTest
class BacklogTest extends InHouse {

    /** Other tests leave cards behind; they are over before this one counts. */
    @BeforeEach
    void begin() {
        Sql.update("UPDATE approval SET opened_at = opened_at - interval '2 days',"
                + " decided_at = decided_at - interval '2 days', expires_at = expires_at + interval '2 hours'");
    }

    private JsonNode backlog() {
        return house.get("maya", "/api/backlog").ok();
    }

    private static int of(JsonNode lines, String name, String id) {
        for (JsonNode line : lines) {
            if (line.path(name).asText().equals(id)) {
                return line.path("waiting").asInt();
            }
        }
        return 0;
    }

    @Test
    void countsByGroupByRuleAndByTheHour() {
        // Given
        JsonNode before = backlog();
        JsonNode soon = house.asked(house.stageMove(sandbox.opportunity()));
        JsonNode later = house.asked(house.stageMove(sandbox.opportunity()));
        Sql.update(
                "UPDATE approval SET expires_at = now() + interval '30 minutes' WHERE id = ?",
                soon.path("id").asText());
        Sql.update(
                "UPDATE approval SET opened_at = now() - interval '9 days' WHERE id = ?",
                later.path("id").asText());
        // When
        JsonNode after = backlog();
        // Then
        String rule = "tool:crm.update_opportunity_stage";
        assertThat(after.path("waiting").asInt())
                .isEqualTo(before.path("waiting").asInt() + 2);
        assertThat(after.path("expiring_within_hour").asInt())
                .isEqualTo(before.path("expiring_within_hour").asInt() + 1);
        assertThat(of(after.path("groups"), "group", "revops"))
                .isEqualTo(of(before.path("groups"), "group", "revops") + 2);
        assertThat(of(after.path("rules"), "rule_id", rule)).isEqualTo(of(before.path("rules"), "rule_id", rule) + 2);
        assertThat(Instant.parse(after.path("oldest_at").asText()))
                .isBefore(Instant.now().minus(Duration.ofDays(8)));
        house.reject("maya", soon, "{\"code\": \"WRONG_TIME\"}").ok();
        house.reject("maya", later, "{\"code\": \"WRONG_TIME\"}").ok();
    }

    @Test
    void saysHowLongWhatWasDecidedHadWaited() {
        // Given
        int before = backlog().path("decided_24h").path("count").asInt();
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        Sql.update(
                "UPDATE approval SET opened_at = now() - interval '100 seconds' WHERE id = ?",
                approval.path("id").asText());
        // When
        house.reject("maya", approval, "{\"code\": \"WRONG_TIME\"}").ok();
        JsonNode waited = backlog().path("decided_24h");
        // Then
        assertThat(waited.path("count").asInt()).isEqualTo(before + 1);
        assertThat(waited.path("p99_seconds").asDouble()).isBetween(90.0, 200.0);
        assertThat(waited.path("p50_seconds").asDouble()).isPositive();
    }

    @Test
    void countsWhatIsFrozen() {
        // Given
        JsonNode freeze = house.post("omar", "/api/freezes", """
                        {"scope": {"kind": "tool", "id": "crm.get_lead"}, "reason": "x"}""").ok();
        // When
        JsonNode frozen = backlog().path("frozen");
        house.send("omar", "DELETE", "/api/freezes/" + freeze.path("id").asText(), null, Map.of());
        // Then
        assertThat(frozen.path("freezes").asInt()).isPositive();
        assertThat(backlog().path("frozen").path("freezes").asInt())
                .isEqualTo(frozen.path("freezes").asInt() - 1);
    }
}
