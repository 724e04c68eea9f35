package dev.countersign.ui.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpreadTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            28 28 28 212 28 21 35 35 28 21 35 28 | 28   | 3.5  | 212
            1 2 3 4 5                            | 3    | 1    | -
            1 2 3 4 5 100                        | 3.5  | 1.5  | 100
            -100 1 2 3                           | 1.5  | 1    | -100
            7                                    | 7    | 0    | -
            7 9                                  | 8    | 1    | -
            7 7 7 8                              | 7    | 0    | 8
            0.1 0.1 0.2 0.2                      | 0.15 | 0.05 | -
            -5 -5 -5 5                           | -5   | 0    | 5
            10 10 10 20 20 20                    | 15   | 5    | -
            1 2 3 6                              | 2.5  | 1    | 6
            1000000000000 1000000000001 1000000000002 2000000000000 | 1000000000001.5 | 1.0 | 2000000000000
            """)
    void whatLiesOutsideThreeDeviationsStandsOut(
            String numbers, BigDecimal median, BigDecimal deviation, String outliers) {
        // When
        Spread spread = Spread.of(numbers(numbers));
        // Then
        assertThat(spread.median()).isEqualByComparingTo(median);
        assertThat(spread.deviation()).isEqualByComparingTo(deviation);
        assertThat(numbers(numbers).stream()
                        .filter(spread::isOutlier)
                        .map(BigDecimal::toPlainString)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(outliers == null ? "" : outliers);
    }

    @Test
    void nothingHasNoMiddle() {
        assertThatThrownBy(() -> Spread.of(List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<BigDecimal> numbers(String text) {
        return Arrays.stream(text.split(" ")).map(BigDecimal::new).toList();
    }
}
