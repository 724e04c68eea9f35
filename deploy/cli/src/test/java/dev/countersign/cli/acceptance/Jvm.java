package dev.countersign.cli.acceptance;

import dev.countersign.cli.acceptance.stack.Cli;
import dev.countersign.cli.acceptance.stack.TestStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Another JVM, looked into with the JDK's own tool. */
record Jvm(long pid) {
    private static final Pattern HISTOGRAM =
            Pattern.compile("^\\s*\\d+:\\s+(\\d+)\\s+\\d+\\s+(\\S+).*$", Pattern.MULTILINE);

    /** Class name to number of instances that are still reachable: the histogram collects garbage first. */
    Map<String, Long> liveInstances() {
        Map<String, Long> instances = new HashMap<>();
        Matcher line = HISTOGRAM.matcher(jcmd("GC.class_histogram"));
        while (line.find()) {
            instances.put(line.group(2), Long.parseLong(line.group(1)));
        }
        if (!instances.containsKey("java.lang.String")) {
            throw new AssertionError("This was no histogram of live objects.");
        }
        return instances;
    }

    /** Platform and virtual threads together. */
    int threads() {
        Path dump = TestStack.freshFolder("threads").resolve("threads.txt");
        jcmd("Thread.dump_to_file", dump.toString());
        try (Stream<String> lines = Files.lines(dump)) {
            return (int) lines.filter(line -> line.matches("#\\d+ .*")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String jcmd(String... command) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        List<String> all = Stream.concat(Stream.of(jcmd, Long.toString(pid)), Stream.of(command))
                .toList();
        return Cli.await(Cli.start(new ProcessBuilder(all), Map.of()), Duration.ofMinutes(1), "jcmd")
                .ok()
                .out();
    }
}
