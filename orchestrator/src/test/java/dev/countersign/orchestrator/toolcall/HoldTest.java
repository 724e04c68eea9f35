package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.TransitionLog;
import dev.countersign.policy.decision.Decision;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was approved and is held: nothing was sent yet, so it can be taken back without a trace downstream. */
@QuarkusTest
class HoldTest extends InHouse {
    private static final String HELD = """
            {"tools": {"crm.update_opportunity_stage": {"hold": "PT10M"}}}""";

    @Inject
    Approvals approvals;

    @Inject
    ToolCalls calls;

    @Inject
    Database database;

    @Inject
    LedgerWorkers ledger;

    @Inject
    Ids ids;

    @Inject
    UndoTransitions undos;

    @Override
    protected void activate() {
        house.policyWith(HELD);
    }

    private JsonNode held() {
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        return house.approve("maya", approval).ok().path("approval");
    }

    /** As if the hold were over. */
    private void letGo(JsonNode approval) {
        Sql.update(
                "UPDATE tool_call SET next_at = now(), not_before = now() WHERE id = ?",
                approval.path("call_id").asText());
    }

    private static String run(JsonNode approval) {
        return approval.path("run_id").asText();
    }

    // ---- how long -------------------------------------------------------------------------------------------------

    @ParameterizedTest(name = "{0} with {1} in policy is held {2}")
    @CsvSource({"T1,, PT10S", "T2,, PT10S", "T3,, PT0S", "T1, PT0S, PT0S", "T3, PT30S, PT30S", "T2, PT1M, PT1M"})
    void routineIsHeldWherePolicySaysNothing(String tier, @Nullable String asked, String held) {
        // Given
        var terms = new Decision.Terms(
                tier, List.of("revops"), 1, true, null, asked == null ? null : Duration.parse(asked), null);
        // When
        Duration hold = Judge.hold(terms, Duration.ofSeconds(10));
        // Then
        assertThat(hold).isEqualTo(Duration.parse(held));
    }

    @Test
    void approvedCallWaitsAndSaysUntilWhen() {
        // When
        JsonNode approval = held();
        // Then
        JsonNode call = house.onlyCall(run(approval));
        assertThat(approval.at("/bound/terms/hold").asText()).isEqualTo("PT10M");
        assertThat(Instant.parse(approval.path("hold_until").asText()))
                .isBetween(Instant.now().plusSeconds(500), Instant.now().plusSeconds(700));
        assertThat(call.path("state").asText()).isEqualTo("permitted");
        assertThat(house.run(run(approval)).at("/waiting_for/0/kind").asText()).isEqualTo("hold");
        assertThat(sandbox.arrivals(call)).isEmpty();
    }

    // ---- taken back -----------------------------------------------------------------------------------------------

    @Test
    void takenBackInTheHoldNothingWasSentAndPeopleAreAskedAgain() {
        // Given
        JsonNode granted = held();
        // When
        Answer undone = house.undo("maya", granted);
        // Then
        JsonNode again = undone.ok().path("approval");
        JsonNode call = house.onlyCall(run(granted));
        assertThat(undone.status()).isEqualTo(200);
        assertThat(again.path("id")).isEqualTo(granted.path("id"));
        assertThat(again.path("state").asText()).isEqualTo("pending");
        assertThat(again.path("round").asInt()).isEqualTo(2);
        assertThat(again.path("digest").asText())
                .isNotEqualTo(granted.path("digest").asText())
                .isEqualTo(Digest.of(again.path("bound")).value());
        assertThat(again.path("hold_until").isNull()).isTrue();
        assertThat(again.at("/undone/by").asText()).isEqualTo("maya");
        assertThat(call.path("state").asText()).isEqualTo("awaiting_approval");
        assertThat(sandbox.arrivals(call)).isEmpty();
        assertThat(house.run(run(granted)).at("/waiting_for/0/kind").asText()).isEqualTo("approval");
        assertThat(house.story(run(granted)))
                .endsWith("toolcall.permitted", "approval.undone", "approval.opened")
                .doesNotContain("toolcall.dispatched");
    }

