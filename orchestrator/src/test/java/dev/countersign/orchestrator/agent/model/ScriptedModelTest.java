package dev.countersign.orchestrator.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScriptedModelTest {

    private static final JsonNode INPUT = Documents.yaml("{x: 1, tags: [a, b], deep: {y: true}, nothing: null}");

    @Test
    void completesWithNullWhenNoTurnIsLeft() {
        FakeLoop.Transcript run = run("- calls: [{id: a, tool: t.one, arguments: {}}]", ok());
        assertThat(run.output().isNull()).isTrue();
        assertThat(run.steps()).isEqualTo(1);
    }

    @Test
    void completesAtOnceWithoutTurns() {
        FakeLoop.Transcript run = new FakeLoop(Documents.yaml("{kind: scripted, turns: []}"), INPUT, ok()).run();
        assertThat(run.output().isNull()).isTrue();
        assertThat(run.steps()).isZero();
    }

    @Test
    void passesBrokenArgumentsThroughAsTheyAre() {
        FakeLoop.Transcript run = run("- calls: [{id: a, tool: t.one, arguments: '{\"to\": [${input.x}, '}]", ok());
        assertThat(run.calls().getFirst().arguments()).isEqualTo("{\"to\": [${input.x}, ");
    }

    @Test
    void keepsTheTypeOfAWholeStringOnly() {
        FakeLoop.Transcript run = run("""
                - calls: [{id: a, tool: t.one, arguments: {n: "${input.x}", list: "${input.tags}", deep: "${input.deep}",
                    nothing: "${input.nothing}", text: "n=${input.x} ${input.tags}", literal: "$${input.x}", first: "${input.tags.0}"}}]
                """, ok());
        assertThat(run.arguments("a")).isEqualTo(Documents.yaml("""
                {n: 1, list: [a, b], deep: {y: true}, nothing: null, text: "n=1 a, b", literal: "${input.x}", first: a}
                """));
    }

    @Test
    void readsTheLatestAnswerOfARepeatedId() {
        Deque<String> answers = new ArrayDeque<>(List.of("{n: 1}", "{n: 2}"));
        FakeLoop.Transcript run = run("""
                - calls: [{id: a, tool: t.one, arguments: {}}]
                - calls: [{id: a, tool: t.two, arguments: {before: "${a.structured_content.n}"}}]
                - say: "${a.structured_content.n}!"
                """, call -> new ToolAnswer(false, Documents.yaml(answers.removeFirst()), null));
        assertThat(run.arguments("a")).isEqualTo(Documents.yaml("{before: 1}"));
        assertThat(run.output().textValue()).isEqualTo("2!");
    }

    @Test
    void takesTheLastOfTwoAnswersInOneMessage() {
        Deque<ToolAnswer> answers = new ArrayDeque<>(List.of(
                new ToolAnswer(false, null, "first"),
                new ToolAnswer(true, Documents.yaml("{status: refused, code: DUPLICATE}"), null)));
        FakeLoop.Transcript run = run("""
                - calls: [{id: a, tool: t.one, arguments: {}}, {id: a, tool: t.one, arguments: {}}]
                - {when: {result: a, pointer: /is_error, equals: true}, say: "${a.structured_content.code}"}
                - say: wrong
                """, call -> answers.removeFirst());
        assertThat(run.output().textValue()).isEqualTo("DUPLICATE");
    }

    @Test
    void triesTurnsFromTheTop() {
        FakeLoop.Transcript run = run("""
                - {when: {result: b, pointer: /is_error, equals: false}, calls: [{id: late, tool: t.late, arguments: {}}]}
                - calls: [{id: a, tool: t.one, arguments: {}}]
                - calls: [{id: b, tool: t.two, arguments: {}}]
                - calls: [{id: c, tool: t.three, arguments: {}}]
                """, ok());
        assertThat(run.ids()).containsExactly("a", "b", "late", "c");
    }

    @Test
    void triesASkippedEachAgainOnceItHasElements() {
        FakeLoop.Transcript run = run("""
                - {each: {result: b, pointer: /structured_content/items}, calls: [{id: "i-${index}", tool: t.late, arguments: {v: "${item}"}}]}
                - calls: [{id: a, tool: t.one, arguments: {}}]
                - calls: [{id: b, tool: t.two, arguments: {}}]
                """, call -> new ToolAnswer(false, Documents.yaml("{items: [7]}"), null));
        assertThat(run.ids()).containsExactly("a", "b", "i-0");
        assertThat(run.arguments("i-0")).isEqualTo(Documents.yaml("{v: 7}"));
    }

    @Test
    void skipsEachOverSomethingThatIsNoList() {
        FakeLoop.Transcript run =
                run("""
                - calls: [{id: a, tool: t.one, arguments: {}}]
                - {each: {result: a, pointer: /structured_content/items}, calls: [{id: b, tool: t.two, arguments: {}}]}
                - say: end
                """, call -> new ToolAnswer(true, Documents.yaml("{status: refused, code: FROZEN}"), null));
        assertThat(run.ids()).containsExactly("a");
        assertThat(run.output().textValue()).isEqualTo("end");
    }

    @Test
    void makesSeveralCallsForEachElement() {
        FakeLoop.Transcript run = run("""
                - calls: [{id: a, tool: t.one, arguments: {}}]
                - each: {result: a, pointer: /structured_content/items}
                  words: "All ${a.structured_content.items}"
                  calls: [{id: "x${index}", tool: t.two, arguments: {}}, {id: "y${item}", tool: t.three, arguments: {}}]
                """, call -> new ToolAnswer(false, Documents.yaml("{items: [p, q]}"), null));
        assertThat(run.ids()).containsExactly("a", "x0", "yp", "x1", "yq");
        assertThat(run.turns().get(1).text()).isEqualTo("All p, q");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/is_error | false | true",
                "/structured_content/n | 1.0 | true",
                "/structured_content/n | 2 | false",
                "/structured_content/n | '\"1\"' | false",
                "/structured_content/o | {k: [1.0]} | true",
                "/structured_content/missing | null | true",
                "/structured_content/missing | 1 | false",
                "/structured_content/s | '\"${input.x}\"' | true",
                "/text | hello | true",
            })
    void comparesWhatTheModelSaw(String pointer, String equals, boolean holds) {
        FakeLoop.Transcript run = run(
                """
                - calls: [{id: a, tool: t.one, arguments: {}}]
                - {when: {result: a, pointer: %s, equals: %s}, say: "yes"}
                - say: "no"
                """.formatted(pointer, equals),
                call -> new ToolAnswer(false, Documents.yaml("{n: 1, o: {k: [1]}, s: 1}"), "hello"));
        assertThat(run.output().textValue()).isEqualTo(holds ? "yes" : "no");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${input.missing}",
                "text ${nobody.structured_content.x}",
                "${item.x}",
                "${a.structured_content.x}",
                "${input.tags.9}"
            })
    void failsWhereATemplateCannotBeResolved(String template) {
        assertThatThrownBy(() -> run("""
                - calls: [{id: a, tool: t.one, arguments: {}}]
                - calls: [{id: b, tool: t.one, arguments: {deep: [{v: "%s"}]}}]
                """.formatted(template), ok()))
                .isInstanceOfSatisfying(ScriptError.class, error -> {
                    assertThat(error.code()).isEqualTo("SCRIPT_ERROR");
                    assertThat(error.pointer()).isEqualTo("/turns/1/calls/0/arguments");
                    assertThat(error).hasMessageContaining("cannot be resolved");
                });
    }

    @Test
    void keepsTheTypeOfWhatItSays() {
        FakeLoop.Transcript run = run("- say: \"${input.deep}\"", ok());
        assertThat(run.output()).isEqualTo(Documents.yaml("{y: true}"));
        assertThat(run.turns().getFirst().text()).isEqualTo("{\"y\":true}");
    }

    @Test
    void asksForToolsThatNobodyHas() {
        FakeLoop.Transcript run = run("- calls: [{id: a, tool: ghost.haunt, arguments: {}}]", ok());
        assertThat(run.tools()).containsExactly("ghost__haunt");
    }

    @Test
    void refusesAnUnknownKind() {
        assertThatThrownBy(() -> FakeLoop.create(Documents.yaml("{kind: oracle}"), INPUT))
                .isInstanceOf(ModelUnusable.class)
                .hasMessageContaining("oracle");
    }

    private static FakeLoop.Tools ok() {
        return (ToolExecutionRequest call) -> new ToolAnswer(false, Documents.yaml("{done: true}"), null);
    }

    private static FakeLoop.Transcript run(String turns, FakeLoop.Tools tools) {
        JsonNode model = Documents.yaml("kind: scripted\nturns:\n" + turns);
        assertThat(ModelDocument.check(model)).isEmpty();
        return new FakeLoop(model, INPUT, tools).run();
    }
}
