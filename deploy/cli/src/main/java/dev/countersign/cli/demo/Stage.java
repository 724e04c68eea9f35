package dev.countersign.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.registry.DocumentFiles;
import dev.countersign.cli.registry.Registration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Registers the demonstration's documents and starts its runs, each with an input that no run had before. */
final class Stage {
    private static final Duration POLL = Duration.ofMillis(200);

    private final ApiClient developer;

    Stage(ApiClient developer) {
        this.developer = developer;
    }

    /** A run that was started. */
    record StartedRun(String id, String workflow) {}

    void register() {
        Path documents = Common.repository().resolve("deploy/local/src/main/resources/demo");
        new Registration(developer, false).apply(DocumentFiles.read(documents));
    }

    StartedRun inboundLead(Sandbox.Opportunity opportunity) {
        String word = UUID.randomUUID().toString().substring(0, 8);
        return start(
                "inbound-lead",
                Common.JSON
                        .createObjectNode()
                        .put("email", "anna@brightwater-%s.example".formatted(word))
                        .put("company", "Brightwater " + word)
                        .put("opportunity_id", opportunity.id()));
    }

    StartedRun pipelineHygiene() {
        return start("pipeline-hygiene", Common.JSON.createObjectNode().put("stale_days", 30));
    }

    StartedRun accountBrief(Sandbox.Opportunity opportunity) {
        return start("account-brief", Common.JSON.createObjectNode().put("account_id", opportunity.accountId()));
    }

    StartedRun stageFollowUp(Sandbox.Opportunity opportunity) {
        return start(
                "stage-follow-up",
                Common.JSON
                        .createObjectNode()
                        .put("opportunity_id", opportunity.id())
                        .put("stage", "proposal"));
    }

    StartedRun expiry(Sandbox.Opportunity opportunity) {
        return start("demo-expiry", Common.JSON.createObjectNode().put("opportunity_id", opportunity.id()));
    }

    private StartedRun start(String workflow, ObjectNode input) {
        ObjectNode asked = Common.JSON.createObjectNode().put("workflow", workflow);
        asked.set("input", input);
        return new StartedRun(
                developer.post("/api/runs", asked).body().path("id").asText(), workflow);
    }

    JsonNode read(StartedRun run) {
        return developer.get("/api/runs/" + run.id());
    }

    /** Waits until the state of every run is as wished. */
    void await(List<StartedRun> runs, Predicate<String> wished, Duration patience, Runnable between)
            throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            between.run();
            List<StartedRun> open = runs.stream()
                    .filter(run -> !wished.test(read(run).path("state").asText()))
                    .toList();
            if (open.isEmpty()) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new Failure(
                        ExitCode.TIMED_OUT,
                        "After %d s this is still going on: %s".formatted(patience.toSeconds(), open));
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
    }

    static boolean hasEnded(String state) {
        return state.equals("completed") || state.equals("failed") || state.equals("cancelled");
    }
}
