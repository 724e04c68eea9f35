package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.api.ApiClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks a changed policy about the calls of the past, and says what would have been otherwise. Nothing is dispatched. */
@Command(
        name = "replay",
        description = "Ask a changed policy about past calls: what changes, whom it contradicts, what the queue gets.",
        mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Set<String> GOING_ON = Set.of("waiting", "running");

    @Mixin
    Common common = new Common();

    @Mixin
    KeyOption key = new KeyOption();

    @Option(
            names = "--since",
            paramLabel = "DURATION",
            defaultValue = "P7D",
            description = "How far back, such as P7D or PT12H (default: ${DEFAULT-VALUE}).")
    String since = "P7D";

    @Option(
            names = "--bundle",
            paramLabel = "NEW|REVISION",
            description = "A bundle (.tar.gz), a folder, a PolicyData file, or a revision (default: the active one).")
    @Nullable
    String bundle;

    @Option(
            names = "--fail-if",
            paramLabel = "CONDITION",
            description = {
                "Exit with 1 if it holds, such as 'released>0'; may be repeated. Names: released, newly_asked,",
                "newly_denied, changed, contradicted, masked, queue_per_day (cards a day more than before)."
            })
    List<String> failIf = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        List<Threshold> thresholds = failIf.stream().map(Threshold::parse).toList();
        ApiClient api = common.api();
        ObjectNode wanted = Common.JSON.createObjectNode().put("since", since);
        if (bundle != null) {
            wanted.put("revision", new Candidates(common, key).find(bundle).revision());
        }
        String path = "/api/policy/replays/"
                + api.post("/api/policy/replays", wanted).body().path("id").asText();
        JsonNode replay = finished(api, path);
        boolean completed = replay.path("state").asText().equals("completed");
        if (common.json()) {
            common.printJson(replay);
        } else if (completed) {
            new ReplayText(replay, api.baseUrl()).lines().forEach(common::print);
        }
        if (!completed) {
            throw new Failure(
                    ExitCode.CHECK_FAILED,
                    "The replay is %s. %s"
                            .formatted(
                                    replay.path("state").asText(),
                                    replay.path("failure").asText("")));
        }
        return judged(replay, thresholds);
    }

    /** Waits for the end and tells the progress; Ctrl-C cancels the replay. */
    private JsonNode finished(ApiClient api, String path) throws InterruptedException {
        Thread cancel = new Thread(() -> cancel(api, path), "cancel-replay");
        Runtime.getRuntime().addShutdownHook(cancel);
        long start = System.nanoTime();
        String told = "";
        while (true) {
            JsonNode replay = api.get(path);
            String progress = progress(replay, System.nanoTime() - start);
            if (!progress.equals(told)) {
                common.say(progress);
                told = progress;
            }
            if (!GOING_ON.contains(replay.path("state").asText())) {
                Runtime.getRuntime().removeShutdownHook(cancel);
                return replay;
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
    }

    private void cancel(ApiClient api, String path) {
        try {
            api.delete(path);
            common.say("The replay is cancelled.");
        } catch (Failure failure) {
            common.say("The replay could not be cancelled: " + failure.sentence());
        }
    }

    private static String progress(JsonNode replay, long nanos) {
        if (!replay.path("total").isNumber()) {
            return replay.path("state").asText();
        }
        long done = replay.path("done").asLong();
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
        return "%s: %d of %d calls, %d a second"
                .formatted(
                        replay.path("state").asText(),
                        done,
                        replay.path("total").asLong(),
                        done * TimeUnit.SECONDS.toMillis(1) / millis);
    }

    private int judged(JsonNode replay, List<Threshold> thresholds) {
        int exitCode = ExitCode.OK;
        for (Threshold threshold : thresholds) {
            if (threshold.isHit(replay)) {
                common.say("--fail-if '%s' holds: %s is %s"
                        .formatted(
                                threshold.text(),
                                threshold.name(),
                                threshold.value(replay).toPlainString()));
                exitCode = ExitCode.CHECK_FAILED;
            }
        }
        return exitCode;
    }
}
