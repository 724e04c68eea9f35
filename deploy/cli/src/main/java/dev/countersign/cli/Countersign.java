package dev.countersign.cli;

import dev.countersign.cli.approval.AgainCommand;
import dev.countersign.cli.approval.ApproveCommand;
import dev.countersign.cli.approval.EditCommand;
import dev.countersign.cli.approval.RejectCommand;
import dev.countersign.cli.approval.UndoCommand;
import dev.countersign.cli.check.TestCommand;
import dev.countersign.cli.demo.DemoCommand;
import dev.countersign.cli.event.TailCommand;
import dev.countersign.cli.freeze.FreezeCommand;
import dev.countersign.cli.freeze.FreezesCommand;
import dev.countersign.cli.freeze.UnfreezeCommand;
import dev.countersign.cli.policy.PolicyCommand;
import dev.countersign.cli.registry.ApplyCommand;
import dev.countersign.cli.run.ApprovalsCommand;
import dev.countersign.cli.run.CallsCommand;
import dev.countersign.cli.run.RunCommand;
import dev.countersign.cli.run.RunsCommand;
import dev.countersign.cli.stack.DownCommand;
import dev.countersign.cli.stack.SignInCommand;
import dev.countersign.cli.stack.StartCommand;
import dev.countersign.cli.stack.StatusCommand;
import dev.countersign.cli.stack.UpCommand;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The entry of the command line. */
@Command(
        name = "countersign",
        description = "Agents propose. Policy decides. People countersign. Connectors execute. Kafka remembers.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            StartCommand.class,
            SignInCommand.class,
            ApplyCommand.class,
            RunCommand.class,
            RunsCommand.class,
            CallsCommand.class,
            ApprovalsCommand.class,
            ApproveCommand.class,
            EditCommand.class,
            RejectCommand.class,
            UndoCommand.class,
            AgainCommand.class,
            FreezeCommand.class,
            FreezesCommand.class,
            UnfreezeCommand.class,
            TailCommand.class,
            PolicyCommand.class,
            TestCommand.class,
            DemoCommand.class
        })
public final class Countersign {
    /** Held here so that its level is not lost with it. */
    private static final Logger LIBRARIES = Logger.getLogger("");

    public static void main(String[] arguments) {
        LIBRARIES.setLevel(Level.OFF);
        System.exit(commandLine().execute(arguments));
    }

    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Countersign());
        // A value that begins with @ names a file to the command itself; its content is no list of options.
        commandLine.setExpandAtFiles(false);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> tell(failure, command));
        return commandLine;
    }

    /** A person reads sentences; whoever wants the stack trace sets COUNTERSIGN_DEBUG. */
    private static int tell(Exception thrown, CommandLine command) {
        if (System.getenv("COUNTERSIGN_DEBUG") != null) {
            thrown.printStackTrace(command.getErr());
        }
        if (thrown instanceof Failure failure) {
            command.getErr().println("countersign: " + failure.sentence());
            return failure.exitCode();
        }
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            command.getErr().println("countersign: interrupted");
            return ExitCode.CHECK_FAILED;
        }
        command.getErr().println("countersign: this should not have happened: " + thrown);
        command.getErr().println("Set COUNTERSIGN_DEBUG=1 to see where.");
        return ExitCode.CHECK_FAILED;
    }
}
