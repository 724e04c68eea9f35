package dev.countersign.cli.stack;

import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.Version;
import dev.countersign.local.stack.Applications;
import dev.countersign.local.stack.LocalStack;
import dev.countersign.local.stack.Ports;
import java.io.IOException;
import picocli.CommandLine.Option;

/** The flags of everything that may start a stack. */
public final class StackOptions {
    @Option(
            names = "--port-base",
            defaultValue = "8480",
            description = "First of five ports (default: ${DEFAULT-VALUE}).")
    int portBase;

    @Option(names = "--no-restart", description = "Leave a child that dies dead.")
    boolean noRestart;

    public LocalStack.Options options(Common common) {
        return new LocalStack.Options(
                common.folder(),
                ports(),
                Applications.inRepository(Common.repository()),
                Version.current(),
                !noRestart,
                common::say);
    }

    /** Starts a launcher of its own in the background and returns when it is ready. */
    public void startDetached(Common common) throws IOException, InterruptedException {
        int exitCode = DetachedLauncher.start(common, this);
        if (exitCode != ExitCode.OK) {
            throw new Failure(exitCode, "The stack could not be started.");
        }
    }

    private Ports ports() {
        try {
            return new Ports(portBase);
        } catch (IllegalArgumentException e) {
            throw new Failure(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
