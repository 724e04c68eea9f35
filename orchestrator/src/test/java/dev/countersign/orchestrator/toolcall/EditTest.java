package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.policy.BrokenPoint;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Personas;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A person changes what would be sent: what is checked again, what is kept, and every way in which nothing changes. */
@QuarkusTest
class EditTest extends InHouse {
    private static final String LOOKUP = """
            {"tools": {"enrichment.enrich_company": {"mode": "require_approval", "tier": "T1", "groups": ["revops"],
               "title": "Lookup", "because": "Costs up to ${arguments.max_price}"}},
             "guards": [
              {"id": "dear", "tools": ["enrichment.enrich_company"], "when": [{"value": "price", "op": "gt", "to": 5}],
               "mode": "require_approval", "tier": "T2", "groups": ["revops"], "quorum": 2, "title": "Dear lookup",
               "because": "${arguments.max_price} is above 5"},
              {"id": "too-dear", "tools": ["enrichment.enrich_company"], "when": [{"value": "price", "op": "gt", "to": 20}],
               "mode": "deny", "title": "Too dear", "because": "${arguments.max_price} is above 20"}],
             "limits": [{"id": "purse", "tools": ["enrichment.enrich_company"], "key": "run", "amount": "price", "max": 12}]}""";

    @Inject
    ActivePolicy policy;

    private JsonNode stageMove() {
        return house.asked(house.stageMove(sandbox.opportunity()));
    }

    private JsonNode lookup(String price) {
        return house.asked(house.start(lookupWorkflow(price)));
    }

    private String lookupWorkflow(String price) {
        return house.oneCall("enrichment.enrich_company", "{name: Acme, max_price: " + price + "}");
    }

    private ObjectNode arguments(JsonNode approval) {
        return house.get("omar", "/api/calls/" + approval.path("call_id").asText())
                .ok()
                .withObject("/arguments");
    }

    private Answer edit(String persona, JsonNode approval, JsonNode arguments) {
        return house.post(
                persona,
                "/api/approvals/" + approval.path("id").asText() + "/edits",
                "{\"digest\": \"" + approval.path("digest").asText() + "\", \"arguments\": " + arguments + "}");
    }

    private Answer stage(String persona, JsonNode approval, String stage) {
        return edit(persona, approval, arguments(approval).put("stage", stage));
    }

    private Answer price(String persona, JsonNode approval, double price) {
        return edit(persona, approval, arguments(approval).put("max_price", price));
    }

    private JsonNode callOf(JsonNode approval) {
        return house.get("omar", "/api/calls/" + approval.path("call_id").asText())
                .ok();
    }

    private void nothingChanged(JsonNode approval) {
        assertThat(house.approval(approval)).isEqualTo(approval);
        assertThat(house.story(approval.path("run_id").asText())).doesNotContain("approval.edited");
    }

    // ---- it is done -----------------------------------------------------------------------------------------------

