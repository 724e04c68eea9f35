package dev.countersign.orchestrator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Policy on a real OPA server, through the whole path: what happens while it is away, and that it needs no restart. */
@QuarkusTest
@TestProfile(OpaEngine.class)
class OpaServerTest extends InHouse {
    @Inject
    ActivePolicy policy;

    @Inject
    OpaServerConfig config;

    private OpaProcess opa;

    @BeforeEach
    void startTheServer() {
        opa = new OpaProcess(config.url().orElseThrow(), house.base());
        opa.start();
        House.soon().until(() -> policy.trouble().isEmpty());
    }

    @AfterEach
    void endTheServer() {
        opa.close();
    }

    @Test
    void changeOfDataDecidesOnTheServerUnderItsOwnRevision() {
        // Given
        String workflow = house.oneCall("crm.create_task", "{subject: x}");
        // When
        String revision = house.policyWith(
                "{\"tools\": {\"crm.create_task\": {\"mode\": \"deny\", \"title\": \"No\", \"because\": \"Not now\"}}}");
        // Then: the server has not downloaded it yet, and the call waits for that
        JsonNode call = house.onlyCall(house.play(workflow).path("id").asText());
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("POLICY_DENIED");
        assertThat(call.path("decision").path("policy_revision").asText()).isEqualTo(revision);
    }

    @ParameterizedTest
    @EnumSource
    void whileTheServerIsAwayNothingIsSentAndWhatWasApprovedWaits(OpaProcess.Away away) {
        // Given
        String approved = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(approved);
        String workflow = house.oneCall("crm.create_task", "{subject: never}");
        Instant before = Instant.now();
        opa.goesAway(away);
        // When
        house.approve("maya", approval).ok();
        JsonNode refused = house.onlyCall(house.play(workflow).path("id").asText());
        String call = approval.path("call_id").asText();
        House.soon().until(() -> Sql.number("SELECT fence FROM tool_call WHERE id = ?", call) > 1);
        // Then
        assertThat(refused.path("refusal").path("code").asText()).isEqualTo("POLICY_INDETERMINATE");
        assertThat(sandbox.arrivals(refused)).isEmpty();
        assertThat(house.onlyCall(approved).path("state").asText()).isEqualTo("permitted");
        assertThat(sandbox.arrivals(house.onlyCall(approved))).isEmpty();
        ActivePolicy.Trouble trouble = policy.trouble().orElseThrow();
        assertThat(trouble.since()).isBetween(before, Instant.now());
        assertThat(trouble.cause()).isNotBlank();
        Answer ready = house.send(null, "GET", "/q/health/ready", null, Map.of());
        assertThat(ready.status()).isEqualTo(200);
        assertThat(ready.body().toString()).contains("gives no answer", trouble.cause());
        assertThat(house.page("maya", "/inbox?view=team"))
                .contains(
                        "data-policy-trouble",
                        "data-since=\"" + trouble.since().toString().substring(0, 19));
        // When
        opa.comesBack(away);
        // Then
        assertThat(house.ended(approved).path("output").asText()).isEqualTo("done");
        assertThat(sandbox.arrivals(house.onlyCall(approved))).hasSize(1);
        House.soon().until(() -> policy.trouble().isEmpty());
        assertThat(house.page("maya", "/inbox?view=team")).doesNotContain("data-policy-trouble");
        JsonNode next = house.onlyCall(house.play(workflow).path("id").asText());
        assertThat(next.path("state").asText()).isEqualTo("succeeded");
    }

    @Test
    void watchFindsOutThatItIsBackWithoutACall() {
        // Given
        opa.goesAway(OpaProcess.Away.KILLED);
        house.play(house.oneCall("crm.create_task", "{subject: never}"));
        assertThat(policy.trouble()).isPresent();
        // When
        opa.comesBack(OpaProcess.Away.KILLED);
        // Then
        House.soon().until(() -> policy.trouble().isEmpty());
    }
}
