package dev.countersign.cli.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Why a call was decided as it was, or how an input would be. */
@Command(name = "explain", description = "Say why, and what would change the answer.", mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Parameters(arity = "0..1", paramLabel = "CALL")
    @Nullable
    String call;

    @Option(names = "--input", paramLabel = "JSON|@FILE", description = "A whole policy input instead of a call.")
    @Nullable
    String input;

    @Override
    public Integer call() {
        ObjectNode question = Common.JSON.createObjectNode();
        if (call != null && input == null) {
            question.put("call_id", call);
        } else if (input != null && call == null) {
            question.set("input", parsed(input));
        } else {
            throw new Failure(ExitCode.USAGE, "Name a call, or give --input.");
        }
        JsonNode answer = common.api().post("/api/policy/explain", question).body();
        if (common.json()) {
            common.printJson(answer);
            return ExitCode.OK;
        }
        common.print("%s by %s: %s"
                .formatted(
                        answer.path("outcome").asText(),
                        answer.path("rule_id").asText(),
                        answer.path("because").asText()));
        if (answer.path("would_pass_if").isTextual()) {
            common.print("  " + answer.path("would_pass_if").asText());
        }
        answer.path("near_misses")
                .forEach(miss -> common.print("  near: %s: %s; %s"
                        .formatted(
                                miss.path("rule_id").asText(),
                                miss.path("because").asText(),
                                miss.path("would_pass_if").asText())));
        return ExitCode.OK;
    }

    private static JsonNode parsed(String input) {
        try {
            return Common.JSON.readTree(input.startsWith("@") ? Files.readString(Path.of(input.substring(1))) : input);
        } catch (JsonProcessingException e) {
            throw new Failure(ExitCode.USAGE, "--input is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "--input cannot be read: " + e.getMessage(), e);
        }
    }
}
