package dev.countersign.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The policy engine against an OPA server, and against itself with more entries. Each round forks every side once, in
 * turn and then in reverse, so that both sides of a ratio saw the same machine.
 */
final class PolicyRun {

    private static final double AT_LEAST = 5;
    private static final double AT_MOST = 2;

    /** One side of a ratio. */
    private enum Side {
        IN_PROCESS("inProcess", 0),
        SERVER_BARE("serverBare", 0),
        SERVER("server", 0),
        ENTRIES_10("entries", 10),
        ENTRIES_1000("entries", 1000),
        ENTRIES_10000("entries", 10_000);

        private final String benchmark;
        private final int count;

        Side(String benchmark, int count) {
            this.benchmark = benchmark;
            this.count = count;
        }
    }

    private final boolean quick;
    private final int threads;
    private final PrintStream out;
    private final Map<Side, List<Double>> slices = new LinkedHashMap<>();

    PolicyRun(boolean quick, int threads, PrintStream out) {
        this.quick = quick;
        this.threads = threads;
        this.out = out;
    }

    /** Measures, prints, and writes {@code policy.csv} and {@code policy.json} into the folder; true when all holds. */
    boolean into(Path folder) throws IOException, InterruptedException, RunnerException {
        Path opa = OpaServerProcess.command()
                .orElseThrow(() -> new IllegalStateException(
                        "opa is not installed. Name it in COUNTERSIGN_OPA or install it below .countersign/tools."));
        try (OpaServerProcess server = OpaServerProcess.start(opa)) {
            int rounds = quick ? 2 : 6;
            for (int round = 1; round <= rounds; round++) {
                List<Side> sides = new ArrayList<>(List.of(Side.values()));
                if (round % 2 == 0) {
                    Collections.reverse(sides);
                }
                for (Side side : sides) {
                    List<Double> measured = measure(side, server);
                    slices.computeIfAbsent(side, none -> new ArrayList<>()).addAll(measured);
                    out.printf(Locale.ROOT, "round %d of %d  %-14s %s%n", round, rounds, side, measured);
                }
            }
        }
        return report(folder);
    }

    private List<Double> measure(Side side, OpaServerProcess server) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("PolicyBenchmark[.]" + side.benchmark + "$")
                .jvmArgsAppend(
                        "-D" + PolicyBenchmark.SERVER + "=" + server.url(),
                        "-Xms512m",
                        "-Xmx512m",
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow")
                .forks(1)
                .threads(threads)
                .warmupIterations(quick ? 3 : 5)
                .warmupTime(TimeValue.seconds(4))
                .measurementIterations(quick ? 3 : 4)
                .measurementTime(TimeValue.seconds(quick ? 1 : 2))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        if (side.count > 0) {
            options.param("count", Integer.toString(side.count));
        }
        List<Double> scores = new ArrayList<>();
        for (RunResult result : new Runner(options.build()).run()) {
            result.getBenchmarkResults().forEach(fork -> {
                for (IterationResult iteration : fork.getIterationResults()) {
                    scores.add(iteration.getPrimaryResult().getScore());
                }
            });
        }
        return scores;
    }

    private boolean report(Path folder) throws IOException {
        Ratio speed = ratio(Side.IN_PROCESS, Side.SERVER_BARE);
        Ratio growth = ratio(Side.ENTRIES_10, Side.ENTRIES_1000);
        boolean fast = speed.low() >= AT_LEAST;
        boolean flat = growth.high() <= AT_MOST;
        StringBuilder csv = new StringBuilder("side,slice,decisions_per_second\n");
        for (Map.Entry<Side, List<Double>> side : slices.entrySet()) {
            for (int i = 0; i < side.getValue().size(); i++) {
                csv.append(String.format(
                        Locale.ROOT,
                        "%s,%d,%.1f%n",
                        name(side.getKey()),
                        i,
                        side.getValue().get(i)));
            }
            out.printf(
                    Locale.ROOT,
                    "%-14s %10.0f decisions/s (median), %d threads%n",
                    name(side.getKey()),
                    median(side.getKey()),
                    threads);
        }
        out.println("in process / opa run --server, bare client: " + speed.shown() + ", at least 5 wanted: "
                + verdict(fast));
        out.println("in process / opa run --server, our client:  "
                + ratio(Side.IN_PROCESS, Side.SERVER).shown());
        out.println("cost of 1,000 entries / 10:   " + growth.shown() + ", at most 2 wanted: " + verdict(flat));
        out.println("cost of 10,000 entries / 10:  "
                + ratio(Side.ENTRIES_10, Side.ENTRIES_10000).shown());
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("policy.csv"), csv);
        Files.writeString(folder.resolve("policy.json"), json(speed, growth, fast && flat));
        out.println("written: " + folder.resolve("policy.csv") + ", " + folder.resolve("policy.json"));
        return fast && flat;
    }

    private String json(Ratio speed, Ratio growth, boolean holds) {
        return String.format(
                Locale.ROOT,
                "{\"threads\": %d, \"quick\": %s, \"holds\": %s,%n \"in_process_per_second\": %.0f,"
                        + " \"server_bare_per_second\": %.0f, \"server_per_second\": %.0f,%n \"speed\": %s,%n"
                        + " \"speed_our_client\": %s,%n \"growth_1000\": %s,%n \"growth_10000\": %s}%n",
                threads,
                quick,
                holds,
                median(Side.IN_PROCESS),
                median(Side.SERVER_BARE),
                median(Side.SERVER),
                json(speed),
                json(ratio(Side.IN_PROCESS, Side.SERVER)),
                json(growth),
                json(ratio(Side.ENTRIES_10, Side.ENTRIES_10000)));
    }

    private static String json(Ratio ratio) {
        return String.format(
                Locale.ROOT,
                "{\"median\": %.3f, \"low\": %.3f, \"high\": %.3f, \"pairs\": %d}",
                ratio.median(),
                ratio.low(),
                ratio.high(),
                ratio.pairs());
    }

    private Ratio ratio(Side numerator, Side base) {
        return Ratio.of(slices.getOrDefault(numerator, List.of()), slices.getOrDefault(base, List.of()));
    }

    private double median(Side side) {
        return Ratio.median(slices.getOrDefault(side, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    private static String name(Side side) {
        return side.name().toLowerCase(Locale.ROOT);
    }

    private static String verdict(boolean holds) {
        return holds ? "holds" : "DOES NOT HOLD";
    }
}
