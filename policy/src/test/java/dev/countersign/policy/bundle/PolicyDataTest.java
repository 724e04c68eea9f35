package dev.countersign.policy.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Documents;
import dev.countersign.policy.document.Problem;
import dev.countersign.policy.document.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyDataTest {

    private static final String GUARD =
            "guards: [{id: g, tools: [a.x], when: [%s], mode: deny, title: t, because: b}]\nlists: {flat: [a], map: {k: [a]}}";

    @Test
    void acceptsTheWorkedExampleAndTheDefault() throws IOException {
        assertThat(PolicyData.check(file("src/test/resources/example/policy-data.yaml")))
                .isEmpty();
        assertThat(PolicyData.check(DefaultBundle.load().data())).isEmpty();
        assertThat(PolicyData.check(read("{}"))).isEmpty();
    }

    @Test
    void theDefaultKeepsTheWorkedExample() throws IOException {
        // Given
        JsonNode example = PolicyData.bare(file("src/test/resources/example/policy-data.yaml"));
        JsonNode shipped = DefaultBundle.load().data();

        // Then
        example.path("tools").properties().forEach(tool -> assertThat(
                        shipped.path("tools").path(tool.getKey()))
                .isEqualTo(tool.getValue()));
        for (String kind : List.of("limits", "dedupe", "results", "guards")) {
            assertThat(shipped.path(kind)).contains(entries(example.path(kind)));
        }
        example.path("lists").properties().forEach(list -> assertThat(
                        shipped.path("lists").path(list.getKey()))
                .isEqualTo(list.getValue()));
    }

    /** A meeting with a competitor is refused too, and a meeting is no tool of the example. */
    private static JsonNode[] entries(JsonNode list) {
        List<JsonNode> entries = new ArrayList<>();
        for (JsonNode entry : list) {
            ObjectNode copy = entry.deepCopy();
            if (entry.path("id").asText().equals("competitor")) {
                copy.withArrayProperty("tools").add("calendar.book_meeting");
            }
            entries.add(copy);
        }
        return entries.toArray(JsonNode[]::new);
    }

    @Test
    void theWorkedInputFitsItsSchema() throws IOException {
        assertThat(Schemas.compiled("policy-input").validate(file("src/test/resources/example/policy-input.json")))
                .isEmpty();
        assertThat(Schemas.compiled("policy-input").validate(read("{phase: propose, extra: 1}")))
                .isNotEmpty();
    }

    @Test
    void anInputSaysWhoReadWhatAndWhen() throws IOException {
        // Given
        ObjectNode input = (ObjectNode) file("src/test/resources/example/policy-input.json");
        input.putObject("ages").put("record", 0.25).put("last_activity_at", 12);
        input.withObjectProperty("resource")
                .put("record_tool", "crm.get_opportunity")
                .putObject("fact_tools")
                .put("last_activity_at", "crm.get_recent_activity");

        // Then
        assertThat(Schemas.compiled("policy-input").validate(input)).isEmpty();
        input.withObjectProperty("ages").put("record", "just now");
        assertThat(Schemas.compiled("policy-input").validate(input)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{limit: []}|/limit|not known here",
                "{tools: {a.x: {mode: permit, teir: T1}}}|/tools/a.x/teir|not known here",
                "{tools: {a.x: {mode: maybe}}}|/tools/a.x/mode|Use one of",
                "{tools: {nodot: {mode: permit}}}|/tools|",
                "{tools: {a.x: {}}}|/tools/a.x/mode|Add mode",
                "{tools: {a.x: {mode: require_approval, groups: [g], title: t, because: b}}}|/tools/a.x/tier|Add tier",
                "{tools: {a.x: {mode: require_approval, tier: T1, title: t, because: b}}}|/tools/a.x/groups|Add groups",
                "{tools: {a.x: {mode: require_approval, tier: T1, groups: [g], because: b}}}|/tools/a.x/title|Add title",
                "{tools: {a.x: {mode: require_approval, tier: T1, groups: [], title: t, because: b}}}|/tools/a.x/groups|",
                "{tools: {a.x: {mode: permit, ttl: 4h}}}|/tools/a.x/ttl|PT4H",
                "{tools: {a.x: {mode: permit, quorum: 0}}}|/tools/a.x/quorum|",
                "{limits: [{id: l, tools: [a.x], key: all, amount: calls, max: 1}]}|/limits/0/window|Add window",
                "{limits: [{id: l, tools: [a.x], key: run, window: P1D, amount: calls, max: 1}]}|/limits/0/window|Remove window",
                "{limits: [{id: l, tools: [a.x], key: all, window: P2D, amount: calls, max: 1}]}|/limits/0/window|Use one of",
                "{limits: [{id: l, tools: [a.x], key: everyone, window: P1D, amount: calls, max: 1}]}|/limits/0/key|Write all",
                "{limits: [{id: l, tools: [a.x], key: all, window: P1D, amount: sum, max: 1}]}|/limits/0/amount|Write calls",
                "{limits: [{id: l, tools: [a.x], key: all, window: P1D, amount: calls, max: -1}]}|/limits/0/max|",
                "{limits: [{id: l, tools: [a.x], key: all, window: P1D, amount: calls, max: 1}, {id: l, tools: [a.x], key: all, window: P1D, amount: calls, max: 1}]}|/limits/1/id|another id",
                "{limits: [{id: l, tools: [a.x], key: all, window: P1D, amount: calls, max: 1}], dedupe: [{id: l, tools: [a.x], key: [price], window: P1D}]}|/dedupe/0/id|another id",
                "{dedupe: [{id: l, tools: [a.x], key: [whole], window: P1D}]}|/dedupe/0/key/0|",
                "{results: [{tools: []}]}|/results/0/tools|Name tools",
                "{lists: {a: {b: {c: [d]}}}}|/lists/a|",
                "{guards: [{id: g, tools: [a.x], when: [], mode: deny, title: t, because: b}]}|/guards/0/when|",
                "{guards: [{id: 'builtin:x', tools: [a.x], when: [{value: price, op: missing}], mode: deny, title: t, because: b}]}|/guards/0/id|letters",
                "{guards: [{id: g, tools: [a.x], when: [{value: price, op: missing}], mode: deny, because: b}]}|/guards/0/title|Add title",
                "{guards: [{id: g, tools: [a.x], when: [{value: price, op: missing}], mode: require_approval, title: t, because: b}]}|/guards/0/tier|Add tier"
            })
    void refuses(String text, String pointer, String fix) {
        assertThat(PolicyData.check(read(text))).anySatisfy(problem -> {
            assertThat(problem.pointer()).isEqualTo(pointer);
            assertThat(problem.fix()).contains(fix == null ? "" : fix).endsWith(".");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{value: 'argument/p', op: eq, to: 1}|/value|argument:/p",
                "{value: 'age:', op: gt, to: 1}|/value|age:NAME",
                "{value: 'action/p', op: eq, to: 1}|/value|action:/p",
                "{value: 'agent:/p', op: eq, to: 1}|/value|resource:/p",
                "{value: 'age:record', op: older_than, to: 60}|/to|duration",
                "{value: 'age:record', op: gt, to: PT1H}|/to|number",
                "{value: price, op: equals, to: 1}|/op|Use one of",
                "{value: price, op: eq}||exactly one",
                "{value: price, op: eq, to: 1, to_value: price}||exactly one",
                "{value: price, op: missing, to: 1}||missing compares with nothing",
                "{value: price, op: eq, to: [1]}|/to|one value",
                "{value: price, op: in, to: 1}|/to|list",
                "{value: price, op: gt, to: much}|/to|number",
                "{value: price, op: lt, to: true}|/to|number",
                "{value: price, op: older_than, to: 7}|/to|duration",
                "{value: price, op: older_than, to: P1W}|/to|duration",
                "{value: price, op: in, list: gone}|/list|Add the list",
                "{value: price, op: in, list: map}|/at|map of lists",
                "{value: price, op: in, list: flat, at: price}|/at|one list",
                "{value: price, op: eq, to: 1, at: price}|/at|Remove at",
                "{value: price, op: eq, list: flat}|/list|Use in"
            })
    void refusesACondition(String condition, String pointer, String fix) {
        assertThat(PolicyData.check(read(GUARD.formatted(condition)))).anySatisfy(problem -> {
            assertThat(problem.pointer()).isEqualTo("/guards/0/when/0" + (pointer == null ? "" : pointer));
            assertThat(problem.fix()).contains(fix);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{value: price, op: missing}",
                "{value: 'argument:/a/0', op: eq, to: true}",
                "{value: 'record:/a', op: gt, to: '2026-11-20T09:00:00Z'}",
                "{value: 'fact:a', op: older_than, to: P1DT2H}",
                "{value: 'ref:a', op: not_in, list: flat}",
                "{value: 'run:/a', op: none_in, list: map, at: 'subject:/id'}",
                "{value: 'on_behalf_of:/a', op: in, to: [1, b]}",
                "{value: 'age:record', op: gt, to: 60}",
                "{value: 'age:last_activity_at', op: lt, to_value: 'record:/max_age'}",
                "{value: 'action:/data_class', op: in, to: [confidential, restricted]}",
                "{value: 'resource:/environment', op: ne, to: sandbox}"
            })
    void acceptsACondition(String condition) {
        assertThat(PolicyData.check(read(GUARD.formatted(condition)))).isEmpty();
    }

    @Test
    void mergesMapsByKeyAndListsById() {
        // Given
        JsonNode active = read("""
                tools: {a.x: {mode: permit, title: old}, a.y: {mode: permit}}
                limits: [{id: one, max: 1}, {id: two, max: 2}, {id: three, max: 3}]
                results: [{tools: [a.x], fields: [a]}, {tools: [a.x], roles: [lead], fields: [b]}]
                lists: {names: [a, b], gone: [c]}
                """);
        JsonNode patch = read("""
                kind: PolicyData
                tools: {a.x: {mode: deny}, a.y: null, a.z: {mode: permit}, a.none: null}
                limits: [{id: two, max: 20}, {id: one, remove: true}, {id: four, max: 4}, {id: none, remove: true}]
                results: [{tools: [a.x], fields: [c]}]
                lists: {names: [z], gone: null}
                guards: [{id: g}]
                """);

        // When
        JsonNode merged = PolicyData.merge(active, patch);

        // Then
        assertThat(merged).isEqualTo(read("""
                                tools: {a.x: {mode: deny}, a.z: {mode: permit}}
                                limits: [{id: two, max: 20}, {id: three, max: 3}, {id: four, max: 4}]
                                results: [{tools: [a.x], fields: [c]}, {tools: [a.x], roles: [lead], fields: [b]}]
                                lists: {names: [z]}
                                guards: [{id: g}]
                                """));
        assertThat(active.path("tools").path("a.x").path("title").asText()).isEqualTo("old");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{toolz: {}}", "{limits: {}}", "{tools: []}", "{guards: null}", "[]"})
    void refusesToMergeWhatHasNoSuchShape(String patch) {
        assertThatThrownBy(() -> PolicyData.merge(read("{}"), read(patch))).isInstanceOf(DocumentInvalid.class);
    }

    @Test
    void namesDataByWhatItSaysNotByHowItIsWritten() {
        String digest = PolicyData.digest(read("{tools: {a.x: {mode: permit, tier: T1}}, lists: {n: [1.0]}}"));

        assertThat(digest).matches("sha256:[0-9a-f]{64}");
        assertThat(PolicyData.digest(
                        read("kind: PolicyData\nlists: {n: [1]}\ntools:\n  a.x:\n    tier: T1\n    mode: permit\n")))
                .isEqualTo(digest);
        assertThat(PolicyData.digest(read("{tools: {a.x: {mode: permit, tier: T2}}, lists: {n: [1]}}")))
                .isNotEqualTo(digest);
    }

    @Test
    void saysEverythingThatIsWrongAtOnce() {
        assertThat(PolicyData.check(read("{limit: [], guard: [], tools: {a.x: {mode: maybe}}}")))
                .extracting(Problem::pointer)
                .containsExactlyInAnyOrder("/limit", "/guard", "/tools/a.x/mode");
    }

    private static JsonNode file(String name) throws IOException {
        return Documents.read(Files.readString(Path.of(name)), 1 << 20).getFirst();
    }

    private static JsonNode read(String text) {
        return Documents.read(text, 1 << 20).getFirst();
    }
}
