package dev.countersign.cli.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.rules.Opa;
import dev.countersign.cli.rules.RuleFolder;
import dev.countersign.cli.rules.ShippedRules;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Why a call was decided as it was, or how an input or a row of a decision table would be. */
@Command(
        name = "explain",
        description = {
            "Say why a call was decided as it was, and what would change the answer.",
            "A case of a decision table, TABLE/CASE, is explained here without a stack."
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    private static final Pattern CALL = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    @Mixin
    Common common = new Common();

    @Parameters(arity = "0..1", paramLabel = "CASE|CALL", description = "Id of a call, or TABLE/CASE.")
    @Nullable
    String named;

    @Option(names = "--input", paramLabel = "JSON|@FILE", description = "A whole policy input instead of a call.")
    @Nullable
    String input;

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE|DIR",
            description = "Where the case is looked for (default: the shipped policy).")
    @Nullable
    Path file;

    @Override
    public Integer call() {
        if ((named == null) == (input == null)) {
            throw new Failure(ExitCode.USAGE, "Name a call or a case, or give --input.");
        }
        JsonNode answer = named == null || isCall(named) ? ofTheStack() : ofTheTables(named);
        if (common.json()) {
            common.printJson(answer);
        } else {
            show(answer);
        }
        return ExitCode.OK;
    }

    /** A case may be named by a word that is no id; with -f it is always one. */
    private boolean isCall(String word) {
        return file == null && (CALL.matcher(word).matches() || word.matches("[0-9]+"));
    }

    private JsonNode ofTheStack() {
        ObjectNode question = Common.JSON.createObjectNode();
        if (input == null) {
            question.put("call_id", named);
        } else {
            question.set("input", parsed(input));
        }
        return common.api().post("/api/policy/explain", question).body();
    }

    private JsonNode ofTheTables(String word) {
        RuleFolder folder = RuleFolder.read(file == null ? ShippedRules.folder() : file);
        PolicyInput asked = new CaseExplanation(folder.tables()).input(word);
        ObjectNode data = LocalPolicy.data(folder);
        try (PolicyDecisionPoint point = LocalPolicy.open(folder, data, () -> Opa.find(common::say))) {
            return CaseExplanation.json(point, data, asked);
        }
    }

    private void show(JsonNode answer) {
        common.print("%s by %s: %s"
                .formatted(
                        answer.path("outcome").asText(),
                        answer.path("rule_id").asText("nothing"),
                        answer.path("because").asText()));
        for (JsonNode matched : answer.path("matched")) {
            common.print("  matched: %s = %s %s"
                    .formatted(
                            matched.path("value").asText(),
                            Texts.plain(matched.path("found")),
                            matched.path("condition").asText())
                    .stripTrailing());
        }
        if (answer.path("would_pass_if").isTextual()) {
            common.print("  " + answer.path("would_pass_if").asText());
        }
        for (JsonNode miss : answer.path("near_misses")) {
            common.print("  near: %s: %s; %s"
                    .formatted(
                            miss.path("rule_id").asText(),
                            miss.path("because").asText(),
                            miss.path("would_pass_if").asText()));
        }
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