    @Test
    void whatWasTakenBackIsDecidedLikeAnyOther() {
        // Given
        JsonNode again = house.undo("lee", held()).ok().path("approval");
        // When
        Answer old = house.vote("maya", again, "\"verdict\": \"approve\"");
        letGo(again);
        house.ended(run(again));
        // Then
        assertThat(old.ok().path("result").asText()).isEqualTo("RECORDED");
        assertThat(old.body().at("/approval/votes")).hasSize(2);
        assertThat(sandbox.arrivals(house.onlyCall(run(again)))).hasSize(1);
        assertThat(house.run(run(again)).path("output").asText()).isEqualTo("done");
    }

    @Test
    void earlierVotesDoNotCountAnyMore() {
        // Given
        house.policyWith("""
                {"tools": {"crm.update_owner": {"mode": "require_approval", "tier": "T1", "groups": ["revops"], "quorum": 2,
                  "hold": "PT10M", "title": "Reassign", "because": "${before.owner} to ${arguments.owner}"}}}""");
        String run = house.start(house.oneCall("crm.update_owner", "{account_id: acc-12, owner: lee}"));
        JsonNode approval = house.asked(run);
        house.approve("maya", approval).ok();
        JsonNode granted = house.approve("lee", approval).ok().path("approval");
        // When
        JsonNode again = house.undo("maya", granted).ok().path("approval");
        JsonNode one = house.approve("maya", again).ok().path("approval");
        // Then
        assertThat(one.path("state").asText()).isEqualTo("pending");
        assertThat(house.onlyCall(run).path("state").asText()).isEqualTo("awaiting_approval");
        house.reject("lee", one, "{\"code\": \"WRONG_TIME\"}").ok();
        house.ended(run);
    }

    @Test
    void secondClickIsTheSameUndoAndSomebodyElsesIsLate() {
        // Given
        JsonNode granted = held();
        house.undo("maya", granted).ok();
        // When
        Answer twice = house.undo("maya", granted);
        Answer other = house.undo("lee", granted);
        // Then
        assertThat(twice.status()).isEqualTo(200);
        assertThat(twice.body().at("/approval/round").asInt()).isEqualTo(2);
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("DIGEST_MISMATCH");
        assertThat(house.story(run(granted))).containsOnlyOnce("approval.undone");
    }

    @Test
    void hiddenValuesStayComparableInTheNextRound() {
        // Given
        house.policyWith("""
                {"tools": {"crm.update_lead_status": {"mode": "require_approval", "tier": "T1", "groups": ["revops"],
                   "hold": "PT10M", "title": "Status", "because": "Asked"}},
                 "results": [{"tools": ["crm.get_lead"], "mask": ["email"]}]}""");
        String run = house.start(house.oneCall("crm.update_lead_status", "{lead_id: lead-7, status: working}"));
        JsonNode granted = house.approve("maya", house.asked(run)).ok().path("approval");
        JsonNode again = house.undo("maya", granted).ok().path("approval");
        // When
        Answer vote = house.approve("maya", again);
        // Then
        assertThat(vote.ok().path("result").asText()).as("not stale").isEqualTo("RECORDED");
        house.undo("maya", vote.body().path("approval")).ok();
    }

    // ---- who and when ---------------------------------------------------------------------------------------------

    @Test
    void whoMayNotApproveMayNotUndo() {
        // Given
        JsonNode granted = held();
        // When
        Answer noor = house.undo("noor", granted);
        Answer agent = house.undo("demo-agent", granted);
        Answer owner = house.undo("dana", granted);
        // Then
        assertThat(noor.status()).isEqualTo(403);
        assertThat(noor.code()).isEqualTo("NOT_AN_APPROVER");
        assertThat(agent.code()).isEqualTo("NOT_AN_APPROVER");
        assertThat(owner.status()).isEqualTo(403);
        assertThat(house.approval(granted).path("state").asText()).isEqualTo("granted");
    }

