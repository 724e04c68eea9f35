package dev.countersign.bench;

import java.nio.file.Path;
import java.util.List;

/** {@code run policy [--quick] [--threads N] [--out FOLDER]}: exits with 1 when what is promised does not hold. */
public final class Bench {

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        List<String> given = List.of(arguments);
        if (given.isEmpty() || !given.getFirst().equals("policy")) {
            System.err.println("deploy/bench/run policy [--quick] [--threads N] [--out FOLDER]");
            System.exit(2);
        }
        int threads = Integer.parseInt(
                option(given, "--threads", Integer.toString(Runtime.getRuntime().availableProcessors())));
        Path folder = Path.of(option(given, "--out", "deploy/bench/target/results"));
        boolean holds = new PolicyRun(given.contains("--quick"), threads, System.out).into(folder);
        System.exit(holds ? 0 : 1);
    }

    private static String option(List<String> given, String name, String otherwise) {
        int place = given.indexOf(name);
        return place < 0 || place + 1 == given.size() ? otherwise : given.get(place + 1);
    }
}
