package dev.countersign.cli.stack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the running stack. */
@Command(
        name = "status",
        description = "Show addresses, processes and fresh sign-in links.",
        mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Override
    public Integer call() {
        ObjectNode view = StackView.of(common.folder());
        if (common.json()) {
            common.printJson(view);
        } else {
            common.print(StackView.text(view));
        }
        return ExitCode.OK;
    }
}
