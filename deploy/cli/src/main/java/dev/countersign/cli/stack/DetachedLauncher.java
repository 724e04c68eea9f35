package dev.countersign.cli.stack;

import dev.countersign.cli.Common;
import dev.countersign.cli.Countersign;
import dev.countersign.cli.ExitCode;
import dev.countersign.local.process.ProcessCommand;
import dev.countersign.local.process.Readiness;
import dev.countersign.local.stack.StackFolder;
import dev.countersign.local.stack.StackState;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The launcher again, in the background: it holds none of our standard streams, only a log of its own. */
final class DetachedLauncher {
    private DetachedLauncher() {}

    /** Returns when it is ready, or with its exit code when it gave up. Its progress is passed on. */
    static int start(Common common, StackOptions options) throws IOException, InterruptedException {
        StackFolder folder = common.folder();
        Files.createDirectories(folder.logs());
        Path log = folder.logs().resolve("launcher.log");
        long start = Files.exists(log) ? Files.size(log) : 0;
        Process launcher = new ProcessBuilder(command(folder, options))
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Readiness.ChildLog written = new Readiness.ChildLog(log, start);
        int told = 0;
        while (true) {
            boolean ended = launcher.waitFor(100, TimeUnit.MILLISECONDS);
            told = passOn(common, written, told);
            if (ended) {
                return launcher.exitValue() == 0 ? ExitCode.CHECK_FAILED : launcher.exitValue();
            }
            boolean ready = StackState.ofRunning(folder)
                    .filter(StackState::ready)
                    .flatMap(StackState::launcher)
                    .filter(running -> running.pid() == launcher.pid())
                    .isPresent();
            if (ready) {
                return ExitCode.OK;
            }
        }
    }

    private static int passOn(Common common, Readiness.ChildLog written, int told) throws IOException {
        List<String> lines = written.sinceStart().lines().toList();
        lines.stream().skip(told).forEach(common::say);
        return Math.max(told, lines.size());
    }

    private static List<String> command(StackFolder folder, StackOptions options) {
        List<String> arguments = new ArrayList<>(List.of(
                "up",
                "--background",
                "--port-base",
                Integer.toString(options.portBase),
                "--data",
                folder.root().toString()));
        if (options.noRestart) {
            arguments.add("--no-restart");
        }
        return ProcessCommand.inOwnSession(ProcessCommand.mainClass(
                Countersign.class,
                List.of("-XX:TieredStopAtLevel=1", "-Xmx128m", "-Dcountersign.home=" + Common.repository()),
                arguments));
    }
}
