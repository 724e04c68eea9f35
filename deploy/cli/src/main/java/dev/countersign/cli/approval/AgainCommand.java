package dev.countersign.cli.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.api.ApiClient;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asks for what failed after its approval again. */
@Command(
        name = "again",
        description =
                "Ask for what failed after its approval again, as a new approval. Nothing is sent until it is approved.",
        mixinStandardHelpOptions = true)
public final class AgainCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Parameters(paramLabel = "ID", description = "Of the approval whose call failed.")
    String id = "";

    @Override
    public Integer call() {
        ApiClient api = common.api();
        String shown = api.get("/api/approvals/" + id).path("digest").asText();
        JsonNode answer = api.post(
                        "/api/approvals/" + id + "/again",
                        Common.JSON.createObjectNode().put("digest", shown))
                .body();
        if (common.json()) {
            common.printJson(answer);
        } else {
            JsonNode asked = answer.path("approval");
            common.print("Approval %s asks for it now: %s"
                    .formatted(
                            asked.path("id").asText(),
                            asked.at("/card/consequence").asText()));
        }
        return ExitCode.OK;
    }
}
