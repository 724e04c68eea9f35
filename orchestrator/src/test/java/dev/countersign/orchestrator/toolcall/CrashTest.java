package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of an intent whose sender is gone, per effect class (SEMANTICS section 1). */
@QuarkusTest
class CrashTest extends InHouse {
    @Inject
    CallWorkers workers;

    @Inject
    ToolCalls calls;

    @Inject
    Sender sender;

    @Inject
    CallTransitions transitions;

    /**
     * A run that sleeps on a call whose effect has happened downstream and whose answer never came: what a kill -9
     * between the tool's answer and the outcome's commit leaves behind.
     */
    private JsonNode orphan(String tool, String arguments) {
        return orphan(tool, arguments, "key_horizon_until");
    }

    private JsonNode orphan(String tool, String arguments, String keyHorizon) {
        sandbox.fault(tool, "hang", 1, "after");
        String run = house.start(house.oneCall(tool, arguments));
        JsonNode call = House.soon()
                .until(
                        () -> house.calls(run).stream().findFirst().orElse(null),
                        seen -> seen != null
                                && seen.path("state").asText().equals("executing")
                                && !sandbox.arrivals(seen).isEmpty());
        // Its sender is gone: nobody may hold the old fence any more, and the lease is over.
        Sql.update("""
                UPDATE tool_call SET fence = fence + 1, lease_until = clock_timestamp() - interval '1 second',
                  key_horizon_until = %s WHERE id = ?""".formatted(keyHorizon), call.path("id").asText());
        sandbox.healthy();
        return call;
    }

    private JsonNode settled(JsonNode call) {
        return House.soon().until(() -> house.call(call), now -> !List.of("executing", "permitted")
                .contains(now.path("state").asText()));
    }

    // ---- per effect class -----------------------------------------------------------------------------------------

    @Test
    void readIsSentAgain() {
        // Given
        JsonNode call = orphan("crm.get_account", "{account_id: acc-1}");
        // When
        workers.rescueOnce();
        JsonNode after = settled(call);
        // Then
        assertThat(after.path("state").asText()).isEqualTo("succeeded");
        assertThat(after.path("attempts").asInt()).isEqualTo(2);
        assertThat(sandbox.arrivals(call)).hasSize(2);
    }

    @Test
    void keyedCallIsSentAgainWithTheSameKeyAndTakesEffectOnce() {
        // Given
        JsonNode call = orphan("crm.create_task", "{subject: once}");
        // When
        workers.rescueOnce();
        JsonNode after = settled(call);
        // Then
        assertThat(after.path("state").asText()).isEqualTo("succeeded");
        assertThat(after.path("attempts").asInt()).isEqualTo(2);
        List<JsonNode> arrivals = sandbox.arrivals(call);
        assertThat(arrivals).hasSize(2);
        assertThat(arrivals)
                .extracting(row -> row.path("idempotency_key").asText())
                .containsOnly(call.path("id").asText());
        assertThat(arrivals)
                .extracting(row -> row.path("arguments_digest").asText())
                .containsOnly(after.path("arguments_digest").asText());
        assertThat(arrivals)
                .extracting(row -> row.path("effect_applied").asBoolean())
                .containsExactlyInAnyOrder(true, false);
    }

    @Test
    void keyedCallIsNotSentAgainWhenItsKeyIsForgotten() {
        // Given
        JsonNode call = orphan("crm.create_task", "{subject: late}", "clock_timestamp()");
        // When
        workers.rescueOnce();
        JsonNode after = settled(call);
        // Then
        assertThat(after.path("state").asText()).isEqualTo("outcome_unknown");
        assertThat(sandbox.arrivals(call)).hasSize(1);
    }

    @Test
    void callThatMayHappenOnceIsNeverSentAgain() {
        // Given
        JsonNode call = orphan("crm.merge_accounts", "{account_id: acc-31, into_account_id: acc-9}");
        // When
        workers.rescueOnce();
        JsonNode after = settled(call);
        workers.rescueOnce();
        workers.dispatchOnce();
        // Then
        assertThat(after.path("state").asText()).isEqualTo("outcome_unknown");
        assertThat(house.call(call).path("attempts").asInt()).isEqualTo(1);
        assertThat(sandbox.arrivals(call)).hasSize(1);
    }

