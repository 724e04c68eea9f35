package dev.countersign.cli.rules;

import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.cli.check.Tools;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The pinned opa command. */
public record Opa(Path command) {
    private static final long PATIENCE_MINUTES = 5;

    /** What a command said. */
    record Said(int exitCode, String out, String err) {}

    /**
     * Finds opa, or installs it and says so.
     *
     * @throws Failure of usage with the command that would install it
     */
    public static Opa find(Consumer<String> say) {
        try {
            return new Opa(new Tools(Common.repository().resolve(".countersign/tools"), say)
                    .opa()
                    .toAbsolutePath());
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, "opa cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Runs it in a folder and waits. */
    Said run(Path folder, List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(command.toString()));
        line.addAll(arguments);
        try {
            Process process = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectInput(new File("/dev/null"))
                    .start();
            CompletableFuture<String> err = reading(process.errorReader());
            CompletableFuture<String> out = reading(process.inputReader());
            if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new Failure(
                        ExitCode.TIMED_OUT,
                        "opa %s did not end within %d minutes.".formatted(arguments.getFirst(), PATIENCE_MINUTES));
            }
            return new Said(process.exitValue(), out.join(), err.join());
        } catch (IOException e) {
            throw new Failure(ExitCode.USAGE, command + " cannot be started: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** On a thread of its own for each stream: whoever is not read blocks opa. */
    private static CompletableFuture<String> reading(BufferedReader reader) {
        CompletableFuture<String> text = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                text.complete(text(reader));
            } catch (RuntimeException broken) {
                text.completeExceptionally(broken);
            }
        });
        return text;
    }

    private static String text(BufferedReader reader) {
        StringBuilder text = new StringBuilder();
        reader.lines().forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    private static Failure interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Failure(ExitCode.CHECK_FAILED, "interrupted", e);
    }
}
