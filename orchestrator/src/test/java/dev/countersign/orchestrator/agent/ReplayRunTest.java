package dev.countersign.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.transition.Rows;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A recorded chat of thirty messages, several calls in one, through gate and approvals to its end. */
@QuarkusTest
class ReplayRunTest extends InHouse {

    private String replayed() {
        ObjectNode workflow = JsonNodeFactory.instance.objectNode();
        workflow.put("kind", "Workflow")
                .put("id", "replayed-chat")
                .put("version", 1)
                .put("stage", "approvals");
        for (String tool : List.of(
                "crm.search_accounts",
                "crm.get_lead",
                "crm.get_account",
                "crm.get_open_opportunities",
                "crm.get_recent_activity",
                "email.get_recipient_history",
                "crm.update_opportunity_stage",
                "crm.create_task",
                "crm.log_activity",
                "email.draft_email",
                "crm.create_contact")) {
            workflow.withArray("tools").addObject().put("name", tool);
        }
        workflow.putObject("model")
                .put("kind", "replay")
                .set("messages", Rows.parse(House.resource("agent-model/replay-30.json")));
        house.post("dana", "/api/workflows", Rows.text(workflow)).ok();
        return "replayed-chat";
    }

    private JsonNode next(String run) {
        House.soon()
                .until(() -> house.run(run), now -> !now.path("state").asText().equals("running"));
        return house.asked(run);
    }

    @Test
    void recordedChatRunsToItsEnd() {
        // Given
        house.policyWith("""
                {"tools": {"email.get_recipient_history": {"mode": "permit"},
                  "crm.create_contact": {"mode": "require_approval", "tier": "T1", "groups": ["revops"],
                    "title": "New contact", "because": "Contacts are confirmed: ${arguments.email}"}}}""");
        String run = house.start(replayed());
        // When
        house.reject("maya", next(run), "{\"code\": \"WRONG_TIME\", \"note\": \"After the fair\"}")
                .ok();
        JsonNode contact = House.soon()
                .until(
                        () -> house.get("maya", "/api/approvals?state=pending&run=" + run)
                                .ok()
                                .path("items")
                                .path(0),
                        asked -> asked.path("bound").path("tool").asText().equals("crm.create_contact"));
        house.approve("lee", contact).ok();
        JsonNode ended = house.ended(run);
        // Then
        assertThat(ended.path("state").asText()).isEqualTo("completed");
        assertThat(ended.path("output").asText()).startsWith("Done: draft saved");
        List<JsonNode> calls = house.calls(run);
        assertThat(calls).hasSize(14);
        assertThat(calls)
                .filteredOn(call -> call.path("state").asText().equals("refused"))
                .extracting(call -> call.path("refusal").path("code").asText())
                .containsExactly("APPROVAL_REJECTED", "INVALID_ARGUMENTS");
        assertThat(calls)
                .filteredOn(call -> !call.path("state").asText().equals("refused"))
                .allSatisfy(call -> assertThat(sandbox.arrivals(call)).hasSize(1));
    }
}
