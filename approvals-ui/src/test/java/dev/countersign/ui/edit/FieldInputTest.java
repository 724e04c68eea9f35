package dev.countersign.ui.edit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A control for each schema, and JSON again from what was typed. */
class FieldInputTest {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    private static FieldInput input(String schema, String value, boolean required) {
        return FieldInput.of(
                new EditSheet.Field("field", tree(schema), required, value.isEmpty() ? null : tree(value), null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'enum': ['a', 'b']} | 'b' | CHOICE | 0 | 'a'",
                "{'type': 'boolean'} | true | CHECK | yes | true",
                "{'type': 'integer'} | 5 | NUMBER | 1,250 | 1250",
                "{'type': 'number'} | 0.5 | NUMBER | .75 | 0.75",
                "{'type': 'string', 'format': 'date'} | '2027-01-15' | DATE | 2027-02-01 | '2027-02-01'",
                "{'type': 'string'} | 'x' | LINE | 12 | '12'",
                "{'type': 'string', 'maxLength': 900} | 'x' | TEXT | true | 'true'",
                "{'type': 'array', 'items': {'type': 'string'}} | ['a'] | LINES | b | ['b']",
                "{'type': 'array', 'items': {'type': 'integer'}} | [1] | JSON | [2] | [2]",
                "{'type': ['string', 'null']} | null | JSON | 'x' | 'x'",
                "{} | {'a': 1} | JSON | {'a': 2} | {'a': 2}"
            })
    void eachSchemaHasItsControl(String schema, String value, FieldInput.Kind kind, String typed, String wanted) {
        FieldInput input = input(schema.replace('\'', '"'), value.replace('\'', '"'), true);

        assertThat(input.kind()).isEqualTo(kind);
        assertThat(input.read(kind == FieldInput.Kind.JSON ? typed.replace('\'', '"') : typed))
                .isEqualTo(new FieldInput.Read.Value(Optional.of(tree(wanted.replace('\'', '"')))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'type': 'integer'} | 5 | five",
                "{'type': 'integer'} | 5 | ''",
                "{'type': 'number'} | 5 | 1e400",
                "{'enum': ['a']} | 'a' | 7",
                "{'type': 'object'} | {} | {'a': ",
            })
    void whatCannotBeReadSaysHowToMendIt(String schema, String value, String typed) {
        FieldInput.Read read =
                input(schema.replace('\'', '"'), value.replace('\'', '"'), true).read(typed.replace("''", ""));

        assertThat(read).isInstanceOf(FieldInput.Read.Wrong.class);
        assertThat(((FieldInput.Read.Wrong) read).fix()).endsWith(".");
    }

    @Test
    void whatWasNotTouchedStaysByteByByte() {
        String value = "\"one\\r\\ntwo \u202Ehidden\"";
        FieldInput input = input("{\"type\": \"string\"}", value, true);

        assertThat(input.shown()).contains("[U+202E]");
        assertThat(input.read(input.shown().replace("\n", "\r\n")))
                .isEqualTo(new FieldInput.Read.Value(Optional.of(tree(value))));
        assertThat(input("{\"type\": \"number\"}", "10.50", true).read("10.5"))
                .isEqualTo(new FieldInput.Read.Value(Optional.of(tree("10.50"))));
    }

    @Test
    void emptyTakesAnOptionalArgumentOut() {
        assertThat(input("{\"type\": \"integer\"}", "5", false).read(""))
                .isEqualTo(new FieldInput.Read.Value(Optional.empty()));
        assertThat(input("{\"type\": \"string\"}", "", false).read(""))
                .isEqualTo(new FieldInput.Read.Value(Optional.empty()));
    }
}
