package dev.countersign.orchestrator.agent.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.countersign.mcp.schema.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelDocumentTest {

    private static final String OPENAI =
            "{kind: openai, base_url: \"https://models.example/v1\", model: m, api_key: {ref: \"env:COUNTERSIGN_SECRET_OPENAI\"}}";
    private static final Schema SCHEMA = schema();

    @ParameterizedTest
    @ValueSource(
            strings = {
                OPENAI,
                "{kind: anthropic, base_url: \"http://localhost:8080\", model: m, max_tokens: 9, api_key: {ref: \"file:anthropic\"}}",
                "{kind: scripted, turns: []}",
                "{kind: scripted, turns: [{words: w, calls: [{id: a, tool: x.y, arguments: '{broken ${'}]}, {say: end}]}",
                "{kind: scripted, turns: [{calls: [{id: a, tool: ghost, arguments: {v: \"${nobody.knows}\"}}, {id: a, tool: ghost}]}]}",
                "{kind: scripted, turns: [{when: {result: a, pointer: \"\", equals: null}, say: x}]}",
                "{kind: replay, messages: []}",
                "{kind: replay, messages: [{role: user, content: u}, {role: assistant, content: null, refusal: null, tool_calls: []}]}",
            })
    void allows(String model) {
        assertThat(ModelDocument.check(Documents.yaml(model))).isEmpty();
        assertThat(schemaAllows(model)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                                                                          | ``",
                "{kind: oracle}                                                              | /kind",
                "{}                                                                          | /kind",
                "{kind: scripted}                                                            | /turns",
                "{kind: scripted, turns: [], temperature: 1}                                 | /temperature",
                "{kind: scripted, turns: [text]}                                             | /turns/0",
                "{kind: scripted, turns: [{}]}                                               | /turns/0",
                "{kind: scripted, turns: [{say: x, calls: [{id: a, tool: t}]}]}              | /turns/0",
                "{kind: scripted, turns: [{say: 1}]}                                         | /turns/0/say",
                "{kind: scripted, turns: [{say: x, wehn: {}}]}                               | /turns/0/wehn",
                "{kind: scripted, turns: [{say: x, words: [w]}]}                             | /turns/0/words",
                "{kind: scripted, turns: [{say: x, when: always}]}                           | /turns/0/when",
                "{kind: scripted, turns: [{say: x, when: {result: a, pointer: /p}}]}         | /turns/0/when/equals",
                "{kind: scripted, turns: [{say: x, when: {pointer: /p, equals: 1}}]}         | /turns/0/when/result",
                "{kind: scripted, turns: [{say: x, when: {result: a, pointer: p, equals: 1}}]} | /turns/0/when/pointer",
                "{kind: scripted, turns: [{say: x, each: {result: a, pointer: /p}}]}         | /turns/0/each",
                "{kind: scripted, turns: [{each: {result: a}, calls: [{id: a, tool: t}]}]}   | /turns/0/each/pointer",
                "{kind: scripted, turns: [{calls: []}]}                                      | /turns/0/calls",
                "{kind: scripted, turns: [{calls: [{tool: t}]}]}                             | /turns/0/calls/0/id",
                "{kind: scripted, turns: [{calls: [{id: a}]}]}                               | /turns/0/calls/0/tool",
                "{kind: scripted, turns: [{calls: [{id: a, tool: t, args: {}}]}]}            | /turns/0/calls/0/args",
                "{kind: replay}                                                              | /messages",
                "{kind: replay, messages: [{content: x}]}                                    | /messages/0/role",
                "{kind: replay, messages: [{role: assistant, content: 1}]}                   | /messages/0/content",
                "{kind: replay, messages: [{role: assistant, tool_calls: {}}]}               | /messages/0/tool_calls",
                "{kind: replay, messages: [{role: assistant, tool_calls: [{function: {name: n}}]}]} | /messages/0/tool_calls/0/function/arguments",
                "{kind: replay, messages: [{role: assistant, tool_calls: [{function: {arguments: x}}]}]} | /messages/0/tool_calls/0/function/name",
                "{kind: openai, base_url: 'ftp://x', model: m, api_key: {ref: 'env:COUNTERSIGN_SECRET_A'}} | /base_url",
                "{kind: openai, base_url: 'https://u:p@x/', model: m, api_key: {ref: 'env:COUNTERSIGN_SECRET_A'}} | /base_url",
                "{kind: openai, base_url: 'https://x', api_key: {ref: 'env:COUNTERSIGN_SECRET_A'}} | /model",
                "{kind: openai, base_url: 'https://x', model: m}                             | /api_key/ref",
                "{kind: openai, base_url: 'https://x', model: m, api_key: {ref: 'env:PATH'}} | /api_key/ref",
                "{kind: openai, base_url: 'https://x', model: m, api_key: secret-itself}     | /api_key/ref",
                "{kind: openai, base_url: 'https://x', model: m, api_key: {ref: 'file:k', value: secret-itself}} | /api_key/value",
                "{kind: openai, base_url: 'https://x', model: m, max_tokens: 0, api_key: {ref: 'file:k'}} | /max_tokens",
            })
    void refuses(String model, String pointer) {
        List<Problem> problems = ModelDocument.check(Documents.yaml(model));
        assertThat(problems).extracting(Problem::pointer).containsExactly(pointer);
        assertThat(problems.getFirst().fix()).endsWith(".");
        assertThat(problems.toString()).doesNotContain("secret-itself");
        assertThat(schemaAllows(model)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"${", "${}", "x ${input.} y"})
    void refusesWhatIsNoTemplate(String template) {
        JsonNode model = Documents.yaml(
                "{kind: scripted, turns: [{calls: [{id: a, tool: t, arguments: {deep: [\"" + template + "\"]}}]}]}");
        assertThat(ModelDocument.check(model))
                .extracting(Problem::pointer)
                .containsExactly("/turns/0/calls/0/arguments/deep/0");
    }

    @Test
    void allowsTheWorkedExample() {
        for (String id : List.of("inbound-lead", "pipeline-hygiene")) {
            JsonNode model = Documents.workflow(id).path("model");
            assertThat(ModelDocument.check(model)).isEmpty();
            assertThat(schemaAllows(model.toString())).isTrue();
        }
    }

    @Test
    void asksTheOperatorsAllowList() {
        assertThat(ModelDocument.check(Documents.yaml(OPENAI), url -> false))
                .extracting(Problem::pointer)
                .containsExactly("/base_url");
        assertThat(ModelDocument.check(Documents.yaml(OPENAI), "https://models.example/v1"::equals))
                .isEmpty();
    }

    private static boolean schemaAllows(String model) {
        return SCHEMA.validate(Documents.yaml(model).toString(), InputFormat.JSON)
                .isEmpty();
    }

    private static Schema schema() {
        try (InputStream stream = ModelDocumentTest.class.getResourceAsStream("/schemas/model.schema.json")) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(stream.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
