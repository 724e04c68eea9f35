package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.orchestrator.transition.Rows;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was approved and sent is set back by a call of a person's own, or somebody is told what to do by hand. */
@QuarkusTest
class CompensationTest extends InHouse {

    private JsonNode sent(String opportunity) {
        String run = house.stageMove(opportunity);
        JsonNode approval = house.approve("maya", house.asked(run)).ok().path("approval");
        house.ended(run);
        return approval;
    }

    private JsonNode call(Answer undone) {
        return house.get("omar", "/api/calls/" + undone.ok().path("call_id").asText())
                .ok();
    }

    private String stage(String opportunity) {
        return sandbox.record("opportunity", opportunity).path("stage").asText();
    }

    private static String run(JsonNode approval) {
        return approval.path("run_id").asText();
    }

    // ---- set back -------------------------------------------------------------------------------------------------

    @Test
    void recordIsBackAndTheEndedRunStaysEnded() {
        // Given
        String opportunity = sandbox.opportunity();
        JsonNode approval = sent(opportunity);
        assertThat(stage(opportunity)).isEqualTo("proposal");
        // When
        Answer undone = house.undo("lee", approval);
        // Then
        JsonNode call = call(undone);
        assertThat(undone.status()).isEqualTo(202);
        assertThat(stage(opportunity)).isEqualTo("qualified");
        assertThat(call.path("state").asText()).isEqualTo("succeeded");
        assertThat(call.path("compensates")).isEqualTo(approval.path("call_id"));
        assertThat(call.path("asked_by").asText()).isEqualTo("lee");
        assertThat(call.at("/arguments/stage").asText()).isEqualTo("qualified");
        assertThat(call.path("approval_id").isNull()).isTrue();
        assertThat(sandbox.arrivals(call)).hasSize(1);
        assertThat(house.run(run(approval)).path("state").asText()).isEqualTo("completed");
        assertThat(house.approval(approval).at("/undone/by").asText()).isEqualTo("lee");
        assertThat(house.story(run(approval)))
                .endsWith("run.completed", "approval.undone", "toolcall.dispatched", "toolcall.succeeded");
    }

    @Test
    void policyIsAskedWithThePersonAsTheSubject() {
        // Given
        JsonNode approval = sent(sandbox.opportunity());
        // When
        JsonNode call = call(house.undo("maya", approval));
        // Then
        JsonNode input = Rows.parse(Sql.column(
                        "SELECT policy_input FROM tool_call WHERE id = ?",
                        call.path("id").asText())
                .getFirst());
        assertThat(input.path("phase").asText()).isEqualTo("compensate");
        assertThat(input.at("/subject/kind").asText()).isEqualTo("person");
        assertThat(input.at("/subject/id").asText()).isEqualTo("maya");
        assertThat(call.at("/decision/outcome").asText()).isEqualTo("permit");
        assertThat(call.at("/decision/because").asText()).contains("whoever may approve");
    }

    @Test
    void sameUndoTwiceIsOneCall() {
        // Given
        JsonNode approval = sent(sandbox.opportunity());
        // When
        Answer first = house.undo("maya", approval);
        Answer second = house.undo("lee", approval);
        // Then
        assertThat(second.status()).isEqualTo(202);
        assertThat(second.body().path("call_id")).isEqualTo(first.body().path("call_id"));
        assertThat(house.story(run(approval))).containsOnlyOnce("approval.undone");
        assertThat(sandbox.arrivals(call(first))).hasSize(1);
    }

