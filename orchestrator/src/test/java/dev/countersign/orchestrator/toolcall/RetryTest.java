package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What failed after its approval is asked for again: a call of a person's own, with an approval of its own. */
@QuarkusTest
class RetryTest extends InHouse {
    private static final String ASKED = """
            {"tools": {"crm.merge_accounts": {"mode": "require_approval", "tier": "T1", "groups": ["revops"],
              "title": "Merges are seen", "because": "Asked"}}}""";

    @BeforeEach
    void mergesAreAskedAbout() {
        house.policyWith(ASKED);
    }

    /** The approval of a merge that was lost on its way and, as somebody found, did not happen. */
    private JsonNode failed() {
        List<String> accounts = sandbox.opportunities(2).stream()
                .map(id -> sandbox.record("opportunity", id).path("account_id").asText())
                .toList();
        sandbox.fault("crm.merge_accounts", "drop", 1, "before");
        String run = house.start(house.oneCall(
                "crm.merge_accounts",
                "{account_id: %s, into_account_id: %s}".formatted(accounts.get(0), accounts.get(1))));
        JsonNode approval = house.approve("maya", house.asked(run)).ok().path("approval");
        notExecuted(House.soon().until(() -> call(approval), RetryTest::isUnknown));
        house.ended(run);
        return house.approval(approval);
    }

    private static boolean isUnknown(JsonNode call) {
        return call.path("state").asText().equals("outcome_unknown");
    }

    private void notExecuted(JsonNode call) {
        house.post(
                        "omar",
                        "/api/calls/" + call.path("id").asText() + "/resolution",
                        "{\"outcome\": \"not_executed\", \"note\": \"I looked\"}")
                .ok();
    }

    private static JsonNode asked(Answer again) {
        return again.ok().path("approval");
    }

    private JsonNode call(JsonNode approval) {
        return house.get("omar", "/api/calls/" + approval.path("call_id").asText())
                .ok();
    }

    private JsonNode settled(JsonNode approval) {
        return House.soon().until(() -> call(approval), call -> List.of("succeeded", "failed", "refused")
                .contains(call.path("state").asText()));
    }

    private static String run(JsonNode approval) {
        return approval.path("run_id").asText();
    }

    // ---- a call of its own ----------------------------------------------------------------------------------------

    @Test
    void nothingIsSentUntilThatIsApprovedAndThenOnce() {
        // Given
        JsonNode origin = failed();
        // When
        JsonNode again = asked(house.again("lee", origin));
        // Then
        JsonNode call = call(again);
        assertThat(again.path("id")).isNotEqualTo(origin.path("id"));
        assertThat(again.path("state").asText()).isEqualTo("pending");
        assertThat(again.path("votes")).isEmpty();
        assertThat(call.path("retries")).isEqualTo(origin.path("call_id"));
        assertThat(call.path("asked_by").asText()).isEqualTo("lee");
        assertThat(call.path("arguments_digest")).isEqualTo(call(origin).path("arguments_digest"));
        assertThat(sandbox.arrivals(call)).isEmpty();

        house.approve("maya", again).ok();

        assertThat(settled(again).path("state").asText()).isEqualTo("succeeded");
        assertThat(sandbox.arrivals(call)).hasSize(1);
        assertThat(call(origin).path("state").asText()).isEqualTo("failed");
        assertThat(house.run(run(origin)).path("state").asText()).isEqualTo("completed");
        assertThat(house.story(run(origin)))
                .endsWith(
                        "run.completed",
                        "toolcall.parked",
                        "approval.opened",
                        "approval.voted",
                        "approval.granted",
                        "toolcall.permitted",
                        "toolcall.dispatched",
                        "toolcall.succeeded");
    }

    @Test
    void sameTwiceOrByTwoAtOnceIsOneApproval() {
        // Given
        JsonNode origin = failed();
        // When
        List<String> asked = Stream.of("maya", "lee", "maya", "lee")
                .parallel()
                .map(person -> asked(house.again(person, origin)).path("id").asText())
                .toList();
        // Then
        assertThat(asked).hasSize(4).containsOnly(asked.getFirst());
        assertThat(house.calls(run(origin))).hasSize(2);
        assertThat(house.story(run(origin)))
                .filteredOn("approval.opened"::equals)
                .hasSize(2);
    }

    @Test
    void whatFailedAgainIsAskedForAgainFromItsOwnCard() {
        // Given
        JsonNode origin = failed();
        JsonNode second = asked(house.again("lee", origin));
        sandbox.fault("crm.merge_accounts", "drop", 1, "before");
        house.approve("maya", second).ok();
        notExecuted(House.soon().until(() -> call(second), RetryTest::isUnknown));
        // When
        assertThat(asked(house.again("lee", origin)).path("id"))
                .as("what stands for the first one is the second")
                .isEqualTo(second.path("id"));
        JsonNode third = asked(house.again("lee", house.approval(second)));
        house.approve("maya", third).ok();
        // Then
        assertThat(call(third).path("retries")).isEqualTo(second.path("call_id"));
        assertThat(settled(third).path("state").asText()).isEqualTo("succeeded");
    }

