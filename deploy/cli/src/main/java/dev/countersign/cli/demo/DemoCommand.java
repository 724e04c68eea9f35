package dev.countersign.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.Connection;
import dev.countersign.cli.event.EventReader;
import dev.countersign.cli.stack.HeldStack;
import dev.countersign.cli.stack.StackOptions;
import dev.countersign.cli.stack.StackView;
import dev.countersign.local.stack.StackState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The demonstration. On its own stack unless one runs already. */
@Command(
        name = "demo",
        description = "Start the demo's runs and leave the decisions to you, or with --auto decide and count.",
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(180);
    private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(60);
    /** Older than the sample data, so that the hygiene run meets these among the first. */
    private static final int STALE_DAYS = 365;

    private static final int SIGNALLED = 130;

    @Mixin
    Common common = new Common();

    @Mixin
    StackOptions stack = new StackOptions();

    @Option(names = "--auto", description = "Decide through the API, then compare API, Kafka and the sandbox's ledger.")
    boolean auto;

    @Option(names = "--detach", description = "Without --auto: return at once and leave the stack running.")
    boolean detach;

    @Override
    public Integer call() throws Exception {
        boolean leaves = detach && !auto;
        try (OptionalStack held = open(leaves)) {
            if (auto) {
                return decideAndCount();
            }
            leaveToThePerson();
            HeldStack ours = held.stack();
            if (ours != null) {
                common.say("Stop with Ctrl-C.");
                ours.awaitDown();
            }
            return ExitCode.OK;
        }
    }

    /** A stack of our own, which ends with the command, or none when another one serves. */
    private record OptionalStack(@Nullable HeldStack stack) implements AutoCloseable {
        @Override
        public void close() {
            if (stack != null) {
                stack.close();
            }
        }
    }

    private OptionalStack open(boolean leaves) throws IOException, InterruptedException {
        if (StackState.ofRunning(common.folder()).filter(StackState::ready).isPresent()) {
            common.say("using the stack that runs on " + common.folder().root());
            return new OptionalStack(null);
        }
        if (leaves) {
            stack.startDetached(common);
            return new OptionalStack(null);
        }
        return new OptionalStack(HeldStack.start(stack.options(common), auto ? SIGNALLED : ExitCode.OK));
    }

    private void leaveToThePerson() throws InterruptedException {
        Stage stage = new Stage(common.apiAs("dana"));
        stage.register();
        Sandbox sandbox = sandbox();
        Sandbox.Opportunity opportunity = sandbox.freshOpportunities(1, 0).getFirst();
        sandbox.freshOpportunities(2, STALE_DAYS);
        List<Stage.StartedRun> runs =
                List.of(stage.inboundLead(opportunity), stage.pipelineHygiene(), stage.accountBrief(opportunity));
        stage.await(runs, state -> !state.equals("running"), PATIENCE, () -> {});
        ApiClient maya = common.apiAs("maya");
        for (Stage.StartedRun run : runs) {
            common.print("%-17s %s  %s"
                    .formatted(
                            run.workflow(),
                            run.id(),
                            stage.read(run).path("state").asText()));
            for (JsonNode approval : maya.all("/api/approvals", Map.of("state", "pending", "run", run.id()))) {
                common.print("    waits for you: "
                        + approval.path("card").path("consequence").asText());
            }
        }
        common.print("Decide as Maya (the link works once): " + StackView.signInLink(common.folder(), "maya"));
    }

    private int decideAndCount() throws InterruptedException {
        ApiClient developer = common.apiAs("dana");
        Stage stage = new Stage(developer);
        common.say("registering the demo's connectors, policy and workflows");
        stage.register();
        Sandbox sandbox = sandbox();
        long before =
                sandbox.ledger(0).stream().mapToLong(Sandbox.Row::number).max().orElse(0);
        List<Sandbox.Opportunity> fresh = sandbox.freshOpportunities(5, 0);
        sandbox.freshOpportunities(2, STALE_DAYS);

        common.say("starting runs");
        Stage.StartedRun approved = stage.stageFollowUp(fresh.get(0));
        Stage.StartedRun rejected = stage.stageFollowUp(fresh.get(1));
        Stage.StartedRun expiring = stage.expiry(fresh.get(2));
        List<Stage.StartedRun> runs = new ArrayList<>(List.of(
                approved, rejected, expiring, stage.inboundLead(fresh.get(3)), stage.accountBrief(fresh.get(4))));
        Deciders deciders = new Deciders(common, Set.of(rejected.id()), Set.of(expiring.id()), common::say);
        stage.await(runs, Stage::hasEnded, PATIENCE, () -> deciders.decide(runs));
        // Last, because its tasks may use up what a minute allows.
        runs.add(stage.pipelineHygiene());
        stage.await(runs, Stage::hasEnded, PATIENCE, () -> deciders.decide(runs));

        Report report = count(developer, sandbox, before, runs);
        if (common.json()) {
            common.say(report.table());
        } else {
            common.print(report.table());
        }
        report.faults().forEach(common::say);
        common.printJson(report.json());
        return report.faults().isEmpty() ? ExitCode.OK : ExitCode.CHECK_FAILED;
    }

    private Report count(ApiClient developer, Sandbox sandbox, long before, List<Stage.StartedRun> runs) {
        common.say("comparing the API, Kafka and the sandbox's ledger");
        ApiAccount api = new ApiAccount(developer, common.apiAs("lee"), runs);
        StackState.Kafka kafka = Connection.running(common.folder()).kafka();
        KafkaAccount events;
        try (EventReader reader = new EventReader(kafka.bootstrap(), kafka.topic(), EventReader.From.BEGINNING)) {
            events = KafkaAccount.read(reader, api.lastSequences(), KAFKA_PATIENCE);
        }
        Set<String> executed = new HashSet<>();
        sandbox.ledger(before).stream()
                .map(Sandbox.Row::callId)
                .filter(api.ids()::contains)
                .forEach(executed::add);
        return new Report(runs.size(), api, events, executed);
    }

    private Sandbox sandbox() {
        return new Sandbox(Connection.running(common.folder()).sandboxUrl());
    }
}
