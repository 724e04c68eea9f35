package dev.countersign.cli.freeze;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stops calls from being sent. */
@Command(
        name = "freeze",
        description = "Stop calls from being sent: approved ones wait, new ones are refused. An operator may.",
        mixinStandardHelpOptions = true)
public final class FreezeCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Parameters(index = "0", paramLabel = "SCOPE", description = "${COMPLETION-CANDIDATES}")
    Scope scope = Scope.ALL;

    @Parameters(index = "1", arity = "0..1", paramLabel = "ID", description = "Which one; none for all.")
    @Nullable
    String id;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why, at most 500 characters.")
    String reason = "";

    /** The things that can be stopped. */
    enum Scope {
        ALL,
        CONNECTOR,
        TOOL,
        WORKFLOW,
        RUN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        if ((scope == Scope.ALL) != (id == null)) {
            throw new Failure(
                    ExitCode.USAGE,
                    scope == Scope.ALL ? "all takes no ID." : "Say which %s: freeze %s ID".formatted(scope, scope));
        }
        ObjectNode body = Common.JSON.createObjectNode().put("reason", reason);
        body.putObject("scope").put("kind", scope.toString()).put("id", id);
        JsonNode freeze =
                Operator.asks(() -> common.api().post("/api/freezes", body).body());
        if (common.json()) {
            common.printJson(freeze);
            return ExitCode.OK;
        }
        common.print("%s  %s"
                .formatted(freeze.path("id").asText(), freeze.path("state").asText()));
        if (freeze.path("state").asText().equals("requested")) {
            common.say("A call that is under way may still go out until it is confirmed: countersign freezes");
        }
        return ExitCode.OK;
    }
}
