package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.policy.BrokenPoint;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Personas;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person rejected is not asked again in the same run, until somebody reopens it (ADR 0017). */
@QuarkusTest
class RejectionMemoryTest extends InHouse {
    private static final String SAY = "- {when: {result: b, pointer: /is_error, equals: true},"
            + " say: \"${b.structured_content.code} ${b.structured_content.retry} ${b.structured_content.reason.code}"
            + " ${b.structured_content.reason.note}\"}\n";

    @Inject
    ActivePolicy policy;

    @AfterEach
    void soundPolicyForOthers() {
        house.policyWith("{\"lists\": {\"unused\": [\"memory\"]}}");
    }

    /** A run that proposes one call, and after its answer another. */
    private String twice(String first, String second) {
        return house.start(
                house.workflow("""
                tools: [{name: crm.update_opportunity_stage}, {name: crm.create_task}, {name: crm.update_owner}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: a, %s}]}
                  - {calls: [{id: b, %s}]}
                %s
                  - say: passed
                """.formatted(first, second, SAY.indent(2).stripTrailing())));
    }

    private static String stage(String opportunity, String stage) {
        return "tool: crm.update_opportunity_stage, arguments: {opportunity_id: " + opportunity + ", stage: " + stage
                + "}";
    }

    private void reject(String run, String code) {
        house.reject("maya", house.asked(run), "{\"code\": \"" + code + "\", \"note\": \"Wait for the review\"}")
                .ok();
    }

    @ParameterizedTest
    @CsvSource({
        "WRONG_TIME, proposal",
        "OTHER, proposal",
        "WRONG_VALUE, proposal",
        "NOT_ALLOWED, lost",
        "WRONG_RECORD, lost"
    })
    void rejectedCallIsRefusedForTheRunWithTheStoredReason(String code, String again) {
        // Given
        String opportunity = sandbox.opportunity();
        String run = twice(stage(opportunity, "proposal"), stage(opportunity, again));
        // When
        reject(run, code);
        JsonNode ended = house.ended(run);
        // Then
        assertThat(ended.path("output").asText()).isEqualTo("REJECTED_BEFORE never " + code + " Wait for the review");
        List<JsonNode> calls = house.calls(run);
        JsonNode refusal = calls.get(1).path("refusal");
        assertThat(refusal.path("code").asText()).isEqualTo("REJECTED_BEFORE");
        assertThat(refusal.path("reason").toString())
                .isEqualTo("{\"code\":\"" + code + "\",\"note\":\"Wait for the review\"}");
        assertThat(refusal.path("detail").asText()).startsWith("In this run already: Maya rejected this.");
        assertThat(calls.get(1).path("repeats").asText())
                .isEqualTo(calls.get(0).path("id").asText());
        assertThat(calls.get(1).path("approval_id").isNull()).isTrue();
        assertThat(sandbox.arrivals(calls.get(1))).isEmpty();
    }

    @Test
    void otherValuesAreAnotherProposalUnlessTheRecordWasWrong() {
        // Given
        String opportunity = sandbox.opportunity();
        String run = twice(stage(opportunity, "proposal"), stage(opportunity, "lost"));
        // When
        reject(run, "WRONG_VALUE");
        // Then
        House.soon().until(() -> house.calls(run).size() == 2);
        assertThat(house.calls(run).get(1).path("state").asText()).isEqualTo("awaiting_approval");
    }

    @Test
    void anotherRecordIsAnotherProposal() {
        // Given
        String run = twice(stage(sandbox.opportunity(), "proposal"), stage(sandbox.opportunity(), "proposal"));
        // When
        reject(run, "NOT_ALLOWED");
        // Then
        House.soon().until(() -> house.calls(run).size() == 2);
        assertThat(house.calls(run).get(1).path("state").asText()).isEqualTo("awaiting_approval");
    }

    @ParameterizedTest
    @CsvSource({"Call back, REJECTED_BEFORE", "Call later, passed"})
    void withoutARecordTheArgumentsAreCompared(String subject, String outcome) {
        // Given
        house.policyWith("""
                {"tools": {"crm.create_task": {"mode": "require_approval", "tier": "T1", "groups": ["revops"],
                  "title": "Task", "because": "Tasks are confirmed"}}}""");
        String run = twice(
                "tool: crm.create_task, arguments: {priority: normal, subject: Call back}",
                "tool: crm.create_task, arguments: {subject: " + subject + ", priority: normal}");
        // When
        reject(run, "WRONG_TIME");
        House.soon()
                .until(() -> house.calls(run).size() == 2
                        && !house.run(run).path("state").asText().equals("running"));
        // Then
        String state = house.calls(run).get(1).path("state").asText();
        assertThat(state).isEqualTo(outcome.equals("passed") ? "awaiting_approval" : "refused");
    }

