package dev.countersign.cli.acceptance.stack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.cli.Countersign;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The command line in a process of its own, as the script {@code ./countersign} starts it after its build. */
public final class Cli {
    /** Once a command has ended, its streams must end too: whoever still holds them hangs a caller's pipe. */
    private static final Duration STREAMS_END = Duration.ofSeconds(5);

    private static final ObjectMapper JSON = new ObjectMapper();

    private Cli() {}

    /** What the caller of a command sees. */
    public record Result(int exitCode, String out, String err) {
        /** Standard output, which has to be one JSON document and nothing else. */
        public JsonNode json() {
            try {
                return JSON.readTree(out);
            } catch (JsonProcessingException e) {
                throw new AssertionError("Standard output is not one JSON document: " + out, e);
            }
        }

        public JsonNode lastLineAsJson() {
            try {
                return JSON.readTree(out.lines().reduce("", (before, line) -> line));
            } catch (JsonProcessingException e) {
                throw new AssertionError("The last line is no JSON: " + out, e);
            }
        }

        /** The same result, unless the command failed. */
        public Result ok() {
            assertThat(exitCode).as("exit code; standard error: %s", err).isZero();
            return this;
        }
    }

    /** Folder of the checkout; the build says where. */
    public static Path repository() {
        return Path.of(System.getProperty("countersign.repository", "."));
    }

    public static Result run(Map<String, String> environment, Duration patience, List<String> arguments) {
        return await(start(environment, arguments), patience, String.join(" ", arguments));
    }

    /** Starts a command and leaves it running; its streams are pipes. */
    public static Process start(Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-Dcountersign.home=" + repository(),
                "-cp",
                System.getProperty("java.class.path"),
                Countersign.class.getName()));
        command.addAll(arguments);
        return start(new ProcessBuilder(command), environment);
    }

    /** Starts any program without our own settings in its environment; only where opa is stays known. */
    public static Process start(ProcessBuilder builder, Map<String, String> environment) {
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("COUNTERSIGN_") && !name.equals("COUNTERSIGN_OPA"));
        builder.environment().putAll(environment);
        try {
            return builder.redirectInput(new File("/dev/null")).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a program has ended and nobody holds its output any more. */
    public static Result await(Process process, Duration patience, String name) {
        FutureTask<String> out = reading(process.getInputStream());
        FutureTask<String> err = reading(process.getErrorStream());
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroy();
                process.waitFor(60, TimeUnit.SECONDS);
                throw new AssertionError(
                        "%s did not end within %s. It said: %s".formatted(name, patience, ended(err, name)));
            }
            return new Result(process.exitValue(), ended(out, name), ended(err, name));
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new AssertionError(name + " was interrupted", e);
        }
    }

    private static FutureTask<String> reading(InputStream stream) {
        FutureTask<String> task = new FutureTask<>(() -> new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        Thread.ofVirtual().start(task);
        return task;
    }

    private static String ended(FutureTask<String> stream, String name) throws InterruptedException {
        try {
            return stream.get(STREAMS_END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(name + " has ended, but something it started holds its output.", e);
        } catch (ExecutionException e) {
            throw new AssertionError(name + ": its output cannot be read.", e);
        }
    }
}