    @Test
    void rejectionEndsItAndTheEndedRunHearsNothing() {
        // Given
        JsonNode origin = failed();
        JsonNode again = asked(house.again("lee", origin));
        // When
        house.reject("maya", again, "{\"code\": \"WRONG_TIME\"}").ok();
        // Then
        assertThat(call(again).path("state").asText()).isEqualTo("refused");
        assertThat(house.run(run(origin)).path("state").asText()).isEqualTo("completed");
        assertThat(Sql.number("SELECT open_calls FROM run WHERE id = '" + run(origin) + "'"))
                .isZero();
        assertThat(asked(house.again("lee", origin)).path("id")).isNotEqualTo(again.path("id"));
    }

    @Test
    void whatIsAskedForAgainHasLeftTheListOfWhatFailedUntilSomebodySaysNo() {
        // Given
        JsonNode origin = failed();
        String row = "data-approval=\"" + origin.path("id").asText();
        String failed = "/inbox?view=failed&ref=account:"
                + call(origin).at("/refs/account/0").asText();
        assertThat(house.page("maya", failed)).contains(row);
        // When
        JsonNode again = asked(house.again("lee", origin));
        // Then
        assertThat(house.page("maya", failed)).doesNotContain(row);
        house.reject("maya", again, "{\"code\": \"WRONG_TIME\"}").ok();
        assertThat(house.page("maya", failed)).contains(row);
    }

    @Test
    void expiryEndsItAndTheEndedRunHearsNothing() {
        // Given
        JsonNode again = asked(house.again("lee", failed()));
        // When
        Sql.update(
                "UPDATE approval SET expires_at = clock_timestamp() WHERE id = ?",
                again.path("id").asText());
        // Then
        assertThat(settled(again).at("/refusal/code").asText()).isEqualTo("APPROVAL_EXPIRED");
        assertThat(house.run(run(again)).path("state").asText()).isEqualTo("completed");
    }

    @Test
    void cancelOfItsRunWithdrawsItAndNothingOfItIsAskedForAgain() {
        // Given: the run sleeps on another call while what failed is asked for again
        sandbox.fault("crm.merge_accounts", "drop", 1, "before");
        String run = house.start(house.workflow("""
                tools: [{name: crm.merge_accounts}, {name: crm.update_owner}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: c1, tool: crm.merge_accounts, arguments: {account_id: acc-20, into_account_id: acc-21}}]}
                  - {calls: [{id: c2, tool: crm.update_owner, arguments: {account_id: acc-20, owner: lee}}]}
                  - say: done
                """));
        JsonNode origin = house.approve("maya", house.asked(run)).ok().path("approval");
        notExecuted(House.soon().until(() -> call(origin), RetryTest::isUnknown));
        House.soon().until(() -> house.calls(run).size() == 2);
        JsonNode again = asked(house.again("lee", origin));
        // When
        house.post("omar", "/api/runs/" + run + "/cancel", "{\"reason\": \"enough\"}")
                .ok();
        // Then
        assertThat(settled(again).at("/refusal/code").asText()).isEqualTo("RUN_CANCELLED");
        assertThat(house.approval(again).path("state").asText()).isEqualTo("withdrawn");
        assertThat(house.story(run)).filteredOn("approval.withdrawn"::equals).hasSize(2);
        assertThat(sandbox.arrivals(call(again))).isEmpty();
        assertThat(house.again("lee", origin).code()).isEqualTo("CONFLICT");
    }

    // ---- policy of now --------------------------------------------------------------------------------------------

    @Test
    void whatPolicyWouldLetPassByNowIsAskedAboutUnderTheOldTerms() {
        // Given
        JsonNode origin = failed();
        house.policyWith("{\"tools\": {\"crm.merge_accounts\": {\"mode\": \"permit\"}}}");
        // When
        JsonNode again = asked(house.again("lee", origin));
        // Then
        assertThat(again.path("state").asText()).isEqualTo("pending");
        assertThat(again.path("tier").asText()).isEqualTo("T1");
        assertThat(again.path("groups")).isEqualTo(origin.path("groups"));
        assertThat(again.at("/card/why/would_pass_if").asText()).contains("would let it pass");
        assertThat(sandbox.arrivals(call(again))).isEmpty();
    }

