package dev.countersign.cli.policy;

import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Commands whose names are fixed and that are not there yet: whatever follows the name, they say so. */
abstract class NotYetCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec = CommandSpec.create();

    @Unmatched
    List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        throw new Failure(ExitCode.USAGE, "policy " + spec.name() + ": not yet.");
    }

    @Command(name = "replay", description = "Not yet.")
    static final class Replay extends NotYetCommand {}

    @Command(name = "shadow", description = "Not yet.")
    static final class Shadow extends NotYetCommand {}

    @Command(name = "activate", description = "Not yet.")
    static final class Activate extends NotYetCommand {}

    @Command(name = "rollback", description = "Not yet.")
    static final class Rollback extends NotYetCommand {}
}
