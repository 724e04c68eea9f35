package dev.countersign.cli.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.api.ApiClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes an approval back: before it is sent, or by a call that sets the record back. */
@Command(
        name = "undo",
        description = "Take an approval back: in its hold, or by a call that sets back what was sent.",
        mixinStandardHelpOptions = true)
public final class UndoCommand implements Callable<Integer> {
    private static final int SENT = 202;

    @Mixin
    Common common = new Common();

    @Parameters(paramLabel = "ID", description = "Of the approval.")
    String id = "";

    @Option(names = "--digest", paramLabel = "D", description = "Undo only what still has this digest.")
    @Nullable
    String digest;

    @Override
    public Integer call() {
        ApiClient api = common.api();
        String shown = api.get("/api/approvals/" + id).path("digest").asText();
        if (digest != null && !digest.equals(shown)) {
            throw new Failure(
                    ExitCode.REFUSED, "The digest is %s now, not %s. Nothing was undone.".formatted(shown, digest));
        }
        ApiClient.Answer answer = api.post(
                "/api/approvals/" + id + "/undo", Common.JSON.createObjectNode().put("digest", shown));
        if (common.json()) {
            common.printJson(answer.body());
        } else {
            common.print(answer.status() == SENT ? setBack(api, answer.body()) : waits(answer.body()));
        }
        return ExitCode.OK;
    }

    private static String waits(JsonNode body) {
        return "Nothing was sent; the approval is %s again, round %d"
                .formatted(
                        body.path("approval").path("state").asText(),
                        body.path("approval").path("round").asInt());
    }

    private static String setBack(ApiClient api, JsonNode body) {
        String call = body.path("call_id").asText();
        return "It had been sent; call %s sets it back and is %s"
                .formatted(call, api.get("/api/calls/" + call).path("state").asText());
    }
}
