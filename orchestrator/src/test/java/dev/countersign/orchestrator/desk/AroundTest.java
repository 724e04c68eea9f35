package dev.countersign.orchestrator.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** What else happens to the same records stands on the card: what waits, and what other agents changed. */
@QuarkusTest
class AroundTest extends InHouse {

    private static String card(JsonNode approval) {
        return "/inbox/" + approval.path("id").asText();
    }

    private String task(String opportunity, String subject) {
        String workflow = house.oneCall(
                "crm.create_task", "{subject: " + subject + ", opportunity_id: " + opportunity + ", priority: normal}");
        house.play(workflow);
        return workflow;
    }

    @Test
    void cardSaysThatAnotherItemWaitsForTheSameRecordAndLinksIt() {
        // Given
        String opportunity = sandbox.opportunity();
        JsonNode first = house.asked(house.stageMove(opportunity));
        JsonNode second = house.asked(house.stageMove(opportunity));
        house.asked(house.stageMove(sandbox.opportunityWith("\"account_id\": \"acc-30\"")));
        // When
        String page = house.page("maya", card(first));
        // Then
        assertThat(page).contains("<a href=\"" + card(second) + "\">1 more item waits</a> here.");
        house.approve("maya", second).ok();
        assertThat(house.page("maya", card(first))).doesNotContain("more item");
    }

    @Test
    void whatWaitsForOtherGroupsIsNotCounted() {
        // Given
        String opportunity = sandbox.opportunity();
        JsonNode first = house.asked(house.stageMove(opportunity));
        JsonNode second = house.asked(house.stageMove(opportunity));
        Sql.update(
                "UPDATE approval SET groups = '{finance}' WHERE id = ?",
                second.path("id").asText());
        // When / Then
        assertThat(house.page("maya", card(first))).doesNotContain("more item");
        assertThat(house.page("omar", card(first))).contains("1 more item waits");
        Sql.update(
                "UPDATE approval SET groups = '{revops}' WHERE id = ?",
                second.path("id").asText());
        house.approve("maya", first).ok();
        house.approve("maya", second);
    }

    @Test
    void cardTellsWhatAnotherAgentDidToTheRecordToday() {
        // Given
        String opportunity = sandbox.opportunity();
        String other = task(opportunity, "Call back");
        JsonNode asked = house.asked(house.stageMove(opportunity));
        // When
        String approver = house.page("maya", card(asked));
        String developer = house.page("dana", card(asked));
        // Then
        assertThat(approver)
                .contains("Another agent, <bdi>" + other + "</bdi>: <bdi>create task “Call back”</bdi> at ")
                .as("a run that never asked is not an approver's to open");
        assertThat(developer).contains("<bdi>" + other + "</bdi>: <a href=\"/calls/");
    }

    @Test
    void whatTheSameAgentDidOrWhatIsADayOldIsLeftOut() {
        // Given
        String opportunity = sandbox.opportunity();
        String workflow = house.workflow("""
                tools: [{name: crm.create_task}, {name: crm.update_opportunity_stage}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: c1, tool: crm.create_task, arguments: {subject: Own, opportunity_id: %1$s, priority: low}}]}
                  - {calls: [{id: c2, tool: crm.update_opportunity_stage, arguments: {opportunity_id: %1$s, stage: proposal}}]}
                  - say: done
                """.formatted(opportunity));
        String old = task(opportunity, "Yesterday");
        Sql.update("""
                UPDATE tool_call SET ended_at = ended_at - interval '25 hours'
                WHERE run_id IN (SELECT id FROM run WHERE workflow_id = ?)""", old);
        // When
        JsonNode asked = house.asked(house.start(workflow));
        // Then
        assertThat(house.page("maya", card(asked))).doesNotContain("Another agent");
    }

    @Test
    void valuesThatPolicyHidesAreNotToldHereEither() {
        // Given
        house.policyWith("""
                {"tools": {"crm.update_lead_status": {"mode": "permit"},
                  "crm.delete_lead": {"mode": "require_approval", "tier": "T1", "groups": ["revops"], "title": "Delete",
                    "because": "Every removal is looked at"}},
                 "results": [{"tools": ["crm.get_lead"], "mask": ["company"]}]}""");
        house.play(house.oneCall("crm.update_lead_status", "{lead_id: lead-12, status: working}"));
        JsonNode asked = house.asked(house.start(house.oneCall("crm.delete_lead", "{lead_id: lead-12}")));
        String company = sandbox.record("lead", "lead-12").path("company").asText();
        // When
        String page = house.page("maya", card(asked));
        // Then
        assertThat(page).contains("Another agent").doesNotContain(company);
    }
}
