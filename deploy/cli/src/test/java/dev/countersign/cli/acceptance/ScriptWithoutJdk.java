package dev.countersign.cli.acceptance;

import dev.countersign.cli.acceptance.stack.Cli;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The launcher script on a machine without a JDK: a copy whose list of well-known folders names none that exists, with
 * a path on which only the tools lie that the script itself needs.
 */
record ScriptWithoutJdk(Path script, Path tools) {
    private static final List<String> NEEDED = List.of("sh", "readlink", "dirname", "cat", "sed", "printf");

    static ScriptWithoutJdk copyOf(Path script, Path folder) {
        try {
            Path tools = Files.createDirectories(folder.resolve("bin"));
            for (String tool : NEEDED) {
                Path found = Stream.of("/usr/bin", "/bin")
                        .map(directory -> Path.of(directory, tool))
                        .filter(Files::isExecutable)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("There is no " + tool + " on this machine."));
                Files.createSymbolicLink(tools.resolve(tool), found);
            }
            Path search = Path.of("deploy", "find-jdk.sh");
            String text = Files.readString(script.resolveSibling(search));
            String bare = text.replaceAll("for folder in .*; do", "for folder in " + folder + "/none; do");
            if (bare.equals(text)) {
                throw new AssertionError("The script no longer looks for JDKs where this test thinks it does.");
            }
            Files.createDirectories(folder.resolve("deploy"));
            Files.writeString(folder.resolve(search), bare);
            return new ScriptWithoutJdk(Files.copy(script, folder.resolve("countersign")), tools);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Cli.Result run(String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(
                Stream.concat(Stream.of(tools.resolve("sh").toString(), script.toString()), Stream.of(arguments))
                        .toList());
        builder.environment().remove("JAVA_HOME");
        Process process = Cli.start(builder, Map.of("PATH", tools.toString(), "HOME", tools.toString()));
        return Cli.await(process, Duration.ofSeconds(30), "the script without a JDK");
    }
}
