package dev.countersign.cli.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Starts a run. */
@Command(name = "run", description = "Start a run of a workflow.", mixinStandardHelpOptions = true)
public final class RunCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Parameters(paramLabel = "WORKFLOW")
    String workflow = "";

    @Option(names = "--input", paramLabel = "JSON|@FILE", description = "The input of the run (default: {}).")
    String input = "{}";

    @Option(
            names = "--workflow-version",
            paramLabel = "N",
            description = "Version of the workflow (default: the newest).")
    @Nullable
    Integer version;

    @Option(names = "--idempotency-key", paramLabel = "KEY", description = "The same key starts the run once.")
    @Nullable
    String idempotencyKey;

    @Override
    public Integer call() {
        ObjectNode asked = Common.JSON.createObjectNode().put("workflow", workflow);
        if (version != null) {
            asked.put("version", version);
        }
        asked.set("input", input());
        Map<String, String> headers = idempotencyKey == null ? Map.of() : Map.of("Idempotency-Key", idempotencyKey);
        JsonNode run = common.api().post("/api/runs", asked, headers).body();
        if (common.json()) {
            common.printJson(run);
        } else {
            common.print(run.path("id").asText());
        }
        return ExitCode.OK;
    }

    private JsonNode input() {
        try {
            String text = input.startsWith("@") ? Files.readString(Path.of(input.substring(1))) : input;
            return Common.JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Failure(ExitCode.USAGE, "--input is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "--input cannot be read: " + e.getMessage(), e);
        }
    }
}
