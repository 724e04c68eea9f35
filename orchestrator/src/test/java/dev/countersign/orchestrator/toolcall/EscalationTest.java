package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When most of the time is over, the group that policy named is asked too. */
@QuarkusTest
class EscalationTest extends InHouse {
    @Inject
    Escalations escalations;

    @BeforeEach
    void financeIsAbove() {
        house.policyWith("""
                {"tools": {"crm.update_opportunity_stage": {"mode": "require_approval", "tier": "T1",
                  "groups": ["revops"], "ttl": "PT4H", "escalate_to": "finance", "title": "Stage move",
                  "because": "Every stage move is confirmed"}}}""");
    }

    private JsonNode waiting() {
        return house.asked(house.stageMove(sandbox.opportunity()));
    }

    private static void mostOfItsTimeIsOver(JsonNode approval) {
        Sql.update(
                "UPDATE approval SET escalate_at = clock_timestamp() - interval '1 second' WHERE id = ?::uuid",
                approval.path("id").asText());
    }

    @Test
    void asksTheGroupAboveToo() {
        // Given
        JsonNode approval = waiting();
        Answer early = house.approve("noor", approval);
        mostOfItsTimeIsOver(approval);
        // When
        escalations.runOnce();
        // Then
        JsonNode now = house.approval(approval);
        assertThat(early.code()).isEqualTo("NOT_AN_APPROVER");
        assertThat(now.path("digest")).as("open cards stay valid").isEqualTo(approval.path("digest"));
        assertThat(now.path("groups").toString()).isEqualTo("[\"revops\",\"finance\"]");
        assertThat(now.path("bound").path("terms").path("groups").toString()).isEqualTo("[\"revops\"]");
        assertThat(now.path("escalated_at").asText()).isNotEmpty();
        house.approve("noor", approval).ok();
        String run = approval.path("run_id").asText();
        house.ended(run);
        assertThat(sandbox.arrivals(house.onlyCall(run))).hasSize(1);
        assertThat(house.story(run)).containsOnlyOnce("approval.escalated");
    }

    @Test
    void asksOnlyOnceAndNotBeforeTheTime() {
        // Given
        JsonNode early = waiting();
        JsonNode late = waiting();
        mostOfItsTimeIsOver(late);
        // When
        escalations.runOnce();
        escalations.runOnce();
        // Then
        assertThat(house.approval(early).path("escalated_at").isNull()).isTrue();
        assertThat(house.story(late.path("run_id").asText())).containsOnlyOnce("approval.escalated");
    }

    @Test
    void whatIsDecidedIsNotEscalated() {
        // Given
        JsonNode approval = waiting();
        house.reject("maya", approval, "{\"code\": \"WRONG_TIME\"}").ok();
        mostOfItsTimeIsOver(approval);
        // When
        escalations.runOnce();
        // Then
        assertThat(house.approval(approval).path("escalated_at").isNull()).isTrue();
    }
}
