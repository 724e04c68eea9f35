package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.api.ApiClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a change decide beside the active policy, where it can permit nothing, and shows where the two differ. */
@Command(
        name = "shadow",
        description = {
            "Evaluate a change beside the active policy and show every difference as it happens.",
            "Ends with Ctrl-C or --for; then the shadow is stopped and summed up. It never decides anything."
        },
        mixinStandardHelpOptions = true)
final class ShadowCommand implements Callable<Integer> {
    private static final String PATH = "/api/policy/shadow";
    private static final Duration POLL = Duration.ofMillis(500);

    @Mixin
    Common common = new Common();

    @Mixin
    KeyOption key = new KeyOption();

    @Parameters(
            arity = "0..1",
            paramLabel = "NEW|REVISION",
            description = "A bundle (.tar.gz), a folder, a PolicyData file, or a revision.")
    @Nullable
    String named;

    @Option(names = "--for", paramLabel = "DURATION", description = "End after this time, such as PT10M.")
    @Nullable
    Duration time;

    @Option(names = "--status", description = "Show the shadow that runs.")
    boolean status;

    @Option(names = "--stop", description = "Stop the shadow that runs.")
    boolean stop;

    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile long shown;
    private volatile boolean failed;

    @Override
    public Integer call() throws InterruptedException {
        if ((named == null ? 0 : 1) + (status ? 1 : 0) + (stop ? 1 : 0) != 1) {
            throw new Failure(ExitCode.USAGE, "Name a change or a revision, or give --status, or --stop.");
        }
        ApiClient api = common.api();
        if (named == null) {
            show(status ? api.get(PATH) : api.delete(PATH).body());
            return ExitCode.OK;
        }
        Candidates.Candidate candidate = new Candidates(common, key).find(named);
        if (candidate.active()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "Revision %s decides already; a shadow of it shows nothing.".formatted(candidate.revision()));
        }
        api.post(PATH, Common.JSON.createObjectNode().put("revision", candidate.revision()));
        common.say("Revision %s is in the shadow%s."
                .formatted(candidate.revision(), time == null ? "; Ctrl-C ends it" : " for " + time));
        Thread onSignal = new Thread(() -> endOnSignal(api), "stop-shadow");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            follow(api);
        } catch (Failure failure) {
            failed = true;
            throw failure;
        }
        end(api);
        return ExitCode.OK;
    }

    private void follow(ApiClient api) throws InterruptedException {
        long start = System.nanoTime();
        while (!ended.get() && (time == null || System.nanoTime() - start < time.toNanos())) {
            JsonNode seen = api.get(PATH + "?after=" + shown);
            differences(seen);
            String state = seen.path("state").asText();
            if (state.equals("failed")) {
                end(api);
                throw new Failure(
                        ExitCode.CHECK_FAILED,
                        "The shadow does not work: " + seen.path("trouble").asText());
            }
            if (state.equals("none")) {
                ended.set(true);
                throw new Failure(ExitCode.REFUSED, "Somebody else stopped the shadow.");
            }
            TimeUnit.NANOSECONDS.sleep(POLL.toNanos());
        }
    }

    /** Those that were not shown yet, the oldest first. */
    private synchronized void differences(JsonNode seen) {
        List<JsonNode> differences = new ArrayList<>();
        seen.path("differences").forEach(differences::add);
        differences.sort(
                Comparator.comparingLong(difference -> difference.path("id").asLong()));
        for (JsonNode difference : differences) {
            if (difference.path("id").asLong() > shown) {
                shown = difference.path("id").asLong();
                if (common.json()) {
                    common.printJson(difference);
                } else {
                    common.print(ShadowText.line(difference));
                }
            }
        }
    }

    /** Once, whoever comes first: the time, or a signal. */
    private void end(ApiClient api) {
        if (ended.compareAndSet(false, true)) {
            JsonNode stopped = api.delete(PATH).body();
            differences(stopped);
            show(stopped);
        }
    }

    /** Ctrl-C is how this command is meant to end, so the shell hears no failure; unless there was one. */
    private void endOnSignal(ApiClient api) {
        if (ended.get()) {
            return;
        }
        try {
            end(api);
            if (!failed) {
                Runtime.getRuntime().halt(ExitCode.OK);
            }
        } catch (Failure failure) {
            common.say("The shadow could not be stopped: " + failure.sentence());
        }
    }

    private void show(JsonNode shadow) {
        if (common.json()) {
            common.printJson(shadow);
        } else {
            ShadowText.summary(shadow).forEach(common::print);
        }
    }
}