    @Test
    void editedCallIsAskedAnewAndRunsAsEdited() {
        // Given
        JsonNode waiting = stageMove();
        // When
        JsonNode second = stage("maya", waiting, "lost").ok().path("approval");
        JsonNode between = callOf(waiting);
        Answer old = house.approve("lee", waiting);
        house.approve("lee", second).ok();
        house.ended(waiting.path("run_id").asText());
        JsonNode call = callOf(waiting);
        // Then
        assertThat(second.path("id")).isEqualTo(waiting.path("id"));
        assertThat(second.path("round").asInt()).isEqualTo(2);
        assertThat(second.path("state").asText()).isEqualTo("pending");
        assertThat(second.path("edited_by").asText()).isEqualTo("maya");
        assertThat(second.path("digest").asText())
                .isNotEqualTo(waiting.path("digest").asText())
                .isEqualTo(Digest.of(second.path("bound")).value());
        assertThat(second.path("bound").path("arguments_digest")).isEqualTo(between.path("arguments_digest"));
        assertThat(second.path("card").path("consequence").asText()).endsWith("from qualified to lost");
        assertThat(second.path("card").path("changes").get(0).path("agent").asText())
                .isEqualTo("proposal");
        assertThat(second.path("card").path("changes").get(0).path("after").asText())
                .isEqualTo("lost");
        assertThat(between.path("arguments").path("stage").asText()).isEqualTo("lost");
        assertThat(between.path("proposed_arguments").path("stage").asText()).isEqualTo("proposal");
        assertThat(between.path("edited_by").asText()).isEqualTo("maya");
        assertThat(old.code()).isEqualTo("DIGEST_MISMATCH");
        assertThat(call.path("state").asText()).isEqualTo("succeeded");
        assertThat(call.path("result").path("structured_content").path("stage").asText())
                .isEqualTo("lost");
        assertThat(sandbox.arrivals(call)).hasSize(1);
        assertThat(house.story(waiting.path("run_id").asText()))
                .containsSubsequence("approval.opened", "approval.edited", "approval.opened", "approval.granted");
    }