    @Test
    void anotherRunAsksAgain() {
        // Given
        String opportunity = sandbox.opportunity();
        String first = house.stageMove(opportunity);
        reject(first, "NOT_ALLOWED");
        house.ended(first);
        // When
        String second = house.stageMove(opportunity);
        // Then
        assertThat(house.asked(second).path("state").asText()).isEqualTo("pending");
    }

    @Test
    void noReservationIsTakenForIt() {
        // Given
        house.policyWith("""
                {"limits": [{"id": "stage-memory", "tools": ["crm.update_opportunity_stage"], "key": "run", "amount": "calls", "max": 1}]}""");
        String opportunity = sandbox.opportunity();
        String run = twice(stage(opportunity, "proposal"), stage(opportunity, "proposal"));
        // When
        reject(run, "WRONG_TIME");
        house.ended(run);
        // Then
        assertThat(Sql.column("SELECT used::text FROM counter WHERE limit_id = 'stage-memory' AND key = '" + run + "'"))
                .containsExactly("0");
    }

    // ---- precedence -----------------------------------------------------------------------------------------------

    @Test
    void personsNoIsToldBeforeALimitAndBeforePolicy() {
        // Given: the one call a run that the limit allows is taken by a task, and the workflow allows one stage move
        String opportunity = sandbox.opportunity();
        String run = twice(stage(opportunity, "proposal"), stage(opportunity, "proposal"));
        JsonNode approval = house.asked(run);
        house.policyWith("""
                {"tools": {"crm.update_opportunity_stage": {"mode": "deny", "title": "Closed", "because": "Quarter end"}},
                 "limits": [{"id": "none-left", "tools": ["crm.update_opportunity_stage"], "key": "run", "amount": "calls", "max": 0}]}""");
        // When
        house.reject("maya", approval, "{\"code\": \"WRONG_TIME\"}").ok();
        house.ended(run);
        // Then
        JsonNode call = house.calls(run).get(1);
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("REJECTED_BEFORE");
        assertThat(call.path("decision").path("outcome").asText())
                .as("what policy said is kept")
                .isEqualTo("deny");
    }

    @Test
    void personsNoIsToldWhenPolicyGivesNoAnswer() {
        // Given
        String opportunity = sandbox.opportunity();
        String run = twice(stage(opportunity, "proposal"), stage(opportunity, "proposal"));
        JsonNode approval = house.asked(run);
        BrokenPoint.breakDown(policy);
        // When
        house.reject("maya", approval, "{\"code\": \"WRONG_TIME\"}").ok();
        house.ended(run);
        // Then
        assertThat(house.calls(run).get(1).path("refusal").path("code").asText())
                .isEqualTo("REJECTED_BEFORE");
    }

    @Test
    void duplicateIsToldBeforeAPersonsNo() {
        // Given
        String opportunity = sandbox.opportunity();
        String run = twice(stage(opportunity, "proposal"), stage(opportunity, "proposal"));
        JsonNode approval = house.asked(run);
        house.policyWith("""
                {"tools": {"crm.update_opportunity_stage": {"mode": "permit"}},
                 "dedupe": [{"id": "same-move", "tools": ["crm.update_opportunity_stage"], "key": ["argument:/opportunity_id"], "window": "P1D"}]}""");
        String other = house.stageMove(opportunity);
        assertThat(house.ended(other).path("output").asText()).isEqualTo("done");
        // When
        house.reject("maya", approval, "{\"code\": \"WRONG_TIME\"}").ok();
        house.ended(run);
        // Then
        assertThat(house.calls(run).get(1).path("refusal").path("code").asText())
                .isEqualTo("DUPLICATE");
    }

