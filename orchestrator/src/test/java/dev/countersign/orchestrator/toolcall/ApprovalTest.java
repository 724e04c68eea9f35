package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Personas;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people decide, what becomes of it, and every reason for which a vote does not count. */
@QuarkusTest
class ApprovalTest extends InHouse {
    @Inject
    CallWorkers workers;

    // ---- yes ------------------------------------------------------------------------------------------------------

    @Test
    void approvedCallRunsOnceHoweverOftenSomebodyClicks() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        // When
        Answer first = house.approve("maya", approval);
        Answer again = house.approve("maya", approval);
        house.ended(run);
        Answer late = house.approve("maya", approval);
        // Then
        assertThat(first.ok().path("result").asText()).isEqualTo("RECORDED");
        assertThat(again.ok().path("result").asText()).isEqualTo("REPEATED");
        assertThat(late.ok().path("result").asText()).isEqualTo("REPEATED");
        assertThat(late.body().path("approval").path("votes")).hasSize(1);
        assertThat(sandbox.arrivals(house.onlyCall(run))).hasSize(1);
        assertThat(house.run(run).path("output").asText()).isEqualTo("done");
    }

    @Test
    void storyOfAnApprovalIsTheOneOfTheWorkedExample() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        // When
        house.approve("maya", approval).ok();
        house.ended(run);
        // Then
        assertThat(house.story(run))
                .containsExactly(
                        "run.started",
                        "model.requested",
                        "model.responded",
                        "toolcall.parked",
                        "approval.opened",
                        "run.parked",
                        "approval.voted",
                        "approval.granted",
                        "toolcall.permitted",
                        "toolcall.dispatched",
                        "toolcall.succeeded",
                        "run.resumed",
                        "model.requested",
                        "model.responded",
                        "run.completed");
        assertThat(house.events(run))
                .allSatisfy(event -> assertThat(event.path("data").toString())
                        .as("digests and codes only, never arguments or texts")
                        .doesNotContain("qualified", "proposal\"", "opp-"));
    }

    @Test
    void quorumOfTwoNeedsTwoPeople() {
        // Given
        String run = house.start(house.oneCall("crm.update_owner", "{account_id: acc-2, owner: lee}"));
        JsonNode approval = house.asked(run);
        // When
        Answer first = house.approve("maya", approval);
        Answer same = house.approve("maya", approval);
        JsonNode between = house.run(run);
        Answer second = house.approve("lee", approval);
        house.ended(run);
        // Then
        assertThat(first.ok().path("approval").path("state").asText()).isEqualTo("pending");
        assertThat(same.ok().path("result").asText()).isEqualTo("REPEATED");
        assertThat(between.path("state").asText()).isEqualTo("parked");
        assertThat(second.ok().path("approval").path("state").asText()).isEqualTo("granted");
        assertThat(sandbox.arrivals(house.onlyCall(run))).hasSize(1);
    }

    @Test
    void whoVotedYesCannotAlsoSayNoInTheSameRound() {
        // Given
        String run = house.start(house.oneCall("crm.update_owner", "{account_id: acc-3, owner: lee}"));
        JsonNode approval = house.asked(run);
        house.approve("maya", approval).ok();
        // When
        Answer change = house.reject("maya", approval, "{\"code\": \"WRONG_VALUE\"}");
        // Then
        assertThat(change.status()).isEqualTo(409);
        assertThat(change.code()).isEqualTo("ALREADY_VOTED");
    }

    @Test
    void oneNoEndsItWhateverTheQuorum() {
        // Given
        String run = house.start(house.oneCall("crm.update_owner", "{account_id: acc-4, owner: lee}"));
        JsonNode approval = house.asked(run);
        house.approve("maya", approval).ok();
        // When
        house.reject("lee", approval, "{\"code\": \"NOT_ALLOWED\"}").ok();
        house.ended(run);
        // Then
        assertThat(house.approval(approval).path("state").asText()).isEqualTo("rejected");
        assertThat(sandbox.arrivals(house.onlyCall(run))).isEmpty();
    }

    // ---- no -------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "WRONG_RECORD, never",
        "NOT_ALLOWED, never",
        "WRONG_VALUE, with_changes",
        "WRONG_TIME, ask",
        "OTHER, ask"
    })
    void reasonTellsTheAgentWhetherToTryAgain(String code, String retry) {
        // Given
        String opportunity = sandbox.opportunity();
        String workflow = house.workflow("""
                tools: [{name: crm.update_opportunity_stage}, {name: crm.create_task}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: stage, tool: crm.update_opportunity_stage, arguments: {opportunity_id: %s, stage: proposal}}]}
                  - {when: {result: stage, pointer: /structured_content/reason/code, equals: %s}, calls: [{id: task, tool: crm.create_task, arguments: {subject: "Later: ${stage.structured_content.reason.note}"}}]}
                  - say: "${stage.structured_content.status} ${stage.structured_content.code} ${stage.structured_content.retry}"
                """.formatted(opportunity, code));
        String run = house.start(workflow);
        JsonNode approval = house.asked(run);
        // When
        house.reject("maya", approval, "{\"code\": \"" + code + "\", \"note\": \"Wait for the review\"}")
                .ok();
        JsonNode ended = house.ended(run);
        // Then
        assertThat(ended.path("output").asText()).isEqualTo("refused APPROVAL_REJECTED " + retry);
        JsonNode refused = house.calls(run).get(0);
        assertThat(refused.path("refusal").path("reason").toString())
                .isEqualTo("{\"code\":\"" + code + "\",\"note\":\"Wait for the review\"}");
        assertThat(refused.path("refusal").path("retry").asText()).isEqualTo(retry);
        assertThat(house.calls(run).get(1).path("arguments").path("subject").asText())
                .isEqualTo("Later: Wait for the review");
        assertThat(sandbox.arrivals(refused)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            "verdict": "reject"                                                 | 422 | INVALID | /reason
            "verdict": "reject", "reason": {"code": "OTHER"}                    | 422 | INVALID | /reason/note
            "verdict": "reject", "reason": {"code": "OTHER", "note": "  "}      | 422 | INVALID | /reason/note
            "verdict": "reject", "reason": {"code": "BORED"}                    | 422 | INVALID | /reason/code
            "verdict": "reject", "reason": {"code": "OTHER", "note": 7}         | 422 | INVALID | /reason/note
            "verdict": "reject", "reason": "WRONG_TIME"                         | 422 | INVALID | /reason
            "verdict": "maybe"                                                  | 422 | INVALID | /verdict
            "verdict": "approve", "extra": 1                                    | 422 | INVALID | /extra
            """)
    void refusesAVoteThatIsNotOne(String members, int status, String code, String pointer) {
        // Given
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        // When
        Answer answer = house.vote("maya", approval, members);
        // Then
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().path("errors").get(0).path("pointer").asText()).isEqualTo(pointer);
        assertThat(house.approval(approval).path("votes")).isEmpty();
    }

    @Test
    void noteHasAnEnd() {
        // Given
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        // When
        Answer longer =
                house.reject("maya", approval, "{\"code\": \"OTHER\", \"note\": \"" + "x".repeat(2_001) + "\"}");
        Answer fits = house.reject("maya", approval, "{\"code\": \"OTHER\", \"note\": \"" + "x".repeat(2_000) + "\"}");
        // Then
        assertThat(longer.status()).isEqualTo(422);
        assertThat(fits.status()).isEqualTo(200);
    }

    // ---- who may not ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "noor, NOT_AN_APPROVER",
        "dana, NOT_AN_APPROVER",
        "omar, NOT_AN_APPROVER",
        "nell, NOT_AN_APPROVER",
        "demo-agent, NOT_AN_APPROVER"
    })
    void onlyApproversOfTheGroupVote(String persona, String code) {
        // Given
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        // When
        Answer answer = house.approve(persona, approval);
        // Then
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.body().path("detail").asText()).hasSizeGreaterThan(20);
        assertThat(house.approval(approval).path("votes")).isEmpty();
    }

    @Test
    void ownersDoNotApproveTheirOwnRuns() {
        // Given
        String run = house.start(
                Personas.OWNER_AND_APPROVER,
                house.oneCall(
                        "crm.update_opportunity_stage",
                        "{opportunity_id: " + sandbox.opportunity() + ", stage: proposal}"),
                "{}");
        JsonNode approval = house.asked(run);
        // When
        Answer own = house.approve(Personas.OWNER_AND_APPROVER, approval);
        Answer other = house.approve("maya", approval);
        // Then
        assertThat(own.status()).isEqualTo(403);
        assertThat(own.code()).isEqualTo("SELF_APPROVAL");
        assertThat(other.status()).isEqualTo(200);
    }

    @Test
    void whomTheRunWorksForDoesNotApproveEither() {
        // Given
        String workflow = house.oneCall(
                "crm.update_opportunity_stage", "{opportunity_id: " + sandbox.opportunity() + ", stage: proposal}");
        String run = house.post(Personas.VOICE_AGENT, "/api/runs", """
                        {"workflow": "%s", "on_behalf_of": {"kind": "person", "id": "maya",
                          "scopes": ["crm.opportunity.update"]}}""".formatted(workflow))
                .ok()
                .path("id")
                .asText();
        JsonNode approval = house.asked(run);
        // When
        Answer own = house.approve("maya", approval);
        // Then
        assertThat(own.status()).isEqualTo(403);
        assertThat(own.code()).isEqualTo("SELF_APPROVAL");
    }

    @Test
    void ownersMayWhereDutiesAreNotSeparated() {
        // Given
        house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": {\"separate\": false}}}");
        String run = house.start(
                Personas.OWNER_AND_APPROVER,
                house.oneCall(
                        "crm.update_opportunity_stage",
                        "{opportunity_id: " + sandbox.opportunity() + ", stage: proposal}"),
                "{}");
        JsonNode approval = house.asked(run);
        // When
        Answer own = house.approve(Personas.OWNER_AND_APPROVER, approval);
        // Then
        assertThat(own.status()).isEqualTo(200);
    }

    @Test
    void groupsAreReadInTheVotesOwnStatement() {
        // Given
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        Sql.update("UPDATE person SET groups = '{}' WHERE id = 'maya'");
        // When
        Answer answer;
        try {
            answer = house.approve("maya", approval);
        } finally {
            Sql.update("UPDATE person SET groups = '{revops}' WHERE id = 'maya'");
        }
        // Then
        assertThat(answer.code()).isEqualTo("NOT_AN_APPROVER");
    }

    // ---- too late -------------------------------------------------------------------------------------------------

    @Test
    void secondOfTwoSeesWhoWasFirst() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        house.approve("maya", approval).ok();
        // When
        Answer yes = house.approve("lee", approval);
        Answer no = house.reject("lee", approval, "{\"code\": \"WRONG_TIME\"}");
        // Then
        for (Answer late : new Answer[] {yes, no}) {
            assertThat(late.status()).isEqualTo(409);
            assertThat(late.code()).isEqualTo("ALREADY_DECIDED");
            assertThat(late.body().path("decided_by").asText()).isEqualTo("maya");
            assertThat(late.body().path("verdict").asText()).isEqualTo("approve");
            assertThat(late.body().path("decided_at").asText()).endsWith("Z");
            assertThat(late.body().path("detail").asText()).contains("Maya");
        }
        house.ended(run);
    }

    @Test
    void nobodyDecidingInTimeRefusesTheCallAndTheRunGoesOn() {
        // Given
        house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": {\"ttl\": \"PT1S\"}}}");
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        // When
        JsonNode ended = house.ended(run);
        Answer late = house.approve("maya", approval);
        // Then
        assertThat(ended.path("output").asText()).startsWith("APPROVAL_EXPIRED ask");
        assertThat(house.approval(approval).path("state").asText()).isEqualTo("expired");
        assertThat(late.status()).isEqualTo(410);
        assertThat(late.code()).isEqualTo("EXPIRED");
        assertThat(sandbox.arrivals(house.onlyCall(run))).isEmpty();
        assertThat(house.story(run)).contains("approval.expired", "toolcall.refused");
    }

    @Test
    void cancellingTheRunWithdrawsWhatItAskedFor() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        // When
        house.post("omar", "/api/runs/" + run + "/cancel", "{\"reason\": \"wrong customer\"}")
                .ok();
        Answer late = house.approve("maya", approval);
        Answer twice = house.post("omar", "/api/runs/" + run + "/cancel", "{\"reason\": \"again\"}");
        // Then
        assertThat(late.status()).isEqualTo(410);
        assertThat(late.code()).isEqualTo("WITHDRAWN");
        assertThat(twice.status()).isEqualTo(409);
        JsonNode call = house.onlyCall(run);
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("RUN_CANCELLED");
        assertThat(house.run(run).path("state").asText()).isEqualTo("cancelled");
        assertThat(sandbox.arrivals(call)).isEmpty();
    }

    @Test
    void takingItOverByHandRefusesTheCall() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        JsonNode call = house.onlyCall(run);
        // When
        Answer taken = house.post(
                "maya", "/api/calls/" + call.path("id").asText() + "/takeover", "{\"note\": \"I called them\"}");
        JsonNode ended = house.ended(run);
        Answer twice = house.post(
                "maya", "/api/calls/" + call.path("id").asText() + "/takeover", "{\"note\": \"I called them\"}");
        // Then
        assertThat(taken.ok().path("refusal").path("code").asText()).isEqualTo("TAKEN_OVER");
        assertThat(ended.path("output").asText()).startsWith("TAKEN_OVER never");
        assertThat(twice.status()).isEqualTo(409);
        assertThat(house.approve("maya", approval).code()).isEqualTo("WITHDRAWN");
    }

    // ---- the record moves -----------------------------------------------------------------------------------------

    @Test
    void changedRecordMakesTheCardStaleAndAsksAgain() {
        // Given
        String opportunity = sandbox.opportunity();
        String run = house.stageMove(opportunity);
        JsonNode first = house.asked(run);
        sandbox.change("opportunity", opportunity, "{\"amount\": 31000}");
        // When
        Answer stale = house.approve("maya", first);
        JsonNode second = house.approval(first);
        Answer old = house.approve("maya", first);
        Answer again = house.approve("maya", second);
        house.ended(run);
        // Then
        assertThat(stale.status()).isEqualTo(409);
        assertThat(stale.code()).isEqualTo("STALE");
        assertThat(second.path("state").asText()).isEqualTo("stale");
        assertThat(second.path("round").asInt()).isEqualTo(2);
        assertThat(second.path("digest").asText())
                .isNotEqualTo(first.path("digest").asText())
                .isEqualTo(Digest.of(second.path("bound")).value());
        assertThat(second.path("bound").path("before").path("amount").asInt()).isEqualTo(31000);
        assertThat(old.code()).isEqualTo("DIGEST_MISMATCH");
        assertThat(again.ok().path("result").asText()).isEqualTo("RECORDED");
        assertThat(sandbox.arrivals(house.onlyCall(run))).hasSize(1);
        assertThat(house.story(run)).contains("approval.stale");
        assertThat(Sql.number(
                        "SELECT count(*) FROM approval_round WHERE approval_id = ?",
                        first.path("id").asText()))
                .as("every round is kept as it was shown")
                .isEqualTo(2);
    }

    @Test
    void anotherVersionWithTheSameValuesIsNoDrift() {
        // Given
        String opportunity = sandbox.opportunity();
        String run = house.stageMove(opportunity);
        JsonNode approval = house.asked(run);
        sandbox.change("opportunity", opportunity, "{\"amount\": 20000}");
        // When
        Answer answer = house.approve("maya", approval);
        house.ended(run);
        // Then
        assertThat(answer.ok().path("result").asText()).isEqualTo("RECORDED");
        JsonNode call = house.onlyCall(run);
        assertThat(call.path("state").asText()).isEqualTo("succeeded");
        assertThat(call.path("arguments").path("if_version").asInt())
                .isEqualTo(sandbox.record("opportunity", opportunity)
                                .path("version")
                                .asInt()
                        - 1);
    }

    @Test
    void unreadableRecordLetsNobodyApproveButAnybodyReject() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        sandbox.fault("crm.get_open_opportunities", "error500", 20, "before");
        // When
        Answer yes = house.approve("maya", approval);
        Answer no = house.reject("maya", approval, "{\"code\": \"WRONG_TIME\"}");
        // Then
        assertThat(yes.status()).isEqualTo(503);
        assertThat(yes.code()).isEqualTo("RECORD_UNREADABLE");
        assertThat(no.status()).isEqualTo(200);
        house.ended(run);
    }

    @Test
    void recordThatMovesBetweenGrantAndSendingIsAskedAgain() {
        // Given: a hold keeps the call back after the grant
        house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": {\"hold\": \"PT1S\"}}}");
        String opportunity = sandbox.opportunity();
        String run = house.stageMove(opportunity);
        JsonNode approval = house.asked(run);
        house.approve("maya", approval).ok();
        // When
        sandbox.change("opportunity", opportunity, "{\"amount\": 47000}");
        JsonNode again = House.soon()
                .until(() -> house.approval(approval), now -> now.path("round").asInt() == 2);
        // Then
        assertThat(again.path("state").asText()).isEqualTo("stale");
        assertThat(sandbox.arrivals(house.onlyCall(run))).isEmpty();
        assertThat(house.onlyCall(run).path("state").asText()).isEqualTo("awaiting_approval");
        house.reject("maya", again, "{\"code\": \"WRONG_VALUE\"}").ok();
        house.ended(run);
    }

    // ---- policy moves ---------------------------------------------------------------------------------------------

    @Test
    void stricterTermsAfterTheGrantOpenAnotherRound() {
        // Given
        house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": {\"hold\": \"PT1S\"}}}");
        String run = house.stageMove(sandbox.opportunity());
        JsonNode first = house.asked(run);
        house.approve("maya", first).ok();
        // When
        house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": {\"tier\": \"T2\", \"quorum\": 2}}}");
        JsonNode second = House.soon()
                .until(() -> house.approval(first), now -> now.path("round").asInt() == 2);
        // Then
        assertThat(second.path("state").asText()).isEqualTo("pending");
        assertThat(second.path("quorum").asInt()).isEqualTo(2);
        assertThat(second.path("tier").asText()).isEqualTo("T2");
        assertThat(second.path("votes").get(0).path("round").asInt()).isEqualTo(1);
        assertThat(sandbox.arrivals(house.onlyCall(run))).isEmpty();
        house.approve("maya", second).ok();
        house.approve("lee", second).ok();
        house.ended(run);
        assertThat(sandbox.arrivals(house.onlyCall(run))).hasSize(1);
    }

    @Test
    void denialAfterTheGrantSendsNothing() {
        // Given
        house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": {\"hold\": \"PT1S\"}}}");
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        house.approve("maya", approval).ok();
        // When
        house.policyWith(
                "{\"tools\": {\"crm.update_opportunity_stage\": {\"mode\": \"deny\", \"title\": \"Closed\", \"because\": \"Quarter end\"}}}");
        JsonNode ended = house.ended(run);
        // Then
        assertThat(ended.path("output").asText()).startsWith("POLICY_DENIED");
        assertThat(house.onlyCall(run).path("refusal").path("detail").asText()).isEqualTo("Closed. Quarter end");
        assertThat(sandbox.arrivals(house.onlyCall(run))).isEmpty();
    }

    @Test
    void tamperedRowIsNeverSent() {
        // Given
        house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": {\"hold\": \"PT1S\"}}}");
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        house.approve("maya", approval).ok();
        // When
        Sql.update(
                "UPDATE tool_call SET arguments = replace(arguments, 'proposal', 'lost') WHERE id = ?",
                approval.path("call_id").asText());
        JsonNode ended = house.ended(run);
        // Then
        assertThat(ended.path("output").asText()).startsWith("TAMPERED never");
        assertThat(sandbox.arrivals(house.onlyCall(run))).isEmpty();
    }
}
