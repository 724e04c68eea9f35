package dev.countersign.policy.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.document.Documents;
import dev.countersign.policy.document.Schemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What people read about the policy data is what stands there. */
class GuardrailsTest {

    private static final JsonNode TABLE = table();

    @TestFactory
    Stream<DynamicTest> saysEveryEntryInOneSentence() {
        return Stream.of("modes", "guards", "limits", "duplicates", "results").flatMap(section -> rows(section)
                .map(row -> DynamicTest.dynamicTest(
                        section + ": " + row.path("says").asText(),
                        () -> assertThat(Guardrails.describe(document(section, row)))
                                .singleElement()
                                .extracting(Guardrail::sentence)
                                .isEqualTo(row.path("says").asText()))));
    }

    @Test
    void hasWordsForEverythingThatTheSchemaKnows() {
        // Given
        JsonNode definitions =
                Documents.read(Schemas.text("policy-data"), 1 << 20).getFirst().path("$defs");
        List<String> wanted = new ArrayList<>();
        names(definitions.path("condition").path("properties").path("op"), "op: ", wanted);
        names(definitions.path("limit").path("properties").path("window"), "window: ", wanted);
        names(definitions.path("decision"), "mode: ", wanted);
        alternatives(definitions.path("value")).forEach(value -> wanted.add("value: \"?" + value));
        alternatives(definitions.path("key")).forEach(key -> wanted.add("key: \\[?\"?" + key));
        for (String entry : List.of("mode", "guard", "limit", "dedupe", "result", "condition")) {
            definitions.path(entry).path("properties").fieldNames().forEachRemaining(name -> wanted.add(name + ": "));
        }
        // What a company says itself, and what the test adds to every row.
        wanted.removeAll(List.of("id: ", "title: ", "because: "));
        // Then
        assertThat(wanted).hasSizeGreaterThan(50).allSatisfy(words -> assertThat(read())
                .as("a row of sentences.yaml with " + words)
                .containsPattern(words));
    }

    private static void names(JsonNode definition, String before, List<String> into) {
        definition.path("enum").forEach(name -> into.add(before + name.asText()));
    }

    /** The words that may begin a value: {@code ^(all|(argument|domain):/.+)$} has all, argument and domain. */
    private static List<String> alternatives(JsonNode definition) {
        String letters = definition.path("pattern").asText().replaceAll("\\[[^]]*](\\{[^}]*})?", "");
        return Stream.of(letters.split("[^a-z_]+"))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    @Test
    void namesTheRuleThatADecisionWillName() {
        // When
        List<Guardrail> shipped = Guardrails.describe(DefaultBundle.load().data());
        // Then
        assertThat(shipped)
                .extracting(Guardrail::ruleId)
                .doesNotHaveDuplicates()
                .contains("tool:crm.update_owner", "competitor", "creates-a-day", "same-lead");
        assertThat(shipped).allSatisfy(guardrail -> {
            assertThat(guardrail.sentence()).endsWith(".").doesNotContain("null", "  ", "$");
            assertThat(guardrail.title()).isNotBlank();
            assertThat(guardrail.tools()).isNotEmpty();
        });
        assertThat(shipped).extracting(Guardrail::kind).doesNotContain(Guardrail.Kind.BUILTIN);
    }

    @Test
    void saysWhatIsAlwaysThere() {
        assertThat(Guardrails.always())
                .extracting(Guardrail::ruleId)
                .containsExactly(
                        "builtin:unlisted", "builtin:scope", "builtin:stage", "builtin:undo", "builtin:dry_run");
    }

    private static Stream<JsonNode> rows(String section) {
        List<JsonNode> rows = new ArrayList<>();
        TABLE.path(section).forEach(rows::add);
        return rows.stream();
    }

    /** A document with the one entry of a row, which the product has to accept. */
    private static ObjectNode document(String section, JsonNode row) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        ObjectNode entry = row.path("entry").isObject()
                ? row.path("entry").deepCopy()
                : JsonNodeFactory.instance.objectNode().put("mode", "deny");
        switch (section) {
            case "modes" -> data.withObjectProperty("tools").set("crm.read", words(entry));
            case "guards" -> {
                entry.set("when", row.path("when"));
                lists(data, row.path("when"));
                data.withArrayProperty("guards").add(listed(words(entry), "crm.write"));
            }
            case "limits" -> data.withArrayProperty("limits").add(listed(entry, "crm.write"));
            case "duplicates" -> data.withArrayProperty("dedupe").add(listed(entry, "crm.write"));
            default -> data.withArrayProperty("results").add(listed(entry, "crm.read"));
        }
        assertThat(PolicyData.check(data)).as(row.toString()).isEmpty();
        return data;
    }

    private static ObjectNode words(ObjectNode entry) {
        return entry.put("title", "Title").put("because", "Because");
    }

    private static ObjectNode listed(ObjectNode entry, String tool) {
        entry.put("id", "entry");
        if (!entry.has("tools")) {
            entry.putArray("tools").add(tool);
        }
        return entry;
    }

    private static void lists(ObjectNode data, JsonNode conditions) {
        for (JsonNode condition : conditions) {
            if (condition.has("list")) {
                ObjectNode lists = data.withObjectProperty("lists");
                String name = condition.path("list").asText();
                if (condition.has("at")) {
                    lists.putObject(name).putArray("a").add("b");
                } else {
                    lists.putArray(name).add("b");
                }
            }
        }
    }

    private static JsonNode table() {
        return Documents.read(read(), 1 << 20).getFirst();
    }

    private static String read() {
        try {
            return Files.readString(Path.of("src/test/resources/guardrails/sentences.yaml"), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