    @Test
    void whoLostTheRoleAMomentAgoUndoesNothing() {
        // Given
        JsonNode granted = held();
        Approval seen =
                approvals.find(UUID.fromString(granted.path("id").asText())).orElseThrow();
        // When: as if the role went between the look and the statement
        boolean undone = undos.undo(seen, "noor");
        // Then
        assertThat(undone).isFalse();
        assertThat(house.approval(granted).path("round").asInt()).isEqualTo(1);
    }

    @Test
    void whatNobodyApprovedHasNothingToTakeBack() {
        // Given
        JsonNode pending = house.asked(house.stageMove(sandbox.opportunity()));
        // When
        Answer undone = house.undo("maya", pending);
        // Then
        assertThat(undone.status()).isEqualTo(409);
        assertThat(undone.code()).isEqualTo("CONFLICT");
        assertThat(undone.body().path("detail").asText()).contains("pending");
    }

    @Test
    void bodyWithoutADigestSaysSo() {
        // Given
        String path = "/api/approvals/" + held().path("id").asText() + "/undo";
        // When
        Answer none = house.post("maya", path, "{}");
        Answer strange = house.post("maya", path, "{\"digest\": \"x\", \"why\": 1}");
        // Then
        assertThat(none.status()).isEqualTo(422);
        assertThat(none.body().at("/errors/0/pointer").asText()).isEqualTo("/digest");
        assertThat(strange.body().at("/errors/0/pointer").asText()).isEqualTo("/why");
    }

    // ---- a longer hold --------------------------------------------------------------------------------------------