    @Test
    void termsGrowStricterWithPolicy() {
        // Given
        JsonNode origin = failed();
        house.policyWith(ASKED.replace("\"T1\"", "\"T3\", \"quorum\": 2"));
        // When
        JsonNode again = asked(house.again("lee", origin));
        // Then
        assertThat(again.path("tier").asText()).isEqualTo("T3");
        assertThat(again.path("quorum").asInt()).isEqualTo(2);
    }

    @Test
    void whatPolicyDeniesWhileItWaitsIsWithdrawnForEverybodyToSee() {
        // Given
        JsonNode again = asked(house.again("lee", failed()));
        house.policyWith("""
                {"tools": {"crm.merge_accounts": {"mode": "deny", "title": "Closed", "because": "Not now"}}}""");
        // When
        Answer vote = house.approve("maya", again);
        // Then
        assertThat(vote.code()).isEqualTo("WITHDRAWN");
        assertThat(call(again).at("/refusal/code").asText()).isEqualTo("POLICY_DENIED");
        assertThat(house.story(run(again))).endsWith("approval.withdrawn", "toolcall.refused");
    }

    @Test
    void whatTheFailedCallReservedPassesOn() {
        // Given: room for one
        house.policyWith(ASKED.replaceFirst("\\{", """
                {"limits": [{"id": "one-merge", "tools": ["crm.merge_accounts"], "key": "run",
                  "amount": "calls", "max": 1}],"""));
        JsonNode origin = failed();
        // When
        JsonNode again = asked(house.again("lee", origin));
        house.approve("maya", again).ok();
        // Then
        assertThat(settled(again).path("state").asText()).isEqualTo("succeeded");
    }

    // ---- refusals: nothing is written -----------------------------------------------------------------------------

    @Test
    void policyMaySayNo() {
        // Given
        JsonNode origin = failed();
        house.policyWith("""
                {"tools": {"crm.merge_accounts": {"mode": "deny", "title": "Closed", "because": "Not now"}}}""");
        // When
        Answer again = house.again("lee", origin);
        // Then
        assertThat(again.status()).isEqualTo(422);
        assertThat(again.code()).isEqualTo("POLICY_DENIED");
        assertThat(again.body().path("detail").asText()).contains("Closed", "Nothing was asked");
        assertThat(house.calls(run(origin))).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"noor, 403, NOT_AN_APPROVER", "dana, 403, NOT_AN_APPROVER", "demo-agent, 403, NOT_AN_APPROVER"})
    void onlyWhoMayApproveItAsksAgain(String person, int status, String code) {
        // Given
        JsonNode origin = failed();
        // When
        Answer again = house.again(person, origin);
        // Then
        assertThat(again.status()).isEqualTo(status);
        assertThat(again.code()).isEqualTo(code);
        assertThat(house.calls(run(origin))).hasSize(1);
    }

    @Test
    void anotherCardIsNoCard() {
        // Given
        JsonNode origin = failed();
        // When
        Answer again = house.post(
                "lee", "/api/approvals/" + origin.path("id").asText() + "/again", "{\"digest\": \"sha256:00\"}");
        // Then
        assertThat(again.code()).isEqualTo("DIGEST_MISMATCH");
        assertThat(house.calls(run(origin))).hasSize(1);
    }

    @Test
    void whatHasNotFailedIsNotAskedForAgain() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.approve("maya", house.asked(run)).ok().path("approval");
        house.ended(run);
        // When
        Answer again = house.again("lee", approval);
        // Then
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("CONFLICT");
        assertThat(again.body().path("detail").asText()).contains("has not failed");
    }

    @Test
    void aFrozenToolIsNotAskedForAgain() {
        // Given
        JsonNode origin = failed();
        JsonNode freeze = house.post("omar", "/api/freezes", """
                {"scope": {"kind": "tool", "id": "crm.merge_accounts"}, "reason": "Audit"}""").ok();
        // When
        Answer again = house.again("lee", origin);
        // Then
        assertThat(again.code()).isEqualTo("FROZEN");
        assertThat(again.body().path("detail").asText()).contains("Audit");
        house.send("omar", "DELETE", "/api/freezes/" + freeze.path("id").asText(), null, Map.of())
                .ok();
        assertThat(asked(house.again("lee", origin)).path("state").asText()).isEqualTo("pending");
    }

    @Test
    void anUnreadableRecordIsNotAskedAboutBlindly() {
        // Given
        JsonNode origin = failed();
        sandbox.fault("crm.get_account", "error500", 100, "before");
        // When
        Answer again = house.again("lee", origin);
        sandbox.healthy();
        // Then
        assertThat(again.status()).isEqualTo(503);
        assertThat(again.code()).isEqualTo("RECORD_UNREADABLE");
        assertThat(house.calls(run(origin))).hasSize(1);
    }
}
