package dev.countersign.policy.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.document.Documents;
import org.junit.jupiter.api.Test;

class MatchedValuesTest {
    private static final JsonNode DATA = yaml("""
            guards:
            - {id: big, when: [{value: "record:/amount", op: gt, to: 50000}, {value: "fact:known", op: eq, to: false}]}
            - {id: moves, when: [{value: "argument:/stage", op: not_in, list: stages, at: "record:/stage"}]}
            - {id: own, when: [{value: "record:/owner", op: ne, to_value: "on_behalf_of:/id"}]}
            limits:
            - {id: a-day, key: ["ref:account", workflow], max: 5}
            """);
    private static final JsonNode INPUT = yaml("""
            action: {tool: crm.move, effect: KEYED, arguments: {stage: won}}
            record: {amount: 60000, stage: qualified, owner: noor}
            on_behalf_of: {id: maya}
            resource: {refs: {account: [acc-1]}}
            run: {workflow: {id: hygiene, stage: read_only}}
            counters: {a-day: {acc-1: 5}}
            """);

    @Test
    void aGuardShowsWhatItComparedAndWhatWasNotRead() {
        assertThat(MatchedValues.of(DATA, INPUT, "big"))
                .extracting(value -> value.value() + " = " + value.found() + " " + value.condition())
                .containsExactly("record:/amount = 60000 gt 50000", "fact:known = null eq false");
    }

    @Test
    void aListIsNamedWithWhatSelectedItAndAnotherValueWithWhatItWas() {
        assertThat(MatchedValues.of(DATA, INPUT, "moves"))
                .extracting(MatchedValues.Value::condition)
                .containsExactly("not_in stages[qualified]");
        assertThat(MatchedValues.of(DATA, INPUT, "own"))
                .extracting(MatchedValues.Value::condition)
                .containsExactly("ne maya (on_behalf_of:/id)");
    }

    @Test
    void aLimitShowsItsKeyAndWhatIsUsed() {
        assertThat(MatchedValues.of(DATA, INPUT, "a-day"))
                .extracting(value -> value.value() + " = " + value.found() + " " + value.condition())
                .containsExactly(
                        "ref:account = [\"acc-1\"] ",
                        "workflow = \"hygiene\" ",
                        "/counters/a-day = {\"acc-1\":5} at most 5");
    }

    @Test
    void whatIsAlwaysThereShowsItsValuesAndAnOwnRuleNone() {
        assertThat(MatchedValues.of(DATA, INPUT, "builtin:stage"))
                .extracting(value -> value.found().asText())
                .containsExactly("KEYED", "read_only");
        assertThat(MatchedValues.of(DATA, INPUT, "rule:anything")).isEmpty();
        assertThat(MatchedValues.of(DATA, INPUT, "tool:crm.move")).isEmpty();
    }

    private static JsonNode yaml(String text) {
        return Documents.read(text, 10_000).getFirst();
    }
}
