package dev.countersign.cli.policy;

import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Unmatched;

/** The commands about policy. */
@Command(
        name = "policy",
        description = "Ask the policy, and test it.",
        mixinStandardHelpOptions = true,
        subcommands = {PolicyTestCommand.class, ExplainCommand.class})
public final class PolicyCommand {

    @Command(name = "replay", description = "Not yet.")
    int replay(@Mixin Common common, @Unmatched List<String> arguments) {
        throw notYet("replay");
    }

    @Command(name = "shadow", description = "Not yet.")
    int shadow(@Mixin Common common, @Unmatched List<String> arguments) {
        throw notYet("shadow");
    }

    @Command(name = "activate", description = "Not yet.")
    int activate(@Mixin Common common, @Unmatched List<String> arguments) {
        throw notYet("activate");
    }

    @Command(name = "rollback", description = "Not yet.")
    int rollback(@Mixin Common common, @Unmatched List<String> arguments) {
        throw notYet("rollback");
    }

    private static Failure notYet(String command) {
        return new Failure(ExitCode.USAGE, "policy " + command + " is not there yet.");
    }
}
