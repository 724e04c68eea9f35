package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.orchestrator.transition.Rows;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskingTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"mask": ["email"]} | {"email": "mara@halden.example", "id": 7}               | {"email":"m••••@halden.example","id":7}
            {"mask": ["email"]} | {"a": {"b": [{"email": "mara@halden.example"}]}}        | {"a":{"b":[{"email":"m••••@halden.example"}]}}
            {"mask": ["email"]} | {"email": ["mara@halden.example", "x@y.example"]}       | {"email":"••••"}
            {"mask": ["email"]} | {"email": {"home": "mara@halden.example"}}              | {"email":"••••"}
            {"mask": ["email"]} | {"email": null}                                         | {"email":null}
            {"mask": ["amount"]} | {"amount": 18000, "note": "18000, not 180"}            | {"amount":"••••","note":"••••, not 180"}
            {"mask": ["email"]} | {"email": "mara@halden.example", "note": "Write to mara@halden.example."} | {"email":"m••••@halden.example","note":"Write to m••••@halden.example."}
            {"mask": ["email"]} | {"email": "mara@halden.example", "by": {"mara@halden.example": 1}} | {"email":"m••••@halden.example","by":{"m••••@halden.example":1}}
            {"mask": ["kind"]}  | {"kind": "email", "email": "x"}                         | {"kind":"••••","email":"x"}
            {"fields": ["id"]}  | {"id": 7, "email": "mara@halden.example", "a": {"id": 8}} | {"id":7}
            {"fields": ["a", "id"], "mask": ["id"]} | {"a": [{"id": "abcd", "b": 1}]}     | {"a":[{"id":"••••"}]}
            {"fields": ["note"], "mask": ["email"]} | {"email": "mara@halden.example", "note": "mara@halden.example"} | {"note":"m••••@halden.example"}
            """)
    void hidesByNameAtAnyDepthAndWhatOtherTextsRepeat(String obligations, String result, String visible) {
        // Given
        var masking = Masking.of(Rows.parse(obligations));
        // When
        var seen = masking.visible(Rows.parse(result));
        // Then
        assertThat(Rows.text(seen)).isEqualTo(visible);
    }

    @Test
    void countsWhatWasKeptBackOfAFreeText() {
        assertThat(Masking.withheld("Größe", null)).isEqualTo(new Withheld(7, 0, 0));
        assertThat(Masking.withheld("Größe", "Größe")).isEqualTo(Withheld.NOTHING);
        assertThat(Masking.withheld((String) null, null)).isEqualTo(Withheld.NOTHING);
    }

    @Test
    void countsMaskedValuesAndFieldsThatWereLeftOut() {
        var masking = Masking.of(Rows.parse("{\"fields\": [\"items\", \"id\", \"phone\"], \"mask\": [\"phone\"]}"));
        var whole = Rows.parse("{\"items\": [{\"id\": 1, \"phone\": \"004471\"}, {\"id\": 2, \"phone\": null,"
                + " \"address\": {\"city\": \"Ostrava\", \"zip\": \"70200\"}}], \"total\": 2}");

        Withheld withheld = masking.withheld(whole, masking.visible(whole));

        assertThat(withheld.masked()).isEqualTo(1);
        assertThat(withheld.dropped()).isEqualTo(3);
        assertThat(withheld.bytes()).isPositive();
    }

    @Test
    void takesHiddenWordsOutOfATextAsWholeWords() {
        // Given
        var words = new HiddenWords();
        words.all(Rows.parse("{\"a\": \"Ann\", \"b\": [180, \"ann@x.example\"], \"c\": \"no\"}"));
        words.replace(List.of("acc-17"), List.of("••••"));
        // When
        String clean = words.gone("Ann, Anna and ann@x.example: no, 180 of 18000 for acc-17 and acc-170");
        // Then
        assertThat(clean).isEqualTo("••••, Anna and a••••@x.example: no, •••• of 18000 for •••• and acc-170");
    }
}
