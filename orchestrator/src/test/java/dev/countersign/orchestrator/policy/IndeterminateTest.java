package dev.countersign.orchestrator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A policy engine that fails never lets anything through. */
@QuarkusTest
class IndeterminateTest extends InHouse {
    @Inject
    ActivePolicy policy;

    private PolicyDecisionPoint sound;

    @BeforeEach
    void remember() {
        sound = policy.active().point();
    }

    @AfterEach
    void repair() {
        policy.decideBy(sound);
    }

    private void breaks(BrokenPoint.Trouble trouble) {
        policy.decideBy(new BrokenPoint(policy.active().revision(), trouble));
    }

    @ParameterizedTest
    @EnumSource
    void brokenEngineSendsNothingAndSaysSo(BrokenPoint.Trouble trouble) {
        // Given
        String workflow = house.oneCall("crm.create_task", "{subject: never}");
        breaks(trouble);
        // When
        JsonNode run = house.play(workflow);
        // Then
        String id = run.path("id").asText();
        JsonNode call = house.onlyCall(id);
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("POLICY_INDETERMINATE");
        assertThat(call.path("refusal").path("retry").asText()).isEqualTo("ask");
        assertThat(call.path("decision").path("outcome").asText()).isEqualTo("indeterminate");
        assertThat(run.path("state").asText()).isEqualTo("completed");
        assertThat(run.path("output").asText()).startsWith("POLICY_INDETERMINATE ask");
        assertThat(sandbox.arrivals(call)).isEmpty();
        assertThat(house.events(id))
                .filteredOn(event -> event.path("type").asText().endsWith("toolcall.refused.v1"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.path("data").path("code").asText()).isEqualTo("POLICY_INDETERMINATE");
                    assertThat(event.path("data").path("outcome").asText()).isEqualTo("indeterminate");
                });
    }

    @Test
    void approvedCallWaitsForPolicyAndGoesOnWhenItIsBack() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        breaks(BrokenPoint.Trouble.NO_ANSWER);
        house.approve("maya", approval).ok();
        House.soon()
                .until(() -> Sql.number(
                                "SELECT fence FROM tool_call WHERE id = ?",
                                approval.path("call_id").asText())
                        > 0);
        assertThat(house.onlyCall(run).path("state").asText()).isEqualTo("permitted");
        // When
        policy.decideBy(sound);
        JsonNode ended = house.ended(run);
        // Then
        assertThat(ended.path("output").asText()).isEqualTo("done");
        assertThat(sandbox.arrivals(house.onlyCall(run))).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_ANSWER", "THROWS_ON_DECIDE"})
    void approvedCallIsGivenUpAtItsDispatchDeadline(BrokenPoint.Trouble trouble) {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        breaks(trouble);
        house.approve("maya", approval).ok();
        // When
        Sql.update(
                "UPDATE tool_call SET dispatch_deadline = clock_timestamp() - interval '1 second', next_at = clock_timestamp() WHERE id = ?",
                approval.path("call_id").asText());
        JsonNode ended = house.ended(run);
        // Then
        assertThat(ended.path("output").asText()).startsWith("POLICY_INDETERMINATE ask");
        assertThat(sandbox.arrivals(house.onlyCall(run))).isEmpty();
    }
}
