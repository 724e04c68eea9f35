package dev.countersign.policy.opa;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** The {@code opa} command, wherever this machine has it. */
record RegoTool(Path command) {

    static final String INSTALL = "GOBIN=$PWD/.countersign/tools go install github.com/open-policy-agent/opa@v1.22.0";

    /** What a command said. */
    record Run(int exitCode, String output) {}

    /** The tool; without one the test fails where tools are required, and otherwise says loudly that it did not run. */
    static RegoTool orExplain() {
        Optional<RegoTool> found = find();
        if (found.isEmpty() && isRequired()) {
            Assertions.fail("opa is not installed and this build requires it. Install it with: " + INSTALL);
        }
        Assumptions.assumeTrue(found.isPresent(), "opa is not installed. Install it with: " + INSTALL);
        return found.orElseThrow();
    }

    static Optional<RegoTool> find() {
        Stream<Path> named = Stream.of(
                        Optional.ofNullable(System.getProperty("countersign.opa")),
                        Optional.ofNullable(System.getenv("COUNTERSIGN_OPA")))
                .flatMap(Optional::stream)
                .filter(name -> !name.isBlank())
                .map(Path::of);
        Stream<Path> onPath = Stream.of(
                        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "opa"));
        Stream<Path> installed = Stream.of(
                Path.of("..", ".countersign", "tools", "opa").toAbsolutePath().normalize());
        return Stream.of(named, onPath, installed)
                .flatMap(paths -> paths)
                .filter(Files::isExecutable)
                .findFirst()
                .map(RegoTool::new);
    }

    private static boolean isRequired() {
        return "true".equals(System.getenv("COUNTERSIGN_REQUIRE_TOOLS")) || "true".equals(System.getenv("CI"));
    }

    Run run(List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(command.toString()));
        line.addAll(arguments);
        return execute(line);
    }

    static Run execute(List<String> line) {
        try {
            ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
            find().ifPresent(tool ->
                    builder.environment().put("COUNTERSIGN_OPA", tool.command().toString()));
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Run(process.waitFor(), output);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
