package dev.countersign.cli.approval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.api.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes what would be sent. It approves nothing: the card that it prints waits for votes. */
@Command(
        name = "edit",
        description = "Change what would be sent before it is approved; policy is asked again.",
        mixinStandardHelpOptions = true)
public final class EditCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Parameters(paramLabel = "ID")
    String id = "";

    @Option(
            names = "--arguments",
            required = true,
            paramLabel = "JSON|@FILE",
            description = "The whole new object of arguments.")
    String arguments = "";

    @Option(names = "--digest", paramLabel = "D", description = "Edit only what still has this digest.")
    @Nullable
    String digest;

    @Override
    public Integer call() throws IOException {
        ObjectNode wanted = arguments();
        ApiClient api = common.api();
        String shown =
                digest == null ? api.get("/api/approvals/" + id).path("digest").asText() : digest;
        ObjectNode edit = Common.JSON.createObjectNode().put("digest", shown);
        edit.set("arguments", wanted);
        JsonNode answer = api.post("/api/approvals/" + id + "/edits", edit).body();
        if (common.json()) {
            common.printJson(answer);
        } else {
            common.print(CardText.of(answer.path("approval")));
        }
        return ExitCode.OK;
    }

    private ObjectNode arguments() throws IOException {
        String text = arguments.startsWith("@") ? Files.readString(Path.of(arguments.substring(1))) : arguments;
        try {
            if (Common.JSON.readTree(text) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException broken) {
            throw new Failure(ExitCode.USAGE, "The arguments are not valid JSON: " + broken.getOriginalMessage());
        }
        throw new Failure(ExitCode.USAGE, "The arguments have to be a JSON object.");
    }
}