    @Test
    void runThatSleepsOnSomethingElseGoesOnSleeping() {
        // Given
        String opportunity = sandbox.opportunity();
        String run = house.start(house.workflow("""
                tools: [{name: crm.update_opportunity_stage}, {name: crm.update_owner}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: c1, tool: crm.update_opportunity_stage, arguments: {opportunity_id: %s, stage: proposal}}]}
                  - {calls: [{id: c2, tool: crm.update_owner, arguments: {account_id: acc-14, owner: lee}}]}
                  - say: "${c1.structured_content.stage}"
                """.formatted(opportunity)));
        JsonNode first = house.approve("maya", house.asked(run)).ok().path("approval");
        JsonNode owner = House.soon()
                .until(
                        () -> house.get("omar", "/api/approvals?state=pending&run=" + run)
                                .ok()
                                .path("items")
                                .path(0),
                        found -> found.has("id"));
        house.parked(run);
        // When
        JsonNode call = call(house.undo("maya", first));
        // Then
        assertThat(call.path("state").asText()).isEqualTo("succeeded");
        assertThat(stage(opportunity)).isEqualTo("qualified");
        assertThat(house.run(run).path("state").asText()).isEqualTo("parked");
        assertThat(house.run(run).path("waiting_for")).hasSize(1);
        house.reject("lee", owner, "{\"code\": \"WRONG_TIME\"}").ok();
        assertThat(house.ended(run).path("state").asText()).isEqualTo("completed");
    }

    @Test
    void hiddenValueComesBackWithoutBeingShown() {
        // Given
        JsonNode approval = hidden("lead-9");
        // When
        JsonNode call = call(house.undo("maya", approval));
        // Then
        assertThat(call.path("state").asText()).isEqualTo("succeeded");
        assertThat(sandbox.record("lead", "lead-9").path("status").asText()).isEqualTo("new");
        assertThat(call.at("/arguments/status").asText()).isEqualTo(Masking.DOTS);
    }

    private JsonNode hidden(String lead) {
        sandbox.change("lead", lead, "{\"status\": \"new\"}");
        house.policyWith("""
                {"tools": {"crm.update_lead_status": {"mode": "require_approval", "tier": "T1", "groups": ["revops"],
                   "title": "Status", "because": "Asked"}},
                 "results": [{"tools": ["crm.get_lead"], "mask": ["status"]}]}""");
        String run = house.start(house.oneCall("crm.update_lead_status", "{lead_id: " + lead + ", status: working}"));
        JsonNode approval = house.approve("maya", house.asked(run)).ok().path("approval");
        house.ended(run);
        return approval;
    }

    // ---- other people's changes -----------------------------------------------------------------------------------

    @Test
    void whatOthersChangedElsewhereIsKept() {
        // Given
        sandbox.change("lead", "lead-13", "{\"status\": \"new\"}");
        house.policyWith("""
                {"tools": {"crm.update_lead_status": {"mode": "require_approval", "tier": "T1", "groups": ["revops"],
                   "title": "Status", "because": "Asked"}}}""");
        String run = house.start(house.oneCall("crm.update_lead_status", "{lead_id: lead-13, status: working}"));
        JsonNode approval = house.approve("maya", house.asked(run)).ok().path("approval");
        house.ended(run);
        sandbox.change("lead", "lead-13", "{\"source\": \"a colleague\"}");
        // When
        JsonNode call = call(house.undo("maya", approval));
        // Then
        assertThat(call.path("state").asText()).isEqualTo("succeeded");
        assertThat(sandbox.record("lead", "lead-13").path("status").asText()).isEqualTo("new");
        assertThat(sandbox.record("lead", "lead-13").path("source").asText()).isEqualTo("a colleague");
    }

    @Test
    void whatOthersChangedOnTheCardIsLeftToAPerson() {
        // Given
        String opportunity = sandbox.opportunity();
        JsonNode approval = sent(opportunity);
        sandbox.change("opportunity", opportunity, "{\"stage\": \"negotiation\"}");
        // When
        Answer undone = house.undo("maya", approval);
        // Then
        assertThat(undone.status()).isEqualTo(409);
        assertThat(undone.code()).isEqualTo("NOT_UNDOABLE");
        assertThat(undone.body().path("detail").asText()).contains("stage", "by hand");
        assertThat(stage(opportunity)).isEqualTo("negotiation");
        assertThat(house.story(run(approval))).doesNotContain("approval.undone");
    }

