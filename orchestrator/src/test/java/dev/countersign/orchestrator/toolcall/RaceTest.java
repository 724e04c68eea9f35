package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.TransitionLog;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two people at the same moment. The transitions race as on two nodes: each side has a group commit of its own. */
@QuarkusTest
class RaceTest extends InHouse {
    private static final int PAIRS = Boolean.getBoolean("countersign.long") ? 1_000 : 300;
    private static final int AT_ONCE = 50;
    private static final Duration DEADLINE = Duration.ofMinutes(15);
    private static final Refusal NO = Refusal.rejected("Lee", "WRONG_TIME", null);

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
    ApprovalTransitions here;

    private ApprovalTransitions there;
    private CallTransitions callsThere;

    @BeforeEach
    void secondNode() {
        var log = new Committing(new TransitionLog(database), ledger);
        there = new ApprovalTransitions(log, database, ids);
        callsThere = new CallTransitions(log, database, ids);
    }

    /** Approvals that wait, each of a call and a run of its own; a hold keeps the dispatcher away after the grant. */
    private List<UUID> waiting(String name, int count, int quorum) {
        // A run that wakes after a no finds its workflow and ends.
        house.registerYaml(
                "workflows",
                "kind: Workflow\nid: " + name + "\nversion: 1\ntools: []\nmodel: {kind: scripted, turns: []}\n");
        Sql.update("""
                WITH r AS (
                  INSERT INTO run (id, workflow_id, workflow_version, workflow_digest, state, owner, started_by, scopes,
                    input, policy_revision, traceparent, open_calls, deadline_at)
                  SELECT gen_random_uuid(), '%1$s', 1, 'sha256:0', 'parked', 'dana', 'dana', '{}', '{}', '1',
                    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 1, now() + interval '1 day'
                  FROM generate_series(1, %2$d) RETURNING id),
                c AS (
                  INSERT INTO tool_call (id, run_id, step, ordinal, tool, state, approval_id)
                  SELECT gen_random_uuid(), id, 1, 0, 'crm.race', 'awaiting_approval', gen_random_uuid() FROM r
                  RETURNING id, run_id, approval_id)
                INSERT INTO approval (id, call_id, run_id, workflow_id, owner, state, digest, bound, card, tool, tier, groups,
                  quorum, separate, hold_ms, expires_at)
                SELECT approval_id, id, run_id, '%1$s', 'dana', 'pending', 'sha256:1', '{}', '{}', 'crm.merge_accounts', 'T3', '{revops}',
                  %3$d, true, 3600000, now() + interval '1 hour' FROM c""".formatted(name, count, quorum));
        return Sql.column("SELECT id FROM approval WHERE workflow_id = ?", name).stream()
                .map(UUID::fromString)
                .toList();
    }

    private record Outcome(boolean left, boolean right) {}

