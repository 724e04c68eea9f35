package dev.countersign.local.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that start another JVM of the same kind as this one. */
public final class JavaCommand {
    /** Keep newer JDKs from warning about native access and Unsafe; older ones skip what they do not know. */
    private static final List<String> QUIET = List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private JavaCommand() {}

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
