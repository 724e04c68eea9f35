package dev.countersign.orchestrator.agent.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ReplayModelTest {

    private static final FakeLoop.Tools REFUSED =
            call -> new ToolAnswer(true, Documents.yaml("{status: refused, code: FROZEN}"), null);

    @Test
    void playsThirtyMessagesWhateverTheResultsAre() {
        FakeLoop.Transcript run = run(Documents.resource("replay-30.json"));
        assertThat(run.steps()).isEqualTo(12);
        assertThat(run.calls()).hasSize(14);
        assertThat(run.turns().get(3).toolExecutionRequests()).hasSize(3);
        assertThat(run.turns().get(3).text()).isEqualTo("I look at opportunities and activity at once.");
        assertThat(run.turns().get(2).hasToolExecutionRequests()).isFalse();
        assertThat(run.ids().stream().filter("call_10"::equals)).hasSize(2);
        assertThat(run.calls().get(9).arguments()).isEqualTo("{\"kind\": \"note\", \"note\": \"Stage move post");
        assertThat(run.tools())
                .startsWith("crm__search_accounts", "crm__get_lead")
                .endsWith("crm__create_task");
        assertThat(run.output().textValue()).startsWith("Done: draft saved");
    }

    @Test
    void endsWithNothingAfterLastCalls() {
        FakeLoop.Transcript run = run(Documents.yaml("""
                - {role: user, content: go}
                - {role: assistant, content: working, tool_calls: [{id: a, type: function, function: {name: crm__x, arguments: "{}"}}]}
                """));
        assertThat(run.output().isNull()).isTrue();
        assertThat(run.steps()).isEqualTo(1);
        assertThat(run.ids()).containsExactly("a");
    }

    @Test
    void readsPartsAndEmptyContent() {
        FakeLoop.Transcript run = run(Documents.yaml("""
                - {role: assistant, content: null}
                - {role: assistant, content: [{type: text, text: "one "}, {type: text, text: two}]}
                """));
        assertThat(run.turns().getFirst().text()).isNull();
        assertThat(run.output().textValue()).isEqualTo("one two");
        assertThat(run.steps()).isEqualTo(2);
    }

    @Test
    void endsAtOnceWithoutAssistantMessages() {
        FakeLoop.Transcript run = run(Documents.yaml("[{role: user, content: hello}]"));
        assertThat(run.output().isNull()).isTrue();
        assertThat(run.steps()).isZero();
    }

    private static FakeLoop.Transcript run(JsonNode messages) {
        ObjectNode model = new ObjectMapper().createObjectNode().put("kind", "replay");
        model.set("messages", messages);
        assertThat(ModelDocument.check(model)).isEmpty();
        return new FakeLoop(model, Documents.yaml("{}"), REFUSED).run();
    }
}
