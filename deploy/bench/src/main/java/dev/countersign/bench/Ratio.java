package dev.countersign.bench;

import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;

/**
 * The median of paired ratios with its 90 % interval from a seeded bootstrap. Pairs were measured next to each other, so
 * that what the machine does meanwhile hits both.
 */
record Ratio(double median, double low, double high, int pairs) {

    private static final int RESAMPLES = 2000;
    private static final double TAIL = 0.05;

    static Ratio of(List<Double> numerators, List<Double> bases) {
        if (numerators.isEmpty() || numerators.size() != bases.size()) {
            throw new IllegalArgumentException("Every numerator needs its base");
        }
        double[] ratios = IntStream.range(0, bases.size())
                .mapToDouble(i -> numerators.get(i) / bases.get(i))
                .toArray();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(4);
        double[] medians = IntStream.range(0, RESAMPLES)
                .mapToDouble(resample -> median(IntStream.range(0, ratios.length)
                        .mapToDouble(i -> ratios[random.nextInt(ratios.length)])
                        .toArray()))
                .sorted()
                .toArray();
        return new Ratio(
                median(ratios),
                medians[(int) (RESAMPLES * TAIL)],
                medians[(int) (RESAMPLES * (1 - TAIL)) - 1],
                ratios.length);
    }

    static double median(double[] values) {
        double[] sorted = java.util.Arrays.stream(values).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    String shown() {
        return String.format(Locale.ROOT, "%.2f (90 %% interval %.2f to %.2f, %d pairs)", median, low, high, pairs);
    }
}
