package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Servers that changed their tools, or are away. */
@QuarkusTest
class DownstreamTest extends InHouse {

    /** The CRM's connector under another name, as it may look after its server changed or moved. */
    private void registeredLongAgo(String id, String find, String replace) {
        Sql.update("""
                INSERT INTO connector_version (id, version, document, digest, descriptors, registered_by)
                SELECT '%1$s', 1, replace(replace(document, '"id":"crm"', '"id":"%1$s"'), '%2$s', '%3$s'), digest,
                  replace(descriptors, '%2$s', '%3$s'), 'dana'
                FROM connector_version WHERE id = 'crm' ORDER BY version LIMIT 1 ON CONFLICT DO NOTHING""".formatted(id, find, replace));
    }

    @Test
    void toolThatChangedSinceItsRegistrationIsNotCalled() {
        // Given
        registeredLongAgo("drifted", "\"description\":\"", "\"description\":\"Before: ");
        house.policyWith(
                "{\"tools\": {\"drifted.create_task\": {\"mode\": \"permit\"}, \"drifted.get_account\": {\"mode\": \"permit\"}}}");
        // When
        JsonNode run = house.play(house.oneCall("drifted.create_task", "{subject: x}"));
        // Then
        JsonNode call = house.onlyCall(run.path("id").asText());
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("DESCRIPTOR_DRIFT");
        assertThat(run.path("output").asText()).startsWith("DESCRIPTOR_DRIFT ask");
        assertThat(sandbox.arrivals(call)).isEmpty();
        assertThat(Sql.number("SELECT count(*) FROM event WHERE stream = 'connector:drifted'"))
                .isEqualTo(1);
    }

    @Test
    void callThatCannotBeSentFailsAfterItsAttemptsAndGivesItsRoomBack() {
        // Given
        registeredLongAgo("away", "COUNTERSIGN_SANDBOX_URL", "COUNTERSIGN_DEAD_URL");
        house.policyWith("""
                {"tools": {"away.create_task": {"mode": "permit"}},
                 "limits": [{"id": "away-tasks", "tools": ["away.create_task"], "key": "all", "window": "P7D", "amount": "calls", "max": 5}]}""");
        // When
        JsonNode run = house.play(house.oneCall("away.create_task", "{subject: x}"));
        // Then
        JsonNode call = house.onlyCall(run.path("id").asText());
        assertThat(call.path("state").asText()).isEqualTo("failed");
        assertThat(call.path("attempts").asInt()).isEqualTo(3);
        assertThat(call.path("result").path("structured_content").path("code").asText())
                .isEqualTo("CONNECTOR_UNAVAILABLE");
        assertThat(run.path("state").asText()).isEqualTo("completed");
        assertThat(Sql.number("SELECT used FROM counter WHERE limit_id = 'away-tasks'"))
                .isZero();
    }
}
