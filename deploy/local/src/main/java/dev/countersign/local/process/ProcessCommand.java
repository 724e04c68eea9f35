package dev.countersign.local.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands for processes: another JVM of the same kind as this one, and a session of its own. */
public final class ProcessCommand {
    /** Keep newer JDKs from warning about native access and Unsafe; older ones skip what they do not know. */
    private static final List<String> QUIET = List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private ProcessCommand() {}

    /**
     * Ctrl-C in a terminal reaches every process of the group at once. In a session of their own the
     * children hear of it from the launcher only, and so end in order.
     */
    public static List<String> inOwnSession(List<String> command) {
        for (String folder : List.of("/usr/bin", "/bin")) {
            Path setsid = Path.of(folder, "setsid");
            if (Files.isExecutable(setsid)) {
                List<String> wrapped = new ArrayList<>(List.of(setsid.toString()));
                wrapped.addAll(command);
                return wrapped;
            }
        }
        return command;
    }

    /** Runs a class from the class path of this JVM. */
    public static List<String> mainClass(Class<?> main, List<String> options, List<String> arguments) {
        List<String> command = java(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }

    /** Runs a jar. */
    public static List<String> jar(Path jar, List<String> options) {
        List<String> command = java(options);
        command.addAll(List.of("-jar", jar.toAbsolutePath().toString()));
        return command;
    }

    private static List<String> java(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(QUIET);
        command.addAll(options);
        return command;
    }
}
