package dev.countersign.cli.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.api.ApiClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the card, asks, and votes with the digest of the card that was shown. */
@Command(name = "approve", description = "Show an approval's card, ask, and approve.", mixinStandardHelpOptions = true)
public final class ApproveCommand implements Callable<Integer> {
    private static final Set<String> YES = Set.of("y", "yes");

    @Mixin
    Common common = new Common();

    @Parameters(paramLabel = "ID")
    String id = "";

    @Option(names = "--yes", description = "Do not ask.")
    boolean yes;

    @Option(names = "--digest", paramLabel = "D", description = "Do not ask; approve only what still has this digest.")
    @Nullable
    String digest;

    @Override
    public Integer call() throws IOException {
        ApiClient api = common.api();
        JsonNode approval = api.get("/api/approvals/" + id);
        String shown = approval.path("digest").asText();
        common.say(CardText.of(approval));
        if (digest != null && !digest.equals(shown)) {
            throw new Failure(
                    ExitCode.REFUSED, "The digest is %s now, not %s. Nothing was approved.".formatted(shown, digest));
        }
        if (digest == null && !yes && !asked()) {
            throw new Failure(ExitCode.REFUSED, "Nothing was approved.");
        }
        ObjectNode vote =
                Common.JSON.createObjectNode().put("verdict", "approve").put("digest", shown);
        JsonNode answer = api.post("/api/approvals/" + id + "/votes", vote).body();
        if (common.json()) {
            common.printJson(answer);
        } else {
            common.print("%s; the approval is %s"
                    .formatted(
                            answer.path("result").asText(),
                            answer.path("approval").path("state").asText()));
        }
        return ExitCode.OK;
    }

    private boolean asked() throws IOException {
        common.say("Approve this? [y/N]");
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        String line = input.readLine();
        return line != null && YES.contains(line.trim().toLowerCase(Locale.ROOT));
    }
}
