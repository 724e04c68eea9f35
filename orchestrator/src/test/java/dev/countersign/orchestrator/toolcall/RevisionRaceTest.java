package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.freeze.Freezes;
import dev.countersign.orchestrator.limits.Counters;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.policy.PolicyChanges.Change;
import dev.countersign.orchestrator.policy.QuickEngine;
import dev.countersign.orchestrator.policy.SecondNode;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.orchestrator.workflow.Workflows;
import dev.countersign.policy.opa.PolicyEngine;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Decisions on two instances while revisions are activated on both as fast as they go. Each activation changes mode and
 * title together, so that a decision of two revisions, or of one under another's name, would show.
 */
@QuarkusTest
class RevisionRaceTest extends InHouse {
    private static final int ACTIVATIONS = 200;
    private static final int DECIDERS = 4;

    @Inject
    Connectors connectors;

    @Inject
    ToolCalls calls;

    @Inject
    Counters counters;

    @Inject
    InstantSource clock;

    @Inject
    MeterRegistry meters;

    @Inject
    Situations situations;

    @Inject
    RejectionMemory memory;

    @Inject
    DryRun dryRun;

    @Inject
    Drift drift;

    @Inject
    CardMaker cards;

    @Inject
    ProposalTransitions transitions;

    @Inject
    Sender sender;

    @Inject
    Ids ids;

    @Inject
    DispatchConfig config;

    @Inject
    Runs runs;

    @Inject
    Workflows workflows;

    @Inject
    Freezes freezes;

    @AfterEach
    void endTheRuns() {
        Sql.update(
                "UPDATE run SET state = 'completed', next_at = NULL, ended_at = now() WHERE owner = 'revision-race'");
    }

    private Gate gate(ActivePolicy policy) {
        var judge = new Judge(policy, counters, clock, meters, config);
        return new Gate(
                connectors,
                calls,
                situations,
                judge,
                policy,
                drift,
                memory,
                dryRun,
                cards,
                transitions,
                sender,
                ids,
                new Listeners(List.of()),
                freezes);
    }

    /** A run that no worker takes up: its turn is a day away. */
    private Run run(Workflow workflow) {
        UUID id = UUID.randomUUID();
        Sql.update(
                "INSERT INTO run (id, workflow_id, workflow_version, workflow_digest, state, owner, started_by, scopes,"
                        + " input, policy_revision, traceparent, next_at, deadline_at) VALUES (?, '" + workflow.id()
                        + "', 1, 'sha256:0', 'running', 'revision-race', 'dana', '{crm.read}', '{}', '1',"
                        + " '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', now() + interval '1 day',"
                        + " now() + interval '1 day')",
                id.toString());
        return runs.find(id).orElseThrow();
    }

    private record Asked(UUID run, int step, long activeBefore) {}

    /** Proposes until it is told to stop; remembers what was active when each decision began. */
    private List<Asked> decide(Gate gate, Workflow workflow, AtomicBoolean stop) {
        Run run = run(workflow);
        var asked = new ArrayList<Asked>();
        for (int step = 1; !stop.get(); step++) {
            long before = Sql.number("SELECT revision FROM policy_active");
            gate.propose(new Proposal(
                    run,
                    workflow,
                    step,
                    0,
                    "c" + step,
                    "crm__get_account",
                    "{\"account_id\": \"acc-9\"}",
                    null,
                    false,
                    false));
            asked.add(new Asked(run.id(), step, before));
        }
        return asked;
    }

    /** Activates on both nodes in turn; returns what each revision's tool is titled. */
    private static Map<String, String> activate(List<SecondNode> nodes) {
        Map<String, String> titles = new HashMap<>();
        for (int i = 0; titles.size() < ACTIVATIONS; i++) {
            String data = "{\"tools\": {\"crm.get_account\": {\"mode\": \"" + (i % 2 == 0 ? "permit" : "deny")
                    + "\", \"title\": \"change " + i + "\", \"because\": \"change " + i + "\"}}}";
            String active = Sql.column("SELECT revision FROM policy_active").getFirst();
            Change change = nodes.get(i % nodes.size()).changes().replaceData(Rows.parse(data), active, "dana");
            if (change instanceof Change.Active made) {
                titles.put(made.revision().name(), "change " + i);
            }
        }
        return titles;
    }

    @Test
    void everyDecisionIsOfExactlyOneRevisionAndNeverOfAnOlderOneThanWasActiveWhenItBegan() {
        // Given
        Workflow workflow = workflows
                .latest(house.workflow("tools: [{name: crm.get_account}]\nmodel: {kind: scripted, turns: []}\n"))
                .orElseThrow();
        PolicyEngine engine = new QuickEngine();
        var asked = new ArrayList<Asked>();
        Map<String, String> titles;
        var stop = new AtomicBoolean();
        // When
        try (SecondNode here = SecondNode.with(engine);
                SecondNode there = SecondNode.with(engine);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<SecondNode> nodes = List.of(here, there);
            here.changes().activate(house.revision(), "dana");
            var deciders = new ArrayList<CompletableFuture<List<Asked>>>();
            for (int i = 0; i < DECIDERS; i++) {
                Gate gate = gate(nodes.get(i % nodes.size()).policy());
                deciders.add(CompletableFuture.supplyAsync(() -> decide(gate, workflow, stop), threads));
            }
            try {
                titles = activate(nodes);
            } finally {
                stop.set(true);
            }
            deciders.forEach(decider -> asked.addAll(decider.join()));
        }
        // Then
        assertThat(asked).hasSizeGreaterThan(ACTIVATIONS);
        assertSound(asked, titles);
    }

    private static void assertSound(List<Asked> asked, Map<String, String> titles) {
        Map<String, String> stored = new HashMap<>();
        Sql.column("SELECT c.run_id || ' ' || c.step || '|' || coalesce(c.policy_revision, 'none') || '|'"
                        + " || coalesce(c.title, 'none') || '|' || c.outcome || '|' || coalesce(c.refusal_code, 'sent')"
                        + " FROM tool_call c JOIN run r ON r.id = c.run_id WHERE r.owner = 'revision-race'")
                .forEach(row -> stored.put(row.substring(0, row.indexOf('|')), row.substring(row.indexOf('|') + 1)));
        var outcomes = new HashMap<String, Integer>();
        for (Asked one : asked) {
            String row = stored.get(one.run() + " " + one.step());
            assertThat(row).as("every proposal is decided").isNotNull();
            String[] parts = row.split("\\|");
            assertThat(Long.parseLong(parts[0])).as("not older: " + row).isGreaterThanOrEqualTo(one.activeBefore());
            if (titles.containsKey(parts[0])) {
                assertThat(parts[1]).as("of one revision: " + row).isEqualTo(titles.get(parts[0]));
                boolean even = Integer.parseInt(parts[1].substring("change ".length())) % 2 == 0;
                assertThat(parts[2]).as(row).isEqualTo(even ? "permit" : "deny");
            }
            assertThat(parts[3]).as("never without an answer: " + row).isNotEqualTo("POLICY_INDETERMINATE");
            outcomes.merge(parts[2], 1, Integer::sum);
        }
        assertThat(outcomes).containsKeys("permit", "deny");
    }
}
