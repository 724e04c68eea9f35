package dev.countersign.orchestrator.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.transition.Rows;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventTypeTest {
    private static final JsonNode SCHEMA = Rows.parse(House.resource("schemas/event.schema.json"));
    private static final String FORM = SCHEMA.at("/properties/type/pattern").asText();

    @ParameterizedTest
    @EnumSource
    void everyTypeHasTheFormThatTheSchemaPublishes(EventType type) {
        assertThat(type.wire()).matches(FORM).endsWith(".v1");
    }
}
