package dev.countersign.orchestrator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.transition.Rows;
import org.junit.jupiter.api.Test;

/** A limit that nobody counted then cannot be judged now. */
class CountedByTest {
    private static final CountedBy COUNTED = new CountedBy(Rows.parse("""
            {"limits": [{"id": "a-day", "tools": ["crm.create_task", "crm.create_lead"]}],
             "dedupe": [{"id": "same-task", "tools": ["crm.create_task"]}]}"""));

    private static JsonNode input(String tool, String counters) {
        return Rows.parse("{\"action\": {\"tool\": \"" + tool + "\"}, \"counters\": " + counters + "}");
    }

    @Test
    void noticesACounterThatTheInputDoesNotHold() {
        assertThat(COUNTED.lacksIn(input("crm.create_task", "{}"))).isTrue();
        assertThat(COUNTED.lacksIn(input("crm.create_task", "{\"a-day\": {\"all\": 0}}")))
                .isTrue();
    }

    @Test
    void isContentWithEveryCounterAndWithToolsThatNobodyCounts() {
        assertThat(COUNTED.lacksIn(input("crm.create_task", "{\"a-day\": {\"all\": 0}, \"same-task\": {}}")))
                .isFalse();
        assertThat(COUNTED.lacksIn(input("crm.create_lead", "{\"a-day\": {\"all\": 9}}")))
                .isFalse();
        assertThat(COUNTED.lacksIn(input("crm.get_lead", "{}"))).isFalse();
    }
}
