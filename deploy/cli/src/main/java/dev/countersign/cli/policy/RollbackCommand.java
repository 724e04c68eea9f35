package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Takes a change back: the rules and the data of an earlier revision decide again, under a new number. */
@Command(
        name = "rollback",
        description = "Activate the rules and data of an earlier revision again, under a new number.",
        mixinStandardHelpOptions = true)
final class RollbackCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Parameters(
            arity = "0..1",
            paramLabel = "REVISION",
            description = "Default: the one that was active before the active one.")
    @Nullable
    String revision;

    @Override
    public Integer call() {
        String earlier = revision == null ? before() : revision;
        JsonNode answer = Activation.of(common, earlier);
        if (common.json()) {
            common.printJson(answer);
        } else {
            common.print("Revision %s is active, with the rules and data of revision %s."
                    .formatted(answer.path("revision").asText(), earlier));
        }
        return ExitCode.OK;
    }

    private String before() {
        List<JsonNode> wereActive = common.api().all("/api/policy/revisions", Map.of()).stream()
                .filter(item -> item.hasNonNull("activated_at"))
                .filter(item -> !item.path("active").asBoolean())
                .sorted(Comparator.<JsonNode, String>comparing(
                                item -> item.path("activated_at").asText())
                        .reversed())
                .toList();
        if (wereActive.isEmpty()) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "There was no revision before the active one. Look with: countersign policy revisions");
        }
        return wereActive.getFirst().path("revision").asText();
    }
}