    /** Runs both sides of every approval at the same moment. */
    private List<Outcome> race(List<UUID> ids, BiPredicate<UUID, Approval> left, BiPredicate<UUID, Approval> right) {
        var outcomes = new ArrayList<Outcome>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int from = 0; from < ids.size(); from += AT_ONCE) {
                var pairs = new ArrayList<CompletableFuture<Outcome>>();
                for (UUID id : ids.subList(from, Math.min(ids.size(), from + AT_ONCE))) {
                    Approval seen = approvals.find(id).orElseThrow();
                    var start = new CyclicBarrier(2);
                    var one = CompletableFuture.supplyAsync(() -> after(start, () -> left.test(id, seen)), threads);
                    var two = CompletableFuture.supplyAsync(() -> after(start, () -> right.test(id, seen)), threads);
                    pairs.add(one.thenCombine(two, Outcome::new));
                }
                pairs.forEach(pair -> outcomes.add(pair.join()));
            }
        }
        return outcomes;
    }

    private static <T> T after(CyclicBarrier start, Supplier<T> work) {
        try {
            start.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
        return work.get();
    }

    private static long approvalsWhere(String name, String condition) {
        return Sql.number("SELECT count(*) FROM approval a JOIN tool_call c ON c.id = a.call_id WHERE a.workflow_id = '"
                + name + "' AND " + condition);
    }

    private static long events(String name, String type) {
        return Sql.number(
                "SELECT count(*) FROM event e JOIN run r ON r.id = e.run_id WHERE r.workflow_id = ? AND e.type = ?",
                name,
                "dev.countersign." + type + ".v1");
    }

    // ---- transitions ----------------------------------------------------------------------------------------------

    @Test
    void twoYesAtOnceAlwaysMakeAQuorumOfTwo() {
        // Given
        List<UUID> pairs = waiting("race-quorum", PAIRS, 2);
        // When
        List<Outcome> outcomes = race(
                pairs,
                (id, seen) -> here.approve(seen, ApprovalTransitions.Ballot.own("maya"), DEADLINE),
                (id, seen) -> there.approve(seen, ApprovalTransitions.Ballot.own("lee"), DEADLINE));
        // Then
        assertThat(outcomes).hasSize(PAIRS).containsOnly(new Outcome(true, true));
        assertThat(approvalsWhere("race-quorum", "a.state = 'granted' AND a.granted = 2 AND c.state = 'permitted'"))
                .isEqualTo(PAIRS);
        assertThat(events("race-quorum", "approval.voted")).isEqualTo(2 * PAIRS);
        assertThat(events("race-quorum", "approval.granted")).isEqualTo(PAIRS);
        assertThat(events("race-quorum", "toolcall.permitted")).isEqualTo(PAIRS);
    }

    @Test
    void ofTwoYesAtOnceOneGrantsAQuorumOfOne() {
        // Given
        List<UUID> pairs = waiting("race-single", PAIRS, 1);
        // When
        List<Outcome> outcomes = race(
                pairs,
                (id, seen) -> here.approve(seen, ApprovalTransitions.Ballot.own("maya"), DEADLINE),
                (id, seen) -> there.approve(seen, ApprovalTransitions.Ballot.own("lee"), DEADLINE));
        // Then
        assertThat(outcomes).allSatisfy(o -> assertThat(o.left() ^ o.right()).isTrue());
        assertThat(approvalsWhere("race-single", "a.state = 'granted' AND a.granted = 1"))
                .isEqualTo(PAIRS);
        assertThat(events("race-single", "approval.voted")).isEqualTo(PAIRS);
        assertThat(
                        Sql.number(
                                "SELECT count(*) FROM vote v JOIN approval a ON a.id = v.approval_id WHERE a.workflow_id = 'race-single'"))
                .isEqualTo(PAIRS);
    }

    @Test
    void yesAndNoAtOnceEndInOneOfThem() {
        // Given
        List<UUID> pairs = waiting("race-verdict", 300, 1);
        // When
        List<Outcome> outcomes = race(
                pairs,
                (id, seen) -> here.approve(seen, ApprovalTransitions.Ballot.own("maya"), DEADLINE),
                (id, seen) -> there.reject(seen, ApprovalTransitions.Ballot.own("lee"), NO));
        // Then
        assertThat(outcomes).allSatisfy(o -> assertThat(o.left() ^ o.right()).isTrue());
        long granted = outcomes.stream().filter(Outcome::left).count();
        assertThat(approvalsWhere("race-verdict", "a.state = 'granted' AND c.state = 'permitted'"))
                .isEqualTo(granted);
        assertThat(approvalsWhere("race-verdict", "a.state = 'rejected' AND c.state = 'refused'"))
                .isEqualTo(300 - granted);
    }

    @Test
    void samePersonTwiceAtOnceCountsOnce() {
        // Given
        List<UUID> pairs = waiting("race-double", 300, 2);
        // When
        List<Outcome> outcomes = race(
                pairs,
                (id, seen) -> quietly(() -> here.approve(seen, ApprovalTransitions.Ballot.own("maya"), DEADLINE)),
                (id, seen) -> quietly(() -> there.approve(seen, ApprovalTransitions.Ballot.own("maya"), DEADLINE)));
        // Then
        assertThat(outcomes).allSatisfy(o -> assertThat(o.left() ^ o.right()).isTrue());
        assertThat(approvalsWhere("race-double", "a.state = 'pending' AND a.granted = 1"))
                .isEqualTo(300);
    }

    /** The unique key may raise; {@link Voting} takes that for "not counted". */
    private static boolean quietly(Supplier<Boolean> vote) {
        try {
            return vote.get();
        } catch (dev.countersign.orchestrator.transition.GuardRaised twice) {
            return false;
        }
    }

    @Test
    void yesAndTakeoverAtOnceNeverLeaveBoth() {
        // Given
        List<UUID> pairs = waiting("race-takeover", 100, 1);
        Refusal byHand = Refusal.of(RefusalCode.TAKEN_OVER, "by hand");
        // When
        List<Outcome> outcomes = race(
                pairs,
                (id, seen) -> here.approve(seen, ApprovalTransitions.Ballot.own("maya"), DEADLINE),
                (id, seen) -> callsThere.refuse(calls.find(seen.callId()).orElseThrow(), byHand, null));
        // Then: a takeover may also win after the grant, because nothing was sent yet
        assertThat(outcomes).allSatisfy(o -> assertThat(o.right()).isTrue());
        assertThat(approvalsWhere("race-takeover", "c.state = 'refused' AND a.state IN ('granted', 'withdrawn')"))
                .isEqualTo(100);
        assertThat(approvalsWhere("race-takeover", "c.state = 'permitted'")).isZero();
    }

    // ---- through REST ---------------------------------------------------------------------------------------------

    @Test
    void twoClicksAtOnceSendOnceAndTheOtherSeesWhoWasFirst() {
        // Given
        List<String> opportunities = sandbox.opportunities(20);
        List<String> runs = opportunities.stream().map(house::stageMove).toList();
        List<JsonNode> asked = runs.stream().map(house::asked).toList();
        // When
        List<List<Answer>> answers = clicks(asked);
        // Then
        for (int i = 0; i < runs.size(); i++) {
            house.ended(runs.get(i));
            assertThat(sandbox.arrivals(house.onlyCall(runs.get(i)))).hasSize(1);
            assertThat(answers.get(i)).extracting(Answer::status).containsExactlyInAnyOrder(200, 409);
            Answer loser = answers.get(i).stream()
                    .filter(a -> a.status() == 409)
                    .findFirst()
                    .orElseThrow();
            assertThat(loser.code()).isEqualTo("ALREADY_DECIDED");
            assertThat(loser.body().path("decided_by").asText()).isIn("maya", "lee");
            assertThat(loser.body().path("verdict").asText()).isEqualTo("approve");
        }
    }

    @Test
    void twoClicksAtOnceFillAQuorumOfTwoAndSendOnce() {
        // Given
        house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": {\"tier\": \"T3\", \"quorum\": 2}}}");
        List<String> runs =
                sandbox.opportunities(20).stream().map(house::stageMove).toList();
        List<JsonNode> asked = runs.stream().map(house::asked).toList();
        // When
        List<List<Answer>> answers = clicks(asked);
        // Then
        for (int i = 0; i < runs.size(); i++) {
            house.ended(runs.get(i));
            assertThat(answers.get(i)).extracting(Answer::status).containsOnly(200);
            assertThat(sandbox.arrivals(house.onlyCall(runs.get(i)))).hasSize(1);
        }
    }

    private List<List<Answer>> clicks(List<JsonNode> asked) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return asked.stream()
                    .map(approval -> {
                        var start = new CyclicBarrier(2);
                        return List.of(
                                CompletableFuture.supplyAsync(
                                        () -> after(start, () -> house.approve("maya", approval)), threads),
                                CompletableFuture.supplyAsync(
                                        () -> after(start, () -> house.approve("lee", approval)), threads));
                    })
                    .toList()
                    .stream()
                    .map(pair -> pair.stream().map(CompletableFuture::join).toList())
                    .toList();
        }
    }
}
