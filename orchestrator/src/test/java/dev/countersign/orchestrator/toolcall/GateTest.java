package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Personas;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One proposed call through every check of the gate, from REST to the sandbox's ledger. */
@QuarkusTest
class GateTest extends InHouse {

    // ---- permit, park ---------------------------------------------------------------------------------------------

    @Test
    void permittedCallIsSentOnceUnderItsOwnIdAndDigest() {
        // Given
        String workflow = house.oneCall("crm.create_task", "{subject: Call back, priority: normal}");
        // When
        JsonNode run = house.play(workflow);
        // Then
        JsonNode call = house.onlyCall(run.path("id").asText());
        assertThat(call.path("state").asText()).isEqualTo("succeeded");
        assertThat(call.path("attempts").asInt()).isEqualTo(1);
        assertThat(sandbox.arrivals(call)).singleElement().satisfies(row -> {
            assertThat(row.path("effect_applied").asBoolean()).isTrue();
            assertThat(row.path("idempotency_key").asText())
                    .isEqualTo(call.path("id").asText());
            assertThat(row.path("arguments_digest").asText())
                    .isEqualTo(call.path("arguments_digest").asText())
                    .isEqualTo(Digest.of(call.path("arguments")).value());
        });
        assertThat(run.path("output").asText()).isEqualTo("done");
    }

    @Test
    void cardBindsWhatWillBeSentAsTheWorkedExampleSays() {
        // Given
        house.policy(policyOfTheExample());
        String workflow = house.oneCall("crm.update_opportunity_stage", "{opportunity_id: opp-17, stage: proposal}");
        // When
        String run = house.start(workflow);
        JsonNode approval = house.asked(run);
        // Then
        JsonNode bound = approval.path("bound");
        assertThat(approval.path("digest").asText()).isEqualTo(Digest.of(bound).value());
        assertThat(bound.path("arguments_digest").asText())
                .isEqualTo("sha256:e9074c4d77b7a7aa34e459219f22d229d07b8c0e0883e1aff6db1bc6d8c95b10");
        assertThat(bound.path("before").toString())
                .isEqualTo(
                        "{\"account_id\":\"acc-9\",\"name\":\"Acme renewal\",\"stage\":\"qualified\",\"amount\":18000}");
        assertThat(bound.path("terms").toString())
                .isEqualTo(
                        "{\"tier\":\"T1\",\"groups\":[\"revops\"],\"quorum\":1,\"separate\":true,\"hold\":\"PT0S\",\"editable\":[\"stage\"]}");
        assertThat(bound.path("round").asInt()).isEqualTo(1);
        JsonNode card = approval.path("card");
        assertThat(card.path("consequence").asText()).isEqualTo("Move Acme renewal (18000) from qualified to proposal");
        assertThat(card.path("action").asText()).isEqualTo("Move stage");
        assertThat(card.path("reversible").asText()).isEqualTo("auto");
        assertThat(card.path("changes")).hasSize(1);
        assertThat(card.path("changes").get(0).path("field").asText()).isEqualTo("stage");
        assertThat(card.path("changes").get(0).path("before").asText()).isEqualTo("qualified");
        assertThat(card.path("changes").get(0).path("after").asText()).isEqualTo("proposal");
        assertThat(card.path("record_version").asInt()).isEqualTo(37);
        assertThat(card.path("why").path("rule_id").asText()).isEqualTo("tool:crm.update_opportunity_stage");
        assertThat(card.path("why").path("because").asText())
                .isEqualTo("Every stage move is confirmed: qualified to proposal");
        assertThat(sandbox.arrivals(house.onlyCall(run))).isEmpty();

        // When
        house.approve("maya", approval).ok();
        house.ended(run);
        // Then
        JsonNode call = house.onlyCall(run);
        assertThat(call.path("arguments").path("if_version").asInt()).isEqualTo(37);
        assertThat(call.path("arguments_digest").asText())
                .isEqualTo("sha256:42d53526a05727935a3adb84c86e2d8da1f645a4cd3952dfb6d4a1147d001384");
        assertThat(call.path("refs").toString()).isEqualTo("{\"opportunity\":[\"opp-17\"],\"account\":[\"acc-9\"]}");
        assertThat(sandbox.arrivals(call)).hasSize(1);
    }

    private static String policyOfTheExample() {
        return dev.countersign.orchestrator.transition.Rows.text(
                dev.countersign.policy.bundle.DefaultBundle.load().data());
    }

