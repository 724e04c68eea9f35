package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A person changes what would be sent: what is checked again, what is kept, and every way in which nothing changes. */
@QuarkusTest
class EditTest extends Editable {

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

    // ---- races and masks ------------------------------------------------------------------------------------------

    @Test
    void whatRunsIsWhatTheOneWhoApprovedWasShown() {
        // Given
        int pairs = 60;
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
