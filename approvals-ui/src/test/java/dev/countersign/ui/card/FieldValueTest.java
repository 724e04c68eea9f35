package dev.countersign.ui.card;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldValueTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "82000|82,000",
                "-1234.50|−1,234.5",
                "true|yes",
                "null|empty",
                "\"\"|empty",
                "[]|empty list",
                "[\"a\",null,2]|a, empty, 2",
                "{\"a\":1}|{\"a\":1}",
                "\"2027-01-15\"|15 Jan 2027",
                "\"a\\u202Eb\"|a[U+202E]b",
            })
    void writesValuesForPeople(String json, String text) throws Exception {
        assertThat(FieldValue.text(new ObjectMapper().readTree(json))).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"close_date, Close date", "ownerId, Owner ID", "ARR, ARR", "stage, Stage"})
    void namesFields(String field, String label) {
        assertThat(FieldValue.label(field)).isEqualTo(label);
    }

    @Test
    void countsWhatALongValueLeavesOut() {
        assertThat(FieldValue.text(new ObjectMapper().valueToTree("x".repeat(20_010))))
                .endsWith(" … and 10 more characters");
    }
}