    @Test
    void eventNamesWhoAndHoldsNoArguments() {
        // Given
        JsonNode approval = stageMove();
        // When
        stage("maya", approval, "lost").ok();
        // Then
        assertThat(house.events(approval.path("run_id").asText()))
                .filteredOn(event -> event.path("type").asText().endsWith("approval.edited.v1"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.path("data").path("by").asText()).isEqualTo("maya");
                    assertThat(event.path("data").path("round").asInt()).isEqualTo(2);
                    assertThat(event.path("data").path("arguments_digest"))
                            .isEqualTo(callOf(approval).path("arguments_digest"));
                    assertThat(event.path("data").toString()).doesNotContain("lost", "proposal");
                });
    }

    @Test
    void agentIsToldWhatRanAndReadsTheToolsOwnAnswer() {
        // Given
        String workflow = house.workflow("""
            tools: [{name: crm.update_opportunity_stage}]
            model:
              kind: scripted
              turns:
              - {calls: [{id: c1, tool: crm.update_opportunity_stage, arguments: {opportunity_id: %s, stage: proposal}}]}
              - {say: "${c1.structured_content.stage} ${c1.executed_arguments.stage}"}
            """.formatted(sandbox.opportunity()));
        JsonNode approval = house.asked(house.start(workflow));
        // When
        JsonNode edited = stage("maya", approval, "lost").ok().path("approval");
        house.approve("maya", edited).ok();
        JsonNode run = house.ended(approval.path("run_id").asText());
        // Then
        assertThat(run.path("output").asText()).isEqualTo("lost lost");
    }

    @Test
    void lastEditorStandsAndTheFirstProposalIsKept() {
        // Given
        JsonNode approval = stageMove();
        JsonNode second = stage("maya", approval, "negotiation").ok().path("approval");
        // When
        JsonNode third = stage("lee", second, "lost").ok().path("approval");
        JsonNode between = callOf(approval);
        JsonNode fourth = stage("maya", third, "proposal").ok().path("approval");
        // Then
        assertThat(third.path("edited_by").asText()).isEqualTo("lee");
        assertThat(between.path("proposed_arguments").path("stage").asText()).isEqualTo("proposal");
        assertThat(fourth.path("edited_by").isNull())
                .as("these are the agent's own again")
                .isTrue();
        assertThat(callOf(approval).path("proposed_arguments").isNull()).isTrue();
        house.reject("maya", fourth, "{\"code\": \"WRONG_TIME\"}").ok();
    }

    @Test
    void tierRisesWithTheEditAndStaysWhenTheNextOneIsMild() {
        // Given
        house.policyWith(LOOKUP);
        JsonNode approval = lookup("1");
        // When
        JsonNode dear = price("maya", approval, 6).ok().path("approval");
        JsonNode mild = price("lee", dear, 2).ok().path("approval");
        // Then
        assertThat(dear.path("tier").asText()).isEqualTo("T2");
        assertThat(dear.path("quorum").asInt()).isEqualTo(2);
        assertThat(dear.path("card").path("why").path("rule_id").asText()).isEqualTo("dear");
        assertThat(callOf(approval).path("decision").path("rule_id").asText())
                .isEqualTo("tool:enrichment.enrich_company");
        assertThat(mild.path("tier").asText()).as("never weaker than asked").isEqualTo("T2");
        assertThat(mild.path("quorum").asInt()).isEqualTo(2);
        house.reject("noor", mild, "{\"code\": \"WRONG_TIME\"}");
        house.reject("maya", mild, "{\"code\": \"WRONG_TIME\"}");
    }

    @Test
    void whatWouldPassByNowIsStillAsked() {
        // Given
        house.policyWith("""
                {"tools": {"enrichment.enrich_company": {"mode": "permit"}},
                 "guards": [{"id": "paid", "tools": ["enrichment.enrich_company"], "when": [{"value": "price", "op": "gt", "to": 0.5}],
                   "mode": "require_approval", "tier": "T1", "groups": ["revops"], "title": "Paid", "because": "Costs ${price}"}]}""");
        JsonNode approval = lookup("1");
        // When
        JsonNode edited = price("maya", approval, 0.4).ok().path("approval");
        // Then
        assertThat(edited.path("state").asText()).isEqualTo("pending");
        assertThat(callOf(approval).path("state").asText()).isEqualTo("awaiting_approval");
        assertThat(callOf(approval).path("decision").path("outcome").asText()).isEqualTo("permit");
        assertThat(house.page("maya", "/inbox/" + approval.path("id").asText()))
                .contains("Policy would let it pass now; you were asked, so your word still counts.");
        house.approve("maya", edited).ok();
        house.ended(approval.path("run_id").asText());
    }

    // ---- limits ---------------------------------------------------------------------------------------------------

    @Test
    void reservationFollowsTheEditAndItsOwnIsLeftOut() {
        // Given: 8 of 12 are reserved by this call itself
        house.policyWith(LOOKUP);
        JsonNode approval = lookup("8");
        // When: 11 would not fit beside 8
        JsonNode edited = price("maya", approval, 11).ok().path("approval");
        long more = reserved(approval);
        JsonNode less = price("lee", edited, 3).ok().path("approval");
        long least = reserved(approval);
        house.reject("maya", less, "{\"code\": \"WRONG_TIME\"}");
        house.reject("lee", less, "{\"code\": \"WRONG_TIME\"}");
        // Then
        assertThat(more).isEqualTo(11);
        assertThat(least).isEqualTo(3);
        assertThat(reserved(approval)).isZero();
    }

    private static long reserved(JsonNode approval) {
        String run = approval.path("run_id").asText();
        long counted = Sql.number("SELECT coalesce(sum(used), 0)::bigint FROM counter WHERE key = '" + run + "'");
        assertThat(Sql.number(
                        "SELECT coalesce(sum(amount), 0)::bigint FROM reservation WHERE call_id = ?",
                        approval.path("call_id").asText()))
                .isEqualTo(counted);
        return counted;
    }

    @Test
    void fullLimitRefusesTheEdit() {
        // Given
        house.policyWith(LOOKUP);
        JsonNode approval = lookup("8");
        // When
        Answer answer = price("maya", approval, 13);
        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("POLICY_DENIED");
        assertThat(answer.body().path("rule_id").asText()).isEqualTo("purse");
        assertThat(reserved(approval)).isEqualTo(8);
        nothingChanged(approval);
    }

    // ---- nothing changes ------------------------------------------------------------------------------------------

    @Test
    void policyThatDeniesNamesItsRule() {
        // Given
        house.policyWith(LOOKUP);
        JsonNode approval = lookup("1");
        // When
        Answer answer = price("maya", approval, 21);
        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("POLICY_DENIED");
        assertThat(answer.body().path("rule_id").asText()).isEqualTo("too-dear");
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

    // ---- races and masks ------------------------------------------------------------------------------------------

    @Test
    void whatRunsIsWhatTheOneWhoApprovedWasShown() {
        // Given
        int pairs = 200;
        List<JsonNode> waiting = waiting(pairs);
        // When: an edit and a yes at the same moment
        var answers = new ArrayList<CompletableFuture<Answer>>();
        var votes = new ArrayList<CompletableFuture<Answer>>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (JsonNode approval : waiting) {
                ObjectNode edited = arguments(approval).put("max_price", 2);
                answers.add(CompletableFuture.supplyAsync(() -> edit("lee", approval, edited), threads));
                votes.add(CompletableFuture.supplyAsync(() -> house.approve("maya", approval), threads));
            }
        }
        // Then
        for (int at = 0; at < pairs; at++) {
            Answer edit = answers.get(at).join();
            Answer vote = votes.get(at).join();
            assertThat(List.of(edit.status(), vote.status()))
                    .as("one is first: %s %s", edit.body(), vote.body())
                    .containsExactlyInAnyOrder(200, 409);
        }
        for (JsonNode approval : waiting) {
            JsonNode now = house.approval(approval);
            if (now.path("state").asText().equals("pending")) {
                house.approve("maya", now).ok();
            }
        }
        for (JsonNode approval : waiting) {
            house.ended(approval.path("run_id").asText());
            JsonNode now = house.approval(approval);
            JsonNode call = callOf(approval);
            assertThat(call.path("arguments_digest"))
                    .isEqualTo(now.path("bound").path("arguments_digest"));
            assertThat(call.path("arguments").path("max_price").asInt())
                    .isEqualTo(now.path("round").asInt());
        }
    }

    /** As many approvals, each of a run of its own. */
    private List<JsonNode> waiting(int count) {
        house.policyWith("""
                {"tools": {"enrichment.enrich_company": {"mode": "require_approval", "tier": "T1", "groups": ["revops"],
                   "title": "Lookup", "because": "Costs up to ${arguments.max_price}"}}}""");
        String workflow = lookupWorkflow("1");
        List<String> runs =
                IntStream.range(0, count).mapToObj(at -> house.start(workflow)).toList();
        return runs.stream().map(house::asked).toList();
    }

    @Test
    void editedCardHidesWhatPolicyHides() {
        // Given
        house.policyWith("""
                {"tools": {"crm.get_lead": {"mode": "permit"}, "crm.update_lead_status": {"mode": "require_approval",
                   "tier": "T1", "groups": ["revops"], "title": "Lead", "because": "${before.email} to ${arguments.status}"}},
                 "results": [{"tools": ["crm.get_lead"], "mask": ["email"]}]}""");
        sandbox.change("lead", "lead-23", "{\"email\": \"hidden-one@halden.example\", \"status\": \"new\"}");
        JsonNode approval = house.asked(
                house.start(house.oneCall("crm.update_lead_status", "{lead_id: lead-23, status: working}")));
        // When
        JsonNode edited = edit("maya", approval, arguments(approval).put("status", "disqualified"))
                .ok()
                .path("approval");
        // Then
        assertThat(edited.toString()).doesNotContain("hidden-one");
        assertThat(edited.path("card").path("why").path("because").asText()).contains(Masking.DOTS);
        assertThat(house.page("maya", "/inbox/" + approval.path("id").asText() + "?edit"))
                .contains("<form id=\"edit\"")
                .doesNotContain("hidden-one");
        assertThat(Sql.column(
                                "SELECT policy_input FROM tool_call WHERE id = ?",
                                approval.path("call_id").asText())
                        .getFirst())
                .contains("disqualified")
                .doesNotContain("hidden-one");
        house.approve("maya", edited).ok();
        house.ended(approval.path("run_id").asText());
        house.policyWith("{\"lists\": {\"unused\": [\"after masks\"]}}");
    }
}
