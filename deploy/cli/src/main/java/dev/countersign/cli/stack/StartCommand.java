package dev.countersign.cli.stack;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.api.Connection;
import dev.countersign.local.stack.RunningLauncher;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Starts one child again. */
@Command(
        name = "start",
        description = "Start a child that is dead, dying or a zombie.",
        mixinStandardHelpOptions = true)
public final class StartCommand implements Callable<Integer> {
    @Mixin
    Common common = new Common();

    @Parameters(paramLabel = "NAME", description = "postgres, kafka, sandbox or orchestrator")
    String name = "";

    @Override
    public Integer call() throws InterruptedException {
        RunningLauncher launcher = new RunningLauncher(Connection.running(common.folder()));
        RunningLauncher.Answer answer = ask(launcher);
        if (!answer.done()) {
            throw new Failure(answer.status() == 404 ? ExitCode.USAGE : ExitCode.CHECK_FAILED, answer.text());
        }
        common.say(answer.text());
        if (common.json()) {
            var process = Connection.running(common.folder()).processes().get(name);
            common.printJson(JsonNodeFactory.instance
                    .objectNode()
                    .put("name", name)
                    .put("started", answer.status() == 201)
                    .put("pid", process == null ? null : process.pid()));
        }
        return ExitCode.OK;
    }

    private RunningLauncher.Answer ask(RunningLauncher launcher) throws InterruptedException {
        try {
            return launcher.start(name);
        } catch (IOException e) {
            throw new Failure(ExitCode.NOT_REACHABLE, "The launcher does not answer: " + e.getMessage(), e);
        }
    }
}
