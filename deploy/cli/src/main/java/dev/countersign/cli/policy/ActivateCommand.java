package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.api.ApiRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Makes a change decide, on every instance at once. */
@Command(
        name = "activate",
        description = "Activate a revision, or propose a bundle, a folder or a PolicyData file and activate that.",
        mixinStandardHelpOptions = true)
final class ActivateCommand implements Callable<Integer> {
    private static final int ATTEMPTS = 5;

    @Mixin
    Common common = new Common();

    @Mixin
    KeyOption key = new KeyOption();

    @Parameters(
            paramLabel = "NEW|REVISION",
            description = "A bundle (.tar.gz), a folder, a PolicyData file, or a revision.")
    String named = "";

    @Override
    public Integer call() {
        // A file can be proposed again on what is active now; a revision is exactly what was tried, and cannot.
        int attempts = Files.exists(Path.of(named)) ? ATTEMPTS : 1;
        for (int attempt = 1; ; attempt++) {
            Candidates.Candidate candidate = new Candidates(common, key).find(named);
            if (candidate.active()) {
                show(Common.JSON
                        .createObjectNode()
                        .put("revision", candidate.revision())
                        .put("active", true));
                return ExitCode.OK;
            }
            try {
                show(Activation.of(common, candidate.revision()));
                return ExitCode.OK;
            } catch (ApiRefused refused) {
                if (refused.status() != 409 || attempt == attempts) {
                    throw refused;
                }
                common.say("Another revision became active meanwhile; proposing on top of it ...");
            }
        }
    }

    private void show(JsonNode answer) {
        if (common.json()) {
            common.printJson(answer);
        } else {
            common.print(
                    "Revision %s is active.".formatted(answer.path("revision").asText()));
        }
    }
}