    @Test
    void approvedCallThatComesTooLateIsNotSentAndDoesNotWaitForEver() {
        // Given
        house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": {\"hold\": \"PT1S\"}}}");
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        house.approve("maya", approval).ok();
        // When: the process was down until after the dispatch deadline
        Sql.update(
                "UPDATE tool_call SET dispatch_deadline = clock_timestamp() - interval '1 second' WHERE id = ?",
                approval.path("call_id").asText());
        JsonNode ended = house.ended(run);
        // Then
        assertThat(ended.path("output").asText()).startsWith("APPROVAL_EXPIRED");
        assertThat(sandbox.arrivals(house.onlyCall(run))).isEmpty();
    }

    @Test
    void readThatNeverAnswersFailsAfterItsAttempts() {
        // Given
        sandbox.fault("crm.get_account", "drop", 100, "after");
        // When
        JsonNode run = house.play(house.oneCall("crm.get_account", "{account_id: acc-1}"));
        // Then
        JsonNode call = house.onlyCall(run.path("id").asText());
        assertThat(call.path("attempts").asInt()).isEqualTo(3);
        assertThat(call.path("state").asText()).isEqualTo("failed");
    }

    @Test
    void staleFenceRecordsNothing() {
        // Given
        JsonNode call = orphan("crm.merge_accounts", "{account_id: acc-32, into_account_id: acc-10}");
        ToolCall seen = calls.find(UUID.fromString(call.path("id").asText())).orElseThrow();
        ToolCall old = withFence(seen, seen.fence() - 1);
        // When
        boolean lost = transitions.lose(old, "x");
        boolean again = transitions.again(old, 0, false);
        boolean refused = transitions.refuse(old, Refusal.of(RefusalCode.TAMPERED, "x"), old.fence());
        // Then
        assertThat(lost || again || refused).isFalse();
        assertThat(house.call(call).path("state").asText()).isIn("executing", "outcome_unknown");
        workers.rescueOnce();
    }

    private static ToolCall withFence(ToolCall c, long fence) {
        return new ToolCall(
                c.id(),
                c.runId(),
                c.step(),
                c.ordinal(),
                c.providerCallId(),
                c.connector(),
                c.connectorVersion(),
                c.tool(),
                c.effect(),
                c.state(),
                c.arguments(),
                c.proposedArguments(),
                c.editedBy(),
                c.argumentsDigest(),
                c.descriptorDigest(),
                c.outcome(),
                c.ruleId(),
                c.title(),
                c.because(),
                c.policyRevision(),
                c.decisionMicros(),
                c.reasons(),
                c.obligations(),
                c.refusalCode(),
                c.refusalDetail(),
                c.refusalReason(),
                c.refusalNote(),
                c.refusalRetry(),
                c.approvalId(),
                c.attempts(),
                c.notBefore(),
                c.dispatchDeadline(),
                c.answer(),
                c.resultDigest(),
                c.withheld(),
                c.resolved(),
                c.reopened(),
                c.repeats(),
                c.askedBy(),
                c.compensates(),
                c.retries(),
                c.refs(),
                c.price(),
                c.agentWords(),
                fence,
                c.createdAt(),
                c.decidedAt(),
                c.dispatchedAt(),
                c.endedAt());
    }

    // ---- a person's word ------------------------------------------------------------------------------------------

    private JsonNode unknown() {
        sandbox.fault("crm.merge_accounts", "drop", 1, "after");
        String run =
                house.start(house.oneCall("crm.merge_accounts", "{account_id: acc-33, into_account_id: acc-none}"));
        house.parked(run);
        return House.soon().until(() -> house.onlyCall(run), seen -> seen.path("state")
                .asText()
                .equals("outcome_unknown"));
    }

    @ParameterizedTest
    @CsvSource({"executed, succeeded, false", "not_executed, failed, true"})
    void resolutionSettlesTheCallAndWakesTheRun(String outcome, String state, boolean isError) {
        // Given
        JsonNode call = unknown();
        String run = call.path("run_id").asText();
        assertThat(house.run(run).path("waiting_for").get(0).path("kind").asText())
                .isEqualTo("resolution");
        String path = "/api/calls/" + call.path("id").asText() + "/resolution";
        // When
        Answer settled = house.post("omar", path, "{\"outcome\": \"" + outcome + "\", \"note\": \"I looked\"}");
        Answer twice = house.post("omar", path, "{\"outcome\": \"" + outcome + "\", \"note\": \"I looked\"}");
        JsonNode ended = house.ended(run);
        // Then
        assertThat(settled.ok().path("state").asText()).isEqualTo(state);
        assertThat(settled.body().path("resolved").path("by").asText()).isEqualTo("omar");
        assertThat(settled.body().path("resolved").path("outcome").asText()).isEqualTo(outcome);
        assertThat(settled.body().path("result").path("is_error").asBoolean()).isEqualTo(isError);
        assertThat(twice.status()).isEqualTo(409);
        assertThat(ended.path("state").asText()).isEqualTo("completed");
        assertThat(house.story(run)).containsOnlyOnce("toolcall.resolved");
    }

    @Test
    void onlyOperatorsSettle() {
        // Given
        JsonNode call = unknown();
        String path = "/api/calls/" + call.path("id").asText() + "/resolution";
        // When
        Answer dana = house.post("dana", path, "{\"outcome\": \"executed\", \"note\": \"x\"}");
        Answer maya = house.post("maya", path, "{\"outcome\": \"executed\", \"note\": \"x\"}");
        Answer wrong = house.post("omar", path, "{\"outcome\": \"perhaps\", \"note\": \"x\"}");
        // Then
        assertThat(dana.status()).isEqualTo(403);
        assertThat(maya.status()).isEqualTo(403);
        assertThat(wrong.status()).isEqualTo(422);
        assertThat(house.call(call).path("state").asText()).isEqualTo("outcome_unknown");
    }

    // ---- cancelling -----------------------------------------------------------------------------------------------

    @Test
    void cancelledRunNeverDispatchesWhatWasGranted() {
        // Given
        house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": {\"hold\": \"PT1S\"}}}");
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        house.approve("maya", approval).ok();
        // When
        house.post("dana", "/api/runs/" + run + "/cancel", "{\"reason\": \"stop\"}")
                .ok();
        // Then
        JsonNode call = house.onlyCall(run);
        assertThat(call.path("state").asText()).isEqualTo("refused");
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("RUN_CANCELLED");
        workers.dispatchOnce();
        assertThat(sandbox.arrivals(call)).isEmpty();
    }

    @Test
    void cancelledRunStillRecordsWhatWasSent() {
        // Given: the answer comes only after the run was cancelled
        sandbox.fault("crm.create_task", "slow", 1, "after");
        String run = house.start(house.oneCall("crm.create_task", "{subject: slow}"));
        JsonNode call = House.soon()
                .until(
                        () -> house.calls(run).stream().findFirst().orElse(null),
                        seen -> seen != null && !sandbox.arrivals(seen).isEmpty());
        // When
        house.post("dana", "/api/runs/" + run + "/cancel", "{\"reason\": \"stop\"}")
                .ok();
        JsonNode after = settled(call);
        // Then
        assertThat(after.path("state").asText()).isEqualTo("succeeded");
        assertThat(sandbox.arrivals(call)).hasSize(1);
    }

    /** I2: a refusal says that nothing was sent, so a call that may have happened is never refused. */
    @ParameterizedTest
    @CsvSource({
        "crm.create_task, '{subject: gone}'",
        "crm.merge_accounts, '{account_id: acc-34, into_account_id: acc-none}'"
    })
    void cancelledRunsOrphanIsNotCalledRefused(String tool, String arguments) {
        // Given
        JsonNode call = orphan(
                tool,
                arguments,
                "key_horizon_until, state = 'permitted', next_at = clock_timestamp() + interval '1 hour'");
        house.post("dana", "/api/runs/" + call.path("run_id").asText() + "/cancel", "{\"reason\": \"stop\"}")
                .ok();
        // When
        workers.rescueOnce();
        workers.rescueOnce();
        JsonNode after = settled(call);
        // Then
        assertThat(after.path("state").asText()).isEqualTo("outcome_unknown");
    }

    @Test
    void whatMayHaveHappenedCannotBeTakenOver() {
        // Given: a keyed call whose answer was lost waits to be sent again
        JsonNode call = orphan(
                "crm.create_task",
                "{subject: mine}",
                "key_horizon_until, state = 'permitted', next_at = clock_timestamp() + interval '1 hour'");
        // When
        Answer taken =
                house.post("maya", "/api/calls/" + call.path("id").asText() + "/takeover", "{\"note\": \"by hand\"}");
        Answer asOperator =
                house.post("omar", "/api/calls/" + call.path("id").asText() + "/takeover", "{\"note\": \"by hand\"}");
        // Then
        assertThat(taken.status()).as("no approval, so maya may not see it").isEqualTo(404);
        assertThat(asOperator.status()).isEqualTo(409);
        assertThat(house.call(call).path("state").asText()).isEqualTo("permitted");
        Sql.update(
                "UPDATE tool_call SET next_at = clock_timestamp() WHERE id = ?",
                call.path("id").asText());
        settled(call);
    }
}
