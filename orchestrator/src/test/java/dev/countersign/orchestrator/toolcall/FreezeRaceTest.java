package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.orchestrator.freeze.Freeze;
import dev.countersign.orchestrator.freeze.FreezeConfig;
import dev.countersign.orchestrator.freeze.Freezes;
import dev.countersign.orchestrator.freeze.Scope;
import dev.countersign.orchestrator.ledger.LedgerWorkers;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Intents of two nodes, each with a group commit of its own, while somebody freezes. */
@QuarkusTest
class FreezeRaceTest extends InHouse {
    private static final int INTENTS = 300;
    private static final Duration LEASE = Duration.ofMinutes(10);

    @Inject
    ToolCalls calls;

    @Inject
    Database database;

    @Inject
    LedgerWorkers ledger;

    @Inject
    Ids ids;

    @Inject
    CallTransitions here;

    @Inject
    Freezes freezes;

    @Inject
    FreezeConfig config;

    private CallTransitions there;
    private String workflow;

    @BeforeEach
    void secondNode() {
        there = new CallTransitions(new Committing(new TransitionLog(database), ledger), database, ids);
        workflow = "freeze-race-" + UUID.randomUUID();
    }

    @AfterEach
    void clean() {
        Sql.update("UPDATE call_freeze SET lifted_by = 'omar', lifted_at = now() WHERE lifted_at IS NULL");
        Sql.update("UPDATE tool_call SET state = 'failed', ended_at = now() WHERE state IN ('permitted', 'executing')"
                + " AND run_id IN (SELECT id FROM run WHERE workflow_id = '" + workflow + "')");
        Sql.update("UPDATE run SET state = 'completed', ended_at = now(), open_calls = 0 WHERE workflow_id = '"
                + workflow + "'");
    }

    /** Permitted calls that a worker holds, each of a run of its own. */
    private List<ToolCall> claimed(int count) {
        Sql.update("""
                WITH r AS (
                  INSERT INTO run (id, workflow_id, workflow_version, workflow_digest, state, owner, started_by, scopes,
                    input, policy_revision, traceparent, open_calls, deadline_at)
                  SELECT gen_random_uuid(), '%1$s', 1, 'sha256:0', 'parked', 'dana', 'dana', '{}', '{}', '1',
                    '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 1, now() + interval '1 day'
                  FROM generate_series(1, %2$d) RETURNING id)
                INSERT INTO tool_call (id, run_id, step, ordinal, connector_id, tool, effect, state, fence, lease_until,
                  next_at, dispatch_deadline)
                SELECT gen_random_uuid(), id, 1, 0, 'crm', 'crm.race', 'ONCE', 'permitted', 7, now() + interval '1 hour',
                  now() + interval '1 hour', now() + interval '1 hour' FROM r""".formatted(workflow, count));
        return Sql.column(
                        "SELECT c.id FROM tool_call c JOIN run r ON r.id = c.run_id WHERE r.workflow_id = ?", workflow)
                .stream()
                .map(id -> calls.find(UUID.fromString(id)).orElseThrow())
                .toList();
    }

    private boolean intend(CallTransitions node, ToolCall call, String revision) {
        var intent = new CallTransitions.Intent(JsonNodeFactory.instance.objectNode(), revision, true, null);
        return node.intend(call, intent, LEASE, Duration.ofHours(1));
    }

    private long sent() {
        return Sql.number("""
                SELECT count(*) FROM event e JOIN run r ON r.id = e.run_id
                WHERE e.type = 'dev.countersign.toolcall.dispatched.v1' AND r.workflow_id = ?""", workflow);
    }

    @RepeatedTest(3)
    void afterItIsConfirmedNoIntentCommits() {
        // Given
        List<ToolCall> waiting = claimed(INTENTS);
        String revision = house.revision();
        var tried = new AtomicInteger();
        var intents = new ArrayList<CompletableFuture<Boolean>>();
        Freeze freeze;
        long atConfirmation;
        // When
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (ToolCall call : waiting) {
                CallTransitions node = intents.size() % 2 == 0 ? here : there;
                intents.add(CompletableFuture.supplyAsync(
                        () -> {
                            tried.incrementAndGet();
                            return intend(node, call, revision);
                        },
                        threads));
            }
            Freeze requested = freezes.request(new Scope(Scope.Kind.CONNECTOR, "crm"), "race", "omar")
                    .orElseThrow();
            assertThat(freezes.confirm(requested, config.patience().multipliedBy(3)))
                    .isTrue();
            atConfirmation = sent();
            freeze = freezes.find(requested.id()).orElseThrow();
        }
        long applied = intents.stream().filter(CompletableFuture::join).count();
        // Then
        assertThat(tried.get()).isEqualTo(INTENTS);
        assertThat(freeze.state()).isEqualTo(Freeze.State.CONFIRMED);
        assertThat(applied)
                .as("what was applied is what had been at the confirmation")
                .isEqualTo(atConfirmation);
        assertThat(sent()).isEqualTo(atConfirmation);
        assertThat(Sql.number("""
                SELECT count(*) FROM tool_call c JOIN run r ON r.id = c.run_id WHERE r.workflow_id = ?
                  AND c.state = 'executing'""", workflow)).isEqualTo(atConfirmation);
    }

    @Test
    void intentsOnBothNodesSeeItAsSoonAsItIsRequestedAndGoOnWhenItIsLifted() {
        // Given
        List<ToolCall> waiting = claimed(4);
        String revision = house.revision();
        Freeze freeze = freezes.request(new Scope(Scope.Kind.WORKFLOW, workflow), "race", "omar")
                .orElseThrow();
        // When
        boolean frozenHere = intend(here, waiting.get(0), revision);
        boolean frozenThere = intend(there, waiting.get(1), revision);
        freezes.lift(freeze, "omar");
        boolean freeHere = intend(here, waiting.get(2), revision);
        boolean freeThere = intend(there, waiting.get(3), revision);
        // Then
        assertThat(List.of(frozenHere, frozenThere)).containsOnly(false);
        assertThat(List.of(freeHere, freeThere)).containsOnly(true);
    }
}
