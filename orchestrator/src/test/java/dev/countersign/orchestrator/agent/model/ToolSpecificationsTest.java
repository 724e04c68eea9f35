package dev.countersign.orchestrator.agent.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolSpecification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolSpecificationsTest {

    @Test
    void isStrictOnlyWhereTheWholeSchemaAllowsIt() {
        assertThat(of("""
                {type: object, additionalProperties: false, required: [a, b], properties: {
                  a: {type: [string, "null"], enum: [x, y]},
                  b: {type: array, items: {type: object, additionalProperties: false, required: [c], properties: {c: {const: 1}}}}}}
                """).strict()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{type: object, properties: {}}",
                "{type: object, additionalProperties: false, properties: {a: {type: string}}}",
                "{type: object, additionalProperties: false, required: [a], properties: {a: {type: string, minLength: 1}}}",
                "{type: object, additionalProperties: false, required: [a], properties: {a: {type: object}}}",
                "{type: object, additionalProperties: false, required: [a], properties: {a: {type: string}}, anyOf: [{}]}",
                "{type: object, additionalProperties: false, required: [a], properties: {a: true}}",
                "true",
            })
    void isNotStrictOtherwise(String schema) {
        assertThat(of(schema).strict()).isNull();
    }

    @Test
    void saysInWordsWhatTheTypesCannot() {
        ToolSpecification tool = ToolSpecifications.of("crm__x", null, Documents.yaml("""
                {type: object, description: One of both., properties: {a: {type: string}, b: {type: string}},
                 oneOf: [{required: [a]}, {required: [b]}], additionalProperties: {type: string}}
                """));
        assertThat(tool.description())
                .isEqualTo(
                        "Arguments: One of both.\nThe arguments as a whole must also match this JSON Schema: "
                                + "{\"oneOf\":[{\"required\":[\"a\"]},{\"required\":[\"b\"]}],\"additionalProperties\":{\"type\":\"string\"}}");
    }

    private static ToolSpecification of(String schema) {
        return ToolSpecifications.of("crm__x", "Does x.", Documents.yaml(schema));
    }
}
