package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.policy.BrokenPoint;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.Personas;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which an edit changes nothing, and what its author is told. */
@QuarkusTest
class EditRefusedTest extends Editable {
    @Inject
    ActivePolicy policy;

    // ---- nothing changes ------------------------------------------------------------------------------------------

    @Test
    void policyThatDeniesNamesItsRule() {
        // Given
        house.policyWith(LOOKUP.replace("\"max\": 12", "\"max\": 120"));
        JsonNode approval = lookup("1");
        // When
        Answer answer = price("maya", approval, 21);
        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("POLICY_DENIED");
        assertThat(answer.body().path("rule_id").asText()).isEqualTo("beyond");
        assertThat(answer.body().path("because").asText()).isEqualTo("21 is above 20");
        nothingChanged(approval);
    }

    @Test
    void runsMoneyCoversNoMoreThanBefore() {
        // Given
        house.policyWith(LOOKUP);
        String workflow = house.workflow("""
            tools: [{name: enrichment.enrich_company}]
            budgets: {cost: 4}
            model: {kind: scripted, turns: [{calls: [{id: c1, tool: enrichment.enrich_company, arguments: {name: Acme, max_price: 1}}]}]}
            """);
        JsonNode approval = house.asked(house.start(workflow));
        // When
        Answer answer = price("maya", approval, 4.5);
        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("BUDGET_EXHAUSTED");
        nothingChanged(approval);
    }

    @Test
    void silentPolicyChangesNothing() {
        // Given
        JsonNode approval = stageMove();
        BrokenPoint.breakDown(policy);
        // When
        Answer answer;
        try {
            answer = stage("maya", approval, "lost");
        } finally {
            house.policyWith("{\"lists\": {\"unused\": [\"after silence\"]}}");
        }
        // Then
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("POLICY_INDETERMINATE");
        nothingChanged(approval);
    }

    @Test
    void targetAndUnknownMembersAreNotEditable() {
        // Given
        JsonNode approval = stageMove();
        // When
        Answer target = edit("maya", approval, arguments(approval).put("opportunity_id", sandbox.opportunity()));
        Answer more = edit("maya", approval, arguments(approval).put("note", "x"));
        Answer without =
                edit("maya", approval, arguments(approval).put("stage", "lost").without("opportunity_id"));
        // Then
        assertThat(target.status()).isEqualTo(422);
        assertThat(target.code()).isEqualTo("NOT_EDITABLE");
        assertThat(target.body().path("errors").get(0).path("pointer").asText()).isEqualTo("/arguments/opportunity_id");
        assertThat(target.body().path("errors").get(0).path("fix").asText()).startsWith("Only stage may be changed");
        assertThat(more.code()).isEqualTo("NOT_EDITABLE");
        assertThat(more.body().path("errors").get(0).path("pointer").asText()).isEqualTo("/arguments/note");
        assertThat(without.code()).isEqualTo("NOT_EDITABLE");
        nothingChanged(approval);
    }

    @Test
    void argumentsGoThroughTheSameChecksAsAProposal() {
        // Given
        JsonNode approval = stageMove();
        ObjectNode arguments = arguments(approval);
        // When
        Answer type = edit("maya", approval, arguments.deepCopy().put("stage", 7));
        Answer length = edit("maya", approval, arguments.deepCopy().put("stage", "s".repeat(33)));
        Answer gone = edit("maya", approval, arguments.deepCopy().without("stage"));
        Answer dots = edit("maya", approval, arguments.deepCopy().put("stage", Masking.DOTS));
        Answer same = edit("maya", approval, arguments);
        // Then
        for (Answer answer : new Answer[] {type, length, gone, dots, same}) {
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("INVALID");
        }
        for (Answer answer : new Answer[] {type, length, gone, dots}) {
            assertThat(answer.body().path("errors").get(0).path("pointer").asText())
                    .isEqualTo("/arguments/stage");
        }
        assertThat(same.body().path("errors").get(0).path("pointer").asText()).isEqualTo("/arguments");
        nothingChanged(approval);
    }

    @Test
    void numberThatDoesNotSurviveIsInvalid() {
        // Given
        house.policyWith(LOOKUP);
        JsonNode approval = lookup("1");
        // When
        Answer answer = house.post(
                "maya",
                "/api/approvals/" + approval.path("id").asText() + "/edits",
                "{\"digest\": \"" + approval.path("digest").asText()
                        + "\", \"arguments\": {\"name\": \"Acme\", \"max_price\": 1.00000000000000000001}}");
        // Then
        assertThat(answer.code()).isEqualTo("INVALID");
        assertThat(answer.body().path("errors").get(0).path("pointer").asText()).isEqualTo("/arguments/max_price");
        nothingChanged(approval);
    }

