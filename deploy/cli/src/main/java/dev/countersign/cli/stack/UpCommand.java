package dev.countersign.cli.stack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the stack and keeps it until Ctrl-C or {@code down}. */
@Command(
        name = "up",
        description = "Start Postgres, Kafka, the sandbox and the orchestrator.",
        mixinStandardHelpOptions = true)
public final class UpCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Mixin
    StackOptions stack = new StackOptions();

    @Option(names = "--detach", description = "Return when ready and leave the stack running.")
    boolean detach;

    @Option(names = "--background", hidden = true, description = "Print no links: the output is a log.")
    boolean background;

    @Override
    public Integer call() throws Exception {
        if (detach) {
            int exitCode = DetachedLauncher.start(common, stack);
            if (exitCode == ExitCode.OK) {
                show();
            }
            return exitCode;
        }
        try (HeldStack held = HeldStack.start(stack.options(common), ExitCode.OK)) {
            if (!background) {
                show();
            }
            held.awaitDown();
        }
        return ExitCode.OK;
    }

    private void show() {
        ObjectNode view = StackView.of(common.folder());
        if (common.json()) {
            common.printJson(view);
        } else {
            common.print(StackView.text(view));
            common.say(detach ? "Stop with: countersign down" : "Stop with Ctrl-C.");
        }
    }
}
