package dev.countersign.cli.stack;

import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.local.stack.RunningLauncher;
import dev.countersign.local.stack.StackState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops the stack that runs on the data folder. */
@Command(name = "down", description = "Stop the stack; its data stays.", mixinStandardHelpOptions = true)
public final class DownCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Mixin
    Common common = new Common();

    @Override
    public Integer call() throws Exception {
        Optional<StackState> running = StackState.ofRunning(common.folder());
        if (running.isEmpty()) {
            if (common.folder().isLocked()) {
                throw new Failure(ExitCode.NOT_REACHABLE, "The stack is just starting. Try again in a moment.");
            }
            common.say("No stack runs on " + common.folder().root() + ".");
            return ExitCode.OK;
        }
        common.say("stopping the stack ...");
        if (!new RunningLauncher(running.get()).down(PATIENCE)) {
            throw new Failure(ExitCode.TIMED_OUT, "The launcher is still there; end it with kill.");
        }
        common.say("stopped");
        return ExitCode.OK;
    }
}