    @Test
    void bodiesThatAreNoEditAreRefused() {
        // Given
        JsonNode approval = stageMove();
        String path = "/api/approvals/" + approval.path("id").asText() + "/edits";
        // When
        Answer none = house.post("maya", path, "{\"digest\": \"sha256:0\"}");
        Answer unknown =
                house.post("maya", path, "{\"digest\": \"x\", \"arguments\": {}, \"tool\": \"crm.merge_accounts\"}");
        Answer nowhere = house.post(
                "maya",
                "/api/approvals/" + approval.path("call_id").asText() + "/edits",
                "{\"digest\": \"x\", \"arguments\": {}}");
        // Then
        assertThat(none.code()).isEqualTo("INVALID");
        assertThat(unknown.body().path("errors").get(0).path("pointer").asText())
                .isEqualTo("/tool");
        assertThat(nowhere.status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({"noor, NOT_AN_APPROVER", "dana, NOT_AN_APPROVER", "omar, NOT_AN_APPROVER", "demo-agent, NOT_AN_APPROVER"
    })
    void onlyWhoMayVoteEdits(String persona, String code) {
        // Given
        JsonNode approval = stageMove();
        // When
        Answer answer = stage(persona, approval, "lost");
        // Then
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo(code);
        nothingChanged(approval);
    }

    @Test
    void ownersDoNotEditTheirOwnRuns() {
        // Given
        String run = house.start(
                Personas.OWNER_AND_APPROVER,
                house.oneCall(
                        "crm.update_opportunity_stage",
                        "{opportunity_id: " + sandbox.opportunity() + ", stage: proposal}"),
                "{}");
        JsonNode approval = house.asked(run);
        // When
        Answer answer = stage(Personas.OWNER_AND_APPROVER, approval, "lost");
        // Then
        assertThat(answer.code()).isEqualTo("SELF_APPROVAL");
        nothingChanged(approval);
    }

    @Test
    void groupsAreReadInTheEditsOwnStatement() {
        // Given
        JsonNode approval = stageMove();
        Sql.update("UPDATE person SET groups = '{}' WHERE id = 'maya'");
        // When
        Answer answer;
        try {
            answer = stage("maya", approval, "lost");
        } finally {
            Sql.update("UPDATE person SET groups = '{revops}' WHERE id = 'maya'");
        }
        // Then
        assertThat(answer.code()).isEqualTo("NOT_AN_APPROVER");
    }

    @Test
    void tooLateIsToldAsForAVote() {
        // Given
        JsonNode decided = stageMove();
        ObjectNode arguments = arguments(decided).put("stage", "lost");
        house.reject("lee", decided, "{\"code\": \"WRONG_TIME\"}").ok();
        JsonNode expired = stageMove();
        Sql.update(
                "UPDATE approval SET expires_at = now() - interval '1 minute' WHERE id = ?",
                expired.path("id").asText());
        JsonNode open = stageMove();
        // When
        Answer late = edit("maya", decided, arguments);
        Answer over = stage("maya", expired, "lost");
        Answer other = house.post(
                "maya",
                "/api/approvals/" + open.path("id").asText() + "/edits",
                "{\"digest\": \"" + decided.path("digest").asText() + "\", \"arguments\": " + arguments + "}");
        // Then
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.code()).isEqualTo("ALREADY_DECIDED");
        assertThat(late.body().path("decided_by").asText()).isEqualTo("lee");
        assertThat(over.status()).isEqualTo(410);
        assertThat(over.code()).isEqualTo("EXPIRED");
        assertThat(other.code()).isEqualTo("DIGEST_MISMATCH");
    }

    @Test
    void recordThatMovedIsToldFirst() {
        // Given
        String opportunity = sandbox.opportunity();
        JsonNode approval = house.asked(house.stageMove(opportunity));
        sandbox.change("opportunity", opportunity, "{\"amount\": 31000}");
        // When
        Answer answer = stage("maya", approval, "lost");
        JsonNode stale = house.approval(approval);
        JsonNode edited = stage("maya", stale, "lost").ok().path("approval");
        // Then
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.code()).isEqualTo("STALE");
        assertThat(stale.path("state").asText()).isEqualTo("stale");
        assertThat(callOf(approval).path("arguments").path("stage").asText()).isEqualTo("lost");
        assertThat(edited.path("state").asText()).isEqualTo("pending");
        assertThat(edited.path("round").asInt()).isEqualTo(3);
        house.reject("maya", edited, "{\"code\": \"WRONG_TIME\"}").ok();
    }

    @Test
    void unreadableRecordLetsNobodyEdit() {
        // Given
        JsonNode approval = stageMove();
        ObjectNode arguments = arguments(approval).put("stage", "lost");
        sandbox.fault("crm.get_open_opportunities", "error500", 20, "before");
        // When
        Answer answer = edit("maya", approval, arguments);
        // Then
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.code()).isEqualTo("RECORD_UNREADABLE");
        nothingChanged(approval);
    }
}
