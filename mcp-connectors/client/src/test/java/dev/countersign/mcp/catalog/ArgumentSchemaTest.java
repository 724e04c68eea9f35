package dev.countersign.mcp.catalog;

import static dev.countersign.mcp.connector.Documents.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.schema.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArgumentSchemaTest {
    private static final String UPDATE = """
            {"type": "object", "additionalProperties": false, "required": ["id", "owner", "if_version"],
             "properties": {"id": {"type": "string", "minLength": 1}, "owner": {"type": "string"},
               "limit": {"type": "integer", "minimum": 1, "maximum": 50}, "mode": {"enum": ["a", "b"]},
               "to": {"type": "array", "items": {"type": "string"}}, "if_version": {"type": "integer"}}}
            """;

    private static ArgumentSchema schema(String text) {
        return ArgumentSchema.of((ObjectNode) json(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"owner\": \"m\", \"if_version\": 1}|/id",
                "{\"id\": 7, \"owner\": \"m\", \"if_version\": 1}|/id",
                "{\"id\": \"\", \"owner\": \"m\", \"if_version\": 1}|/id",
                "{\"id\": \"x\", \"owner\": null, \"if_version\": 1}|/owner",
                "{\"id\": \"x\", \"owner\": \"m\", \"if_version\": 1, \"extra\": 1}|/extra",
                "{\"id\": \"x\", \"owner\": \"m\", \"if_version\": 1, \"limit\": 51}|/limit",
                "{\"id\": \"x\", \"owner\": \"m\", \"if_version\": 1, \"limit\": \"5\"}|/limit",
                "{\"id\": \"x\", \"owner\": \"m\", \"if_version\": 1, \"limit\": 1.5}|/limit",
                "{\"id\": \"x\", \"owner\": \"m\", \"if_version\": 1, \"mode\": \"c\"}|/mode",
                "{\"id\": \"x\", \"owner\": \"m\", \"if_version\": 1, \"to\": [\"a\", 2]}|/to/1"
            })
    void refusesWithAPointer(String arguments, String pointer) {
        assertThat(schema(UPDATE).validate(json(arguments)))
                .singleElement()
                .satisfies(problem -> assertThat(problem.pointer()).isEqualTo(pointer))
                .satisfies(problem -> assertThat(problem.fix()).matches("[A-Z].*\\."));
    }

    @Test
    void admitsWhatTheSchemaAdmits() {
        assertThat(schema(UPDATE).validate(json("{\"id\": \"x\", \"owner\": \"m\", \"if_version\": 1, \"limit\": 50}")))
                .isEmpty();
    }

    @Test
    void hidesWhatWeFillOurselves() {
        ArgumentSchema forModel = schema(UPDATE).hiding(List.of(JsonPointer.compile("/if_version")));

        assertThat(forModel.raw().at("/properties").has("if_version")).isFalse();
        assertThat(forModel.raw().at("/required")).isEqualTo(json("[\"id\", \"owner\"]"));
        assertThat(forModel.validate(json("{\"id\": \"x\", \"owner\": \"m\"}"))).isEmpty();
        assertThat(forModel.validate(json("{\"id\": \"x\", \"owner\": \"m\", \"if_version\": 3}")))
                .extracting(Problem::pointer)
                .containsExactly("/if_version");
    }

    @Test
    void refusesUnknownKeysWhereTheSchemaIsSilent() {
        ArgumentSchema silent = schema("{\"type\": \"object\", \"properties\": {\"a\": {}}}");

        assertThat(silent.validate(json("{\"a\": 1}"))).isEmpty();
        assertThat(silent.validate(json("{\"a\": 1, \"b/c\": 2}")))
                .extracting(Problem::pointer)
                .containsExactly("/b~1c");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"properties\": {\"a\": {}}, \"additionalProperties\": true}",
                "{\"properties\": {\"a\": {}}, \"patternProperties\": {\"^b\": {}}}",
                "{\"properties\": {\"a\": {}}, \"unevaluatedProperties\": true}",
                "{\"properties\": {\"a\": {}}, \"allOf\": [{\"properties\": {\"b\": {}}}]}",
                "{\"type\": \"object\"}"
            })
    void admitsUnknownKeysWhereTheSchemaSaysSo(String text) {
        assertThat(schema(text).validate(json("{\"b\": 2}"))).isEmpty();
    }

    @Test
    void followsReferencesInside() {
        ArgumentSchema inside = schema(
                "{\"properties\": {\"a\": {\"$ref\": \"#/$defs/x\"}}, \"$defs\": {\"x\": {\"type\": \"string\"}}}");

        assertThat(inside.problems()).isEmpty();
        assertThat(inside.validate(json("{\"a\": 1}")))
                .extracting(Problem::pointer)
                .containsExactly("/a");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:1/x.json",
        "file:///etc/passwd",
        "other.json",
        "classpath:schemas/connector.schema.json"
    })
    void refusesReferencesElsewhere(String target) {
        ArgumentSchema remote = schema("{\"properties\": {\"a\": {\"$ref\": \"" + target + "\"}}}");

        assertThat(remote.problems()).extracting(Problem::pointer).containsExactly("/properties/a/$ref");
        assertThat(remote.validate(json("{}"))).isNotEmpty();
    }

    @Test
    void admitsNothingWhenTheSchemaIsNoSchema() {
        for (String text : List.of(
                "{\"type\": 7}",
                "{\"$ref\": \"#/gone\"}",
                "{\"$schema\": \"urn:unknown\"}",
                "{\"properties\": {\"a\": {\"pattern\": \"(\"}}}")) {
            ArgumentSchema broken = schema(text);

            assertThat(broken.validate(json("{\"a\": \"b\"}"))).as(text).isNotEmpty();
        }
    }

    @Test
    void boundsDepthOfSchemaAndArguments() {
        String deep = "{\"a\":".repeat(100) + "1" + "}".repeat(100);

        assertThat(schema("{\"default\":" + deep + "}").problems()).isNotEmpty();
        assertThat(schema("{}").validate(json(deep))).isNotEmpty();
        assertThat(schema("{}").validate(json("[]"))).isNotEmpty();
        assertThat(schema("{\"properties\": {\"a\": {\"$ref\": \"#\"}}}").validate(json("{\"a\": {\"a\": {}}}")))
                .isEmpty();
    }

    @Test
    void survivesAReferenceToItself() {
        assertThat(schema("{\"$ref\": \"#\"}").validate(json("{}"))).isNotEmpty();
    }

    @Test
    void understandsOlderDrafts() {
        ArgumentSchema older = schema(
                "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\"}}}");

        assertThat(older.problems()).isEmpty();
        assertThat(older.validate(json("{\"a\": 1}")))
                .extracting(Problem::pointer)
                .containsExactly("/a");
    }

    @Test
    void cutsLongValuesShort() {
        List<Problem> problems = schema("{\"properties\": {\"a\": {\"type\": \"integer\"}}}")
                .validate(json("{\"a\": \"" + "x".repeat(5000) + "\"}"));

        assertThat(problems).singleElement().satisfies(problem -> assertThat(String.valueOf(problem.value()))
                .hasSizeLessThan(200));
    }
}