    @Test
    void holdCanBeKeptForAMinuteOnce() {
        // Given
        house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": {\"hold\": \"PT20S\"}}}");
        JsonNode granted = held();
        Approval seen =
                approvals.find(UUID.fromString(granted.path("id").asText())).orElseThrow();
        // When
        boolean once = undos.keep(seen, "maya");
        boolean twice = undos.keep(seen, "maya");
        // Then
        JsonNode kept = house.approval(granted);
        JsonNode call = house.onlyCall(run(granted));
        assertThat(once).isTrue();
        assertThat(twice).isFalse();
        Instant until = Instant.parse(kept.path("hold_until").asText());
        assertThat(Duration.between(seen.decidedAt(), until)).isEqualTo(Duration.ofSeconds(60));
        assertThat(call.path("not_before").asText())
                .isEqualTo(kept.path("hold_until").asText());
        house.undo("maya", kept).ok();
    }

    // ---- at the same moment ---------------------------------------------------------------------------------------

    @Test
    void undoAndDispatchAtOnceEndInOneOfThem() {
        // Given
        List<UUID> granted = granted("race-undo", 200);
        var elsewhere = new CallTransitions(new Committing(new TransitionLog(database), ledger), database, ids);
        String revision = house.revision();
        // When
        int sent = 0;
        int undone = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (UUID id : granted) {
                Approval approval = approvals.find(id).orElseThrow();
                ToolCall call = calls.find(approval.callId()).orElseThrow();
                var intent = new CallTransitions.Intent(JsonNodeFactory.instance.objectNode(), revision, false, null);
                var start = new CyclicBarrier(2);
                var left =
                        CompletableFuture.supplyAsync(() -> after(start, () -> undos.undo(approval, "maya")), threads);
                var right = CompletableFuture.supplyAsync(
                        () -> after(
                                start,
                                () -> elsewhere.intend(call, intent, Duration.ofMinutes(5), Duration.ofHours(1))),
                        threads);
                boolean taken = left.join();
                boolean gone = right.join();
                // Then
                assertThat(taken ^ gone).as("exactly one of them").isTrue();
                assertThat(calls.find(call.id()).orElseThrow().state())
                        .isEqualTo(gone ? CallState.EXECUTING : CallState.AWAITING_APPROVAL);
                assertThat(approvals.find(id).orElseThrow().state().wire()).isEqualTo(gone ? "granted" : "pending");
                sent += gone ? 1 : 0;
                undone += taken ? 1 : 0;
            }
        }
        assertThat(sent + undone).isEqualTo(200);
        end("race-undo");
    }

    @Test
    void twoUndoAtOnceAreOne() {
        // Given
        List<UUID> granted = granted("race-two-undo", 50);
        var elsewhere = new UndoTransitions(new Committing(new TransitionLog(database), ledger), database, ids);
        // When
        var outcomes = new ArrayList<Boolean>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (UUID id : granted) {
                Approval approval = approvals.find(id).orElseThrow();
                var start = new CyclicBarrier(2);
                var left =
                        CompletableFuture.supplyAsync(() -> after(start, () -> undos.undo(approval, "maya")), threads);
                var right = CompletableFuture.supplyAsync(
                        () -> after(start, () -> elsewhere.undo(approval, "lee")), threads);
                outcomes.add(left.join() ^ right.join());
            }
        }
        // Then
        assertThat(outcomes).hasSize(50).containsOnly(true);
        assertThat(Sql.number("SELECT count(*) FROM approval WHERE workflow_id = 'race-two-undo' AND round = 2"))
                .isEqualTo(50);
        end("race-two-undo");
    }

    private static boolean after(CyclicBarrier start, BooleanSupplier work) {
        try {
            start.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return work.getAsBoolean();
    }

    /** Approvals that are granted and whose calls a dispatcher has claimed, each with a run of its own. */
    private static List<UUID> granted(String name, int count) {
        Sql.update("""
                WITH r AS (
                  INSERT INTO run (id, workflow_id, workflow_version, workflow_digest, state, owner, started_by, scopes,
                    input, policy_revision, traceparent, open_calls, deadline_at)
                  SELECT gen_random_uuid(), '%1$s', 1, 'sha256:0', 'parked', 'dana', 'dana', '{}', '{}', '1',
                    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 1, now() + interval '1 day'
                  FROM generate_series(1, %2$d) RETURNING id),
                c AS (
                  INSERT INTO tool_call (id, run_id, step, ordinal, tool, state, approval_id, fence, lease_owner,
                    lease_until, next_at)
                  SELECT gen_random_uuid(), id, 1, 0, 'crm.race', 'permitted', gen_random_uuid(), 1, gen_random_uuid(),
                    now() + interval '1 hour', now() + interval '1 hour' FROM r
                  RETURNING id, run_id, approval_id)
                INSERT INTO approval (id, call_id, run_id, workflow_id, owner, state, digest, bound, card, tool, tier, groups,
                  quorum, separate, hold_ms, expires_at, granted, decided_by, decided_at, hold_until)
                SELECT approval_id, id, run_id, '%1$s', 'dana', 'granted', 'sha256:1', '{}', '{}', 'crm.race', 'T1',
                  '{revops}', 1, true, 3600000, now() + interval '1 hour', 1, 'maya', now(), now() + interval '1 hour'
                FROM c""".formatted(name, count));
        return Sql.column("SELECT id FROM approval WHERE workflow_id = ?", name).stream()
                .map(UUID::fromString)
                .toList();
    }

    /** Nothing of it may be taken up by a worker of a later test. */
    private static void end(String name) {
        Sql.update("""
                UPDATE tool_call SET state = 'refused', refusal_code = 'RUN_CANCELLED', answer = '{}', ended_at = now()
                WHERE run_id IN (SELECT id FROM run WHERE workflow_id = ?)""", name);
        Sql.update("""
                UPDATE approval SET state = 'withdrawn', decided_at = now()
                WHERE workflow_id = ? AND state = 'pending'""", name);
        Sql.update("UPDATE run SET state = 'cancelled', open_calls = 0, ended_at = now() WHERE workflow_id = ?", name);
    }
}
