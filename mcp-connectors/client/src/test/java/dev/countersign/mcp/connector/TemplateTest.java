package dev.countersign.mcp.connector;

import static dev.countersign.mcp.connector.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {
    private static final JsonNode ROOT = json("""
            {"before": {"name": "Acme", "amount": 18000, "rate": 0.50, "big": 1e21, "none": null, "on": true, "odd key": 1},
             "arguments": {"to": ["a@b.example", "c@d.example"], "opts": {"x": 1}, "items": [{"id": "i0"}, {"id": "i1"}]},
             "stage-0": {"structured_content": {"code": "LIMIT_REACHED"}}}
            """);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Move ${before.name} (${before.amount})|Move Acme (18000)",
                "${before.rate}|0.5",
                "${before.big}|1000000000000000000000",
                "${before.none} and ${before.gone}|— and —",
                "${before.on}|true",
                "to ${arguments.to}|to a@b.example, c@d.example",
                "${arguments.items.1.id}|i1",
                "${arguments.items.2.id}|—",
                "${arguments.items.-1.id}|—",
                "${arguments.opts}|{\"x\":1}",
                "${stage-0.structured_content.code}|LIMIT_REACHED",
                "costs $${arguments.to} $5 and $$|costs ${arguments.to} $5 and $$",
                "{plain}|{plain}"
            })
    void rendersForPeople(String template, String text) {
        assertThat(Template.parse(template).renderText(ROOT)).isEqualTo(text);
    }

    @Test
    void keepsTheTypeOfOneThatIsTheWholeString() {
        assertThat(Template.parse("${before.amount}").resolve(ROOT)).contains(json("18000"));
        assertThat(Template.parse("${arguments.to}").resolve(ROOT)).contains(ROOT.at("/arguments/to"));
        assertThat(Template.parse("${before.none}").resolve(ROOT)).contains(json("null"));
        assertThat(Template.parse("${before.amount} ").resolve(ROOT)).contains(json("\"18000 \""));
    }

    @Test
    void resolvesToNothingWhenAnyPlaceLeadsNowhere() {
        assertThat(Template.parse("${before.gone}").resolve(ROOT)).isEmpty();
        assertThat(Template.parse("a ${before.name} ${before.gone}").resolve(ROOT))
                .isEmpty();
    }

    @Test
    void fillsATreeAndLeavesMemberNamesAndTheTreeAlone() {
        JsonNode tree = json("{\"${before.name}\": [\"${before.amount}\", 1, {\"x\": \"$${y} ${before.name}\"}]}");

        assertThat(Template.fill(tree, ROOT))
                .isEqualTo(
                        new Template.Filled.Complete(json("{\"${before.name}\": [18000, 1, {\"x\": \"${y} Acme\"}]}")));
        assertThat(tree)
                .isEqualTo(json("{\"${before.name}\": [\"${before.amount}\", 1, {\"x\": \"$${y} ${before.name}\"}]}"));
    }

    @Test
    void namesEveryPlaceThatLeadsNowhere() {
        assertThat(Template.fill(json("[\"${a.b}\", \"${before.name} ${c}\", \"${a.b}\"]"), ROOT))
                .isEqualTo(new Template.Filled.Unresolved(java.util.List.of("a.b", "c")));
    }

    @Test
    void knowsItsRoots() {
        assertThat(Template.parse("${before.a} ${arguments.b} ${before.c}").roots())
                .containsExactly("before", "arguments");
    }

    @ParameterizedTest
    @ValueSource(strings = {"${", "a ${before.x", "${}", "${a..b}", "${.a}", "${a b}", "${ a }", "${a${b}"})
    void refusesWhatIsNoTemplate(String text) {
        assertThatThrownBy(() -> Template.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
