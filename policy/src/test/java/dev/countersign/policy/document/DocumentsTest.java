package dev.countersign.policy.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {

    @Test
    void readsSeveralDocumentsAndLeavesEmptyOnesOut() {
        assertThat(Documents.read("a: 1\n---\n---\nb: [x, {c: d}]\n---\n# nothing\n", 1000))
                .hasToString("[{\"a\":1}, {\"b\":[\"x\",{\"c\":\"d\"}]}]");
        assertThat(Documents.read("", 1000)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "no, STRING",
        "on, STRING",
        "yes, STRING",
        "off, STRING",
        "y, STRING",
        "1:30, STRING",
        "2026-11-20, STRING",
        "1_000, STRING",
        "'\"1\"', STRING",
        "'''true''', STRING",
        "true, BOOLEAN",
        "False, BOOLEAN",
        "null, NULL",
        "~, NULL",
        "12, NUMBER",
        "-0.5, NUMBER",
        "1e3, NUMBER",
        "0x1F, NUMBER",
        "0o17, NUMBER",
        "!!str 12, STRING",
        "12345678901234567890, NUMBER",
        "P7D, STRING"
    })
    void resolvesPlainTextByTheCoreSchema(String text, String type) {
        assertThat(value(text).getNodeType()).hasToString(type);
    }

    @Test
    void readsNumbersAsTheyAre() {
        assertThat(value("0x1F").asInt()).isEqualTo(31);
        assertThat(value("0o17").asInt()).isEqualTo(15);
        assertThat(value("010").asInt()).isEqualTo(10);
        assertThat(value("50000.01").asDouble()).isEqualTo(50000.01);
        assertThat(value("12345678901234567890").bigIntegerValue()).hasToString("12345678901234567890");
    }

    @Test
    void readsJsonAndYamlAlike() {
        List<JsonNode> json = Documents.read("{\"a\": [1, 2.5, null, true, \"on\"], \"b\": {}}", 1000);

        assertThat(json).isEqualTo(Documents.read("a: [1, 2.5, null, true, on]\nb: {}", 1000));
        assertThat(Documents.read("{a: [1, 2.5, null, true, on], b: {}}", 1000)).isEqualTo(json);
        assertThat(Documents.read("{\"a\": 1}\n---\n{\"b\": 2}", 1000)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: &x 1|1:4|anchors",
                "a: *x|1:4|aliases",
                "a: {b: 1}\\nc:\\n  <<: {d: 1}|3:3|merge keys",
                "a: 1\\nb: 2\\na: 3|3:1|is there already",
                "{a: 1, a: 2}|1:8|is there already",
                "{\"a\": 1, \"a\": 2}|1:10|is there already",
                "a: !!binary abc|1:4|tags",
                "a: !thing {}|1:4|tags",
                "? [a]\\n: b|1:3|text as the key",
                "a: .nan|1:4|number that JSON has",
                "a: 1e999|1:4|smaller number",
                "a: [1|1:6|Correct the YAML",
                "a:\\n\\t- b|2:1|Correct the YAML"
            })
    void refusesWithLineAndColumn(String text, String place, String fix) {
        assertThatThrownBy(() -> Documents.read(text.replace("\\n", "\n").replace("\\t", "\t"), 1000))
                .isInstanceOfSatisfying(DocumentInvalid.class, invalid -> assertThat(invalid.problems())
                        .singleElement()
                        .satisfies(problem -> {
                            assertThat(problem.pointer()).isEqualTo(place);
                            assertThat(problem.fix()).contains(fix);
                        }));
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(Documents.read("a: ü", 5)).hasSize(1);
        assertThatThrownBy(() -> Documents.read("a: üx", 5)).isInstanceOf(DocumentInvalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "- "})
    void refusesWhatIsTooDeep(String opening) {
        assertThatThrownBy(() -> Documents.read(opening.repeat(5000), 100_000)).isInstanceOf(DocumentInvalid.class);
    }

    @Test
    void readsUpToTheDepthThatIsAllowed() {
        int depth = Documents.MAX_DEPTH - 1;
        assertThat(Documents.read("[".repeat(depth) + "]".repeat(depth), 1000)).hasSize(1);
        assertThatThrownBy(() -> Documents.read("[".repeat(depth + 5) + "]".repeat(depth + 5), 1000))
                .isInstanceOf(DocumentInvalid.class);
    }

    private static JsonNode value(String text) {
        return Documents.read("a: " + text, 1000).getFirst().path("a");
    }
}