    // ---- not by a click -------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "crm.create_task, '{subject: by hand}', Close the task in the CRM.",
        "crm.log_activity, '{kind: call, note: Spoke, opportunity_id: opp-4}', cannot be undone"
    })
    void whatHasNoCallThatUndoesItSaysWhatToDo(String tool, String arguments, String words) {
        // Given
        house.policyWith("""
                {"tools": {"%s": {"mode": "require_approval", "tier": "T1", "groups": ["revops"],
                  "title": "Asked", "because": "Asked"}}}""".formatted(tool));
        String run = house.start(house.oneCall(tool, arguments));
        JsonNode approval = house.approve("maya", house.asked(run)).ok().path("approval");
        house.ended(run);
        // When
        Answer undone = house.undo("maya", approval);
        // Then
        assertThat(undone.status()).isEqualTo(409);
        assertThat(undone.code()).isEqualTo("NOT_UNDOABLE");
        assertThat(undone.body().path("detail").asText()).contains(words);
    }

    @Test
    void erasedBeforeImageIsSetBackByHand() {
        // Given
        JsonNode approval = hidden("lead-10");
        Sql.update(
                "DELETE FROM before_image WHERE call_id = ?",
                approval.path("call_id").asText());
        // When
        Answer undone = house.undo("maya", approval);
        // Then
        assertThat(undone.code()).isEqualTo("NOT_UNDOABLE");
        assertThat(undone.body().path("detail").asText()).contains("erased", "by hand");
    }

    @Test
    void policyMaySayNoAndThenNothingChanges() {
        // Given
        String opportunity = sandbox.opportunity();
        JsonNode approval = sent(opportunity);
        house.policyWith("""
                {"tools": {"crm.update_opportunity_stage": {"mode": "deny", "title": "Closed", "because": "Not now"}}}""");
        // When
        Answer undone = house.undo("maya", approval);
        // Then
        assertThat(undone.status()).isEqualTo(422);
        assertThat(undone.code()).isEqualTo("POLICY_DENIED");
        assertThat(undone.body().path("detail").asText()).contains("Closed");
        assertThat(stage(opportunity)).isEqualTo("proposal");
        assertThat(house.calls(run(approval))).hasSize(1);
    }

    @Test
    void whatIsOnItsWayIsTooLateToTakeBack() {
        // Given
        String opportunity = sandbox.opportunity();
        String run = house.stageMove(opportunity);
        JsonNode asked = house.asked(run);
        sandbox.slow("crm.update_opportunity_stage", 1, 2_000);
        JsonNode approval = house.approve("maya", asked).ok().path("approval");
        House.soon().until(() -> house.onlyCall(run).path("state").asText().equals("executing"));
        // When
        Answer undone = house.undo("maya", approval);
        // Then
        assertThat(undone.status()).isEqualTo(409);
        assertThat(undone.code()).isEqualTo("TOO_LATE");
        house.ended(run);
    }

    // ---- when things break ----------------------------------------------------------------------------------------

    @Test
    void lostAnswerIsTreatedLikeThatOfEveryOtherCall() {
        // Given
        String opportunity = sandbox.opportunity();
        JsonNode approval = sent(opportunity);
        sandbox.fault("crm.update_opportunity_stage", "drop", 1, "after");
        // When
        JsonNode call = call(house.undo("maya", approval));
        // Then: KEYED, so the same key is sent again, also for a run that has ended, and it happens once
        JsonNode after = House.soon()
                .until(() -> house.call(call), now -> now.path("state").asText().equals("succeeded"));
        assertThat(after.path("attempts").asInt()).isEqualTo(2);
        assertThat(stage(opportunity)).isEqualTo("qualified");
        assertThat(house.run(run(approval)).path("state").asText()).isEqualTo("completed");
    }
}