    @Test
    void clampsWhatTheToolDeclaresAndKeepsWhatWasProposed() {
        // When
        JsonNode run = house.play(house.oneCall("crm.search_accounts", "{name: Acme, limit: 4000}"));
        // Then
        JsonNode call = house.onlyCall(run.path("id").asText());
        assertThat(call.path("state").asText()).isEqualTo("succeeded");
        assertThat(call.path("arguments").path("limit").asInt()).isEqualTo(50);
        assertThat(call.path("proposed_arguments").path("limit").asInt()).isEqualTo(4000);
    }

    // ---- refusals -------------------------------------------------------------------------------------------------

    /** Told to the model by name, with what to do next; the run goes on; nothing arrives anywhere. */
    private void assertRefused(JsonNode run, RefusalCode code, String detailPart) {
        JsonNode call = house.onlyCall(run.path("id").asText());
        assertThat(call.path("state").asText()).isEqualTo("refused");
        assertThat(call.path("refusal").path("code").asText()).isEqualTo(code.name());
        assertThat(call.path("refusal").path("detail").asText()).contains(detailPart);
        assertThat(call.path("refusal").path("retry").asText()).isEqualTo(code.retry());
        assertThat(run.path("state").asText()).isEqualTo("completed");
        assertThat(run.path("output").asText()).isEqualTo(code + " " + code.retry() + ": " + code.next());
        assertThat(sandbox.arrivals(call)).isEmpty();
        assertThat(house.story(run.path("id").asText()))
                .as("exactly one first event, which carries the decision")
                .containsOnlyOnce("toolcall.refused")
                .doesNotContain("toolcall.dispatched", "toolcall.parked");
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            crm.get_account | '{"account_id": '                                         | not valid JSON at line 1
            crm.get_account | '{"account_id": "acc-1"} trailing'                        | not valid JSON
            crm.get_account | '["acc-1"]'                                               | have to be a JSON object
            crm.get_account | {}                                                        | account_id
            crm.get_account | {account_id: 7}                                           | /account_id
            crm.get_account | {account_id: acc-1, color: red}                           | color
            crm.get_open_opportunities | '{"account_id": "acc-1", "limit": 1e400}'      | /limit
            crm.get_open_opportunities | '{"account_id": "acc-1", "limit": 1152921504606846977}' | does not survive
            crm.update_opportunity_stage | {opportunity_id: opp-1, stage: proposal, if_version: 1} | if_version
            """)
    void refusesArgumentsThatDoNotFit(String tool, String arguments, String detail) {
        // Given
        String workflow = house.oneCall(tool, arguments);
        // When
        JsonNode run = house.play(workflow);
        // Then
        assertRefused(run, RefusalCode.INVALID_ARGUMENTS, detail);
    }

    @Test
    void refusesAMegabyteOfArguments() {
        // Given
        String workflow = house.oneCall("crm.get_account", "{account_id: " + "x".repeat(1_048_576) + "}");
        // When
        JsonNode run = house.play(workflow);
        // Then
        assertRefused(run, RefusalCode.INVALID_ARGUMENTS, "at most 262144 are allowed");
    }

    @Test
    void takesArgumentsJustBelowTheCapToTheSchema() {
        // When
        JsonNode run = house.play(house.oneCall("crm.get_account", "{account_id: " + "x".repeat(262_000) + "}"));
        // Then
        assertRefused(run, RefusalCode.INVALID_ARGUMENTS, "/account_id");
    }

    @ParameterizedTest
    @CsvSource({"crm.explode", "crm.merge_accounts", "nowhere.get", "''"})
    void refusesAToolThatTheWorkflowDoesNotList(String tool) {
        // Given
        String workflow = house.workflow("""
                tools: [{name: crm.get_account}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: c1, tool: "%s", arguments: {account_id: acc-1}}]}
                  - say: "${c1.structured_content.code} ${c1.structured_content.retry}: ${c1.structured_content.next}"
                """.formatted(tool.isEmpty() ? "?" : tool));
        // When
        JsonNode run = house.play(workflow);
        // Then
        assertRefused(run, RefusalCode.UNKNOWN_TOOL, "among the tools of workflow " + workflow);
    }

    @Test
    void refusesAToolThatPolicyDoesNotList() {
        // Given
        house.policyWith("{\"tools\": {\"crm.get_account\": null}}");
        // When
        JsonNode run = house.play(house.oneCall("crm.get_account", "{account_id: acc-1}"));
        // Then
        assertRefused(run, RefusalCode.POLICY_DENIED, "");
        assertThat(house.onlyCall(run.path("id").asText())
                        .path("decision")
                        .path("rule_id")
                        .asText())
                .isEqualTo("builtin:unlisted");
    }

    @Test
    void tellsTheRulesOwnWordsWhenItDenies() {
        // When
        JsonNode run =
                house.play(house.oneCall("crm.create_contact", "{account_id: acc-1, email: a@b.example, name: Ann}"));
        // Then
        assertRefused(run, RefusalCode.POLICY_DENIED, "No contacts. No contact a@b.example");
    }

    @ParameterizedTest
    @CsvSource({
        "read_only, crm.create_task, '{subject: x}'",
        "limited_writes, crm.update_opportunity_stage, '{opportunity_id: opp-18, stage: proposal}'"
    })
    void refusesWhatTheStageDoesNotAllow(String stage, String tool, String arguments) {
        // Given
        String workflow = house.workflow("""
                stage: %s
                tools: [{name: %s}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: c1, tool: %2$s, arguments: %3$s}]}
                  - say: "${c1.structured_content.code} ${c1.structured_content.retry}: ${c1.structured_content.next}"
                """.formatted(stage, tool, arguments));
        // When
        JsonNode run = house.play(workflow);
        // Then
        assertRefused(run, RefusalCode.POLICY_DENIED, "");
        JsonNode decision = house.onlyCall(run.path("id").asText()).path("decision");
        assertThat(decision.path("rule_id").asText()).isEqualTo("builtin:stage");
        assertThat(decision.path("reasons").toString()).doesNotContain("${");
    }

    @Test
    void limitedWritesAllowWhatNeedsNobody() {
        // When
        JsonNode run = house.play(house.workflow("""
                stage: limited_writes
                tools: [{name: crm.create_task}]
                model: {kind: scripted, turns: [{calls: [{id: c1, tool: crm.create_task, arguments: {subject: x}}]}]}
                """));
        // Then
        assertThat(house.onlyCall(run.path("id").asText()).path("state").asText())
                .isEqualTo("succeeded");
    }

    @Test
    void dryRunDecidesAndSendsNothing() {
        // Given
        String workflow = house.workflow("""
                dry_run: true
                tools: [{name: crm.create_task}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: c1, tool: crm.create_task, arguments: {subject: x}}]}
                  - say: "${c1.structured_content.code} ${c1.structured_content.retry}: ${c1.structured_content.next}"
                """);
        // When
        JsonNode run = house.play(workflow);
        // Then
        assertRefused(run, RefusalCode.DRY_RUN, "");
    }

    @Test
    void refusesWhatThePersonBehindTheRunMayNotDo() {
        // Given
        String workflow = house.oneCall("crm.create_task", "{subject: x}");
        // When
        String id = house.post(Personas.VOICE_AGENT, "/api/runs", """
                        {"workflow": "%s", "on_behalf_of": {"kind": "customer", "id": "cust-1", "scopes": ["crm.read"]}}""".formatted(workflow))
                .ok()
                .path("id")
                .asText();
        JsonNode run = house.ended(id);
        // Then
        assertRefused(run, RefusalCode.POLICY_DENIED, "");
        assertThat(house.onlyCall(id).path("decision").path("rule_id").asText()).isEqualTo("builtin:scope");
    }

    @Test
    void refusesMoreCallsOfAToolThanTheWorkflowAllows() {
        // Given
        String workflow = house.workflow("""
                tools: [{name: crm.create_task, limit: 2}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: a, tool: crm.create_task, arguments: {subject: a}}, {id: b, tool: crm.create_task, arguments: {subject: b}}, {id: c, tool: crm.create_task, arguments: {subject: c}}]}
                  - say: "${a.is_error} ${b.is_error} ${c.structured_content.code}"
                """);
        // When
        JsonNode run = house.play(workflow);
        // Then
        assertThat(run.path("output").asText()).isEqualTo("false false LIMIT_REACHED");
        assertThat(states(run)).containsExactly("succeeded", "succeeded", "refused");
    }

    @Test
    void firstOfTwoCallsWithOneIdProceeds() {
        // Given
        String workflow = house.workflow("""
                tools: [{name: crm.create_task}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: a, tool: crm.create_task, arguments: {subject: first}}, {id: a, tool: crm.create_task, arguments: {subject: second}}]}
                  - say: done
                """);
        // When
        JsonNode run = house.play(workflow);
        // Then
        List<JsonNode> calls = house.calls(run.path("id").asText());
        assertThat(states(run)).containsExactly("succeeded", "refused");
        assertThat(calls.get(1).path("refusal").path("code").asText()).isEqualTo("DUPLICATE");
        assertThat(calls)
                .allSatisfy(call ->
                        assertThat(call.path("provider_call_id").asText()).isEqualTo("a"));
        assertThat(sandbox.arrivals(calls.get(0))).hasSize(1);
        assertThat(sandbox.arrivals(calls.get(1))).isEmpty();
    }

    @Test
    void twentyCallsOfAMessageProceedAndTheRestAreRefused() {
        // Given
        var turn = new StringBuilder();
        for (int i = 0; i < 23; i++) {
            turn.append(i == 0 ? "" : ", ")
                    .append("{id: c")
                    .append(i)
                    .append(", tool: crm.get_account, arguments: {account_id: acc-1}}");
        }
        String workflow = house.workflow("tools: [{name: crm.get_account}]\nmodel: {kind: scripted, turns: [{calls: ["
                + turn + "]}, {say: \"${c20.structured_content.code}\"}]}\n");
        // When
        JsonNode run = house.play(workflow);
        // Then
        assertThat(run.path("output").asText()).isEqualTo("BUDGET_EXHAUSTED");
        assertThat(states(run).stream().filter("succeeded"::equals)).hasSize(20);
        assertThat(states(run).stream().filter("refused"::equals)).hasSize(3);
    }

    @Test
    void refusesWhatTheRunsMoneyDoesNotCover() {
        // Given
        String workflow = house.workflow("""
                budgets: {cost: 0.5}
                tools: [{name: enrichment.enrich_company}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: c1, tool: enrichment.enrich_company, arguments: {name: Acme, max_price: 0.51}}]}
                  - say: "${c1.structured_content.code} ${c1.structured_content.retry}: ${c1.structured_content.next}"
                """);
        // When
        JsonNode run = house.play(workflow);
        // Then
        assertRefused(run, RefusalCode.BUDGET_EXHAUSTED, "0.51");
    }

    @Test
    void failsTheRunThatHasUsedItsSteps() {
        // Given
        String workflow = house.workflow("""
                budgets: {steps: 1}
                tools: [{name: crm.get_account}]
                model: {kind: scripted, turns: [{calls: [{id: a, tool: crm.get_account, arguments: {account_id: acc-1}}]}, {calls: [{id: b, tool: crm.get_account, arguments: {account_id: acc-1}}]}]}
                """);
        // When
        JsonNode run = house.play(workflow);
        // Then
        assertThat(run.path("state").asText()).isEqualTo("failed");
        assertThat(run.path("failure").path("code").asText()).isEqualTo("BUDGET_EXHAUSTED");
        assertThat(states(run)).containsExactly("succeeded");
    }

    @Test
    void downstreamsOwnErrorIsADefiniteAnswer() {
        // When
        JsonNode run =
                house.play(house.oneCall("crm.merge_accounts", "{account_id: acc-none, into_account_id: acc-1}"));
        // Then
        JsonNode call = house.onlyCall(run.path("id").asText());
        assertThat(call.path("state").asText()).isEqualTo("failed");
        assertThat(call.path("result").path("is_error").asBoolean()).isTrue();
        assertThat(run.path("state").asText()).isEqualTo("completed");
    }

    @Test
    void masksWhatPolicyHidesBeforeAnybodySeesIt() {
        // Given
        house.policyWith("""
                {"results": [{"tools": ["crm.get_lead"], "fields": ["found", "lead_id", "email", "company"], "mask": ["email"]}]}""");
        // When
        JsonNode run = house.play(house.oneCall("crm.get_lead", "{lead_id: lead-1}"));
        // Then
        JsonNode content =
                house.onlyCall(run.path("id").asText()).path("result").path("structured_content");
        assertThat(content.path("email").asText()).contains("••••@").doesNotContain("wren", "sage", "remy", "quinn");
        assertThat(content.has("owner")).isFalse();
        assertThat(run.path("usage").path("withheld_bytes").asLong()).isPositive();
    }

    private List<String> states(JsonNode run) {
        return house.calls(run.path("id").asText()).stream()
                .map(call -> call.path("state").asText())
                .toList();
    }
}
