package dev.countersign.ui.card;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "82000|64000|−18,000, −22 %",
                "14|31|+17",
                "0|5|+5",
                "1e400|2|''",
                "\"50 %\"|\"70 %\"|+20 points",
                "\"82,000 EUR\"|\"64,000 EUR\"|−18,000 EUR, −22 %",
                "\"82 EUR\"|\"64 USD\"|''",
                "\"2026-12-18\"|\"2027-01-15\"|+28 days",
                "\"2026-12-18\"|\"2026-12-17\"|−1 day",
                "\"2026-13-18\"|\"2026-12-17\"|''",
                "\"10045\"|\"10046\"|''",
                "\"Proposal\"|\"Negotiation\"|''",
                "null|5|''",
                "[1]|[2]|''",
            })
    void computesWhatCanBeComputed(String before, String after, String difference) throws Exception {
        JsonNode from = JSON.readTree(before);
        JsonNode to = JSON.readTree(after);

        assertThat(Difference.between(from, to)).isEqualTo(difference);
    }
}
