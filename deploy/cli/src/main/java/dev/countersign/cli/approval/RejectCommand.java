package dev.countersign.cli.approval;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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

/** Votes against, with the reason that the agent will read. */
@Command(
        name = "reject",
        description = "Reject an approval, with a reason that the agent reads.",
        mixinStandardHelpOptions = true)
public final class RejectCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Parameters(paramLabel = "ID")
    String id = "";

    @Option(names = "--reason", paramLabel = "CODE", required = true, description = "${COMPLETION-CANDIDATES}")
    Code reason = Code.OTHER;

    @Option(names = "--note", paramLabel = "TEXT", description = "At most 2,000 characters; needed with OTHER.")
    @Nullable
    String note;

    @Option(names = "--digest", paramLabel = "D", description = "Reject only what still has this digest.")
    @Nullable
    String digest;

    /** The reasons that there are. */
    enum Code {
        WRONG_RECORD,
        WRONG_VALUE,
        WRONG_TIME,
        NOT_ALLOWED,
        OTHER
    }

    @Override
    public Integer call() {
        if (reason == Code.OTHER && (note == null || note.isBlank())) {
            throw new Failure(ExitCode.USAGE, "The reason OTHER needs a --note.");
        }
        ApiClient api = common.api();
        JsonNode approval = api.get("/api/approvals/" + id);
        String shown = approval.path("digest").asText();
        if (digest != null && !digest.equals(shown)) {
            throw new Failure(
                    ExitCode.REFUSED, "The digest is %s now, not %s. Nothing was rejected.".formatted(shown, digest));
        }
        ObjectNode vote =
                Common.JSON.createObjectNode().put("verdict", "reject").put("digest", shown);
        ObjectNode because = vote.putObject("reason").put("code", reason.name());
        if (note != null) {
            because.put("note", note);
        }
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
}