    @Test
    void rejectionThatCommitsWhileTheSameIsDecidedCounts() throws Exception {
        // Given: one message with the same call twice, both records slow to read, and nobody gets past the run's row
        sandbox.slow("crm.get_open_opportunities", 2, 3_000);
        String opportunity = sandbox.opportunity();
        String run = house.start(house.workflow("""
                tools: [{name: crm.update_opportunity_stage}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: a, %1$s}, {id: b, %1$s}]}
                  - say: done
                """.formatted(stage(opportunity, "proposal"))));
        House.soon().until(() -> house.calls(run).size() == 1);
        JsonNode approval = house.get("maya", "/api/approvals?run=" + run)
                .ok()
                .path("items")
                .get(0);
        try (var holder = Sql.hold("SELECT id FROM run WHERE id = ? FOR UPDATE", run)) {
            var no = CompletableFuture.supplyAsync(() -> house.reject("maya", approval, "{\"code\": \"WRONG_TIME\"}"));
            House.soon().until(() -> waiting() >= 1);
            House.soon().until(() -> waiting() >= 2);
            // When
            holder.close();
            no.join().ok();
        }
        house.ended(run);
        // Then
        assertThat(house.calls(run))
                .extracting(call -> call.path("refusal").path("code").asText())
                .containsExactly("APPROVAL_REJECTED", "REJECTED_BEFORE");
    }

    private static long waiting() {
        return Sql.number(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()");
    }

    // ---- reopening ------------------------------------------------------------------------------------------------

    private Answer reopen(String persona, JsonNode call, String note) {
        return house.post(
                persona, "/api/calls/" + call.path("id").asText() + "/reopen", "{\"note\": \"" + note + "\"}");
    }

    @ParameterizedTest
    @CsvSource({"omar", "maya", "lee", "dana"})
    void reopenedCallMayBeProposedAgain(String persona) {
        // Given
        String opportunity = sandbox.opportunity();
        String run = house.start(house.workflow("""
                tools: [{name: crm.update_opportunity_stage}, {name: crm.update_owner}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: a, %1$s}]}
                  - {calls: [{id: pause, tool: crm.update_owner, arguments: {account_id: acc-5, owner: lee}}]}
                  - {calls: [{id: b, %1$s}]}
                  - say: done
                """.formatted(stage(opportunity, "proposal"))));
        reject(run, "NOT_ALLOWED");
        House.soon().until(() -> house.calls(run).size() == 2);
        JsonNode rejected = house.calls(run).get(0);
        // When
        Answer reopened = reopen(persona, rejected, "The review is done");
        house.reject("maya", approvalOf(run, house.calls(run).get(1)), "{\"code\": \"WRONG_TIME\"}")
                .ok();
        House.soon().until(() -> house.calls(run).size() == 3);
        // Then
        assertThat(reopened.ok().path("reopened").path("by").asText()).isEqualTo(persona);
        assertThat(reopened.body().path("reopened").path("note").asText()).isEqualTo("The review is done");
        assertThat(house.calls(run).get(2).path("state").asText()).isEqualTo("awaiting_approval");
        assertThat(house.events(run))
                .filteredOn(event -> event.path("type").asText().equals("dev.countersign.toolcall.reopened.v1"))
                .singleElement()
                .satisfies(event -> assertThat(event.path("data").toString())
                        .contains("\"by\":\"" + persona + "\"")
                        .doesNotContain("review"));
    }

    private JsonNode approvalOf(String run, JsonNode call) {
        house.parked(run);
        return house.get("maya", "/api/approvals/" + call.path("approval_id").asText())
                .ok();
    }

    @Test
    void onlyAnEntitledPersonReopensARejectionAndOnlyOnce() {
        // Given
        String opportunity = sandbox.opportunity();
        String run = twice(stage(opportunity, "proposal"), stage(opportunity, "proposal"));
        reject(run, "WRONG_TIME");
        house.ended(run);
        JsonNode rejected = house.calls(run).get(0);
        JsonNode before = house.calls(run).get(1);
        // When
        Answer agent = reopen(Personas.AGENT, rejected, "x");
        Answer stranger = reopen("noor", rejected, "x");
        Answer empty = reopen("omar", rejected, " ");
        Answer longer = reopen("omar", rejected, "x".repeat(2_001));
        Answer repeat = reopen("omar", before, "x");
        Answer done = reopen("omar", rejected, "x".repeat(2_000));
        Answer twice = reopen("omar", rejected, "again");
        // Then
        assertThat(agent.status()).isEqualTo(403);
        assertThat(stranger.status()).isEqualTo(403);
        assertThat(empty.status()).isEqualTo(422);
        assertThat(longer.status()).isEqualTo(422);
        assertThat(repeat.status()).isEqualTo(409);
        assertThat(repeat.body().path("detail").asText())
                .contains(rejected.path("id").asText());
        assertThat(done.status()).isEqualTo(200);
        assertThat(twice.status()).isEqualTo(409);
        assertThat(twice.body().path("detail").asText()).contains("omar");
    }
}
