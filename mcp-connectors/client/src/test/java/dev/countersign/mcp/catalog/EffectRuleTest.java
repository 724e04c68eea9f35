package dev.countersign.mcp.catalog;

import static dev.countersign.mcp.connector.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.mcp.connector.Effect;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffectRuleTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "READ|{}|READ",
                "READ|{\"readOnlyHint\": true, \"destructiveHint\": true}|READ",
                "READ|{\"readOnlyHint\": false}|ONCE",
                "READ|{\"destructiveHint\": true}|ONCE",
                "READ|{\"readOnlyHint\": \"false\"}|READ",
                "READ|{\"idempotentHint\": false}|READ",
                "IDEMPOTENT|{\"idempotentHint\": false}|ONCE",
                "IDEMPOTENT|{\"idempotentHint\": true}|IDEMPOTENT",
                "KEYED|{\"idempotentHint\": false}|KEYED",
                "ONCE|{\"readOnlyHint\": true, \"idempotentHint\": true}|ONCE"
            })
    void takesOnlyWhatMakesItStricter(Effect declared, String annotations, Effect effective) {
        assertThat(EffectRule.effective(declared, json(annotations))).isEqualTo(effective);
    }

    @Test
    void isNeverLooser() {
        for (Effect declared : Effect.values()) {
            for (int bits = 0; bits < 27; bits++) {
                var annotations = json("{}").deepCopy();
                hint(annotations, "readOnlyHint", bits % 3);
                hint(annotations, "destructiveHint", bits / 3 % 3);
                hint(annotations, "idempotentHint", bits / 9);

                assertThat(EffectRule.effective(declared, annotations))
                        .as("%s %s", declared, annotations)
                        .isGreaterThanOrEqualTo(declared);
            }
        }
    }

    private static void hint(com.fasterxml.jackson.databind.JsonNode annotations, String name, int state) {
        if (state > 0) {
            ((com.fasterxml.jackson.databind.node.ObjectNode) annotations).put(name, state == 1);
        }
    }
}
