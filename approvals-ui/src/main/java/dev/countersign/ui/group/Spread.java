package dev.countersign.ui.group;

import java.math.BigDecimal;
import java.util.List;

/**
 * The middle of some numbers and how far they lie from it: median, and the median of the absolute deviations. One that
 * lies further out than three of those is an outlier; where over half are the same, any other one is.
 */
record Spread(BigDecimal median, BigDecimal deviation) {

    private static final BigDecimal REACH = BigDecimal.valueOf(3);
    private static final BigDecimal HALF = new BigDecimal("0.5");

    /** @throws IllegalArgumentException without any number */
    static Spread of(List<BigDecimal> numbers) {
        BigDecimal median = median(numbers);
        return new Spread(
                median,
                median(numbers.stream().map(n -> n.subtract(median).abs()).toList()));
    }

    boolean isOutlier(BigDecimal number) {
        return number.subtract(median).abs().compareTo(deviation.multiply(REACH)) > 0;
    }

    static BigDecimal median(List<BigDecimal> numbers) {
        if (numbers.isEmpty()) {
            throw new IllegalArgumentException("no numbers");
        }
        List<BigDecimal> sorted = numbers.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : sorted.get(middle - 1).add(sorted.get(middle)).multiply(HALF).stripTrailingZeros();
    }
}
