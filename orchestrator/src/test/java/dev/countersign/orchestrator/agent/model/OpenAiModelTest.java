package dev.countersign.orchestrator.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiModelTest {

    private static final String TWO_CALLS = """
            {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "model-1",
             "choices": [{"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant", "content": null,
               "tool_calls": [
                 {"id": "call_1", "type": "function", "function": {"name": "crm__get_lead", "arguments": "{\\"email\\": \\"a@b.example\\"}"}},
                 {"id": "call_2", "type": "function", "function": {"name": "crm__search", "arguments": "{broken"}}]}}],
             "usage": {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150}}
            """;

    @Test
    void sendsTheWholeConversationAndItsTools() {
        try (ProviderStub stub = ProviderStub.answering(200, TWO_CALLS)) {
            ProviderRequests.model("openai", stub.url()).chat(ProviderRequests.request());

            ProviderStub.Received received = stub.received().getFirst();
            assertThat(received.path()).isEqualTo("/v1/chat/completions");
            assertThat(received.header("Authorization")).isEqualTo("Bearer " + ProviderRequests.KEY);
            JsonNode body = received.body();
            assertThat(body.path("model").textValue()).isEqualTo("model-1");
            assertThat(body.path("parallel_tool_calls").booleanValue()).isTrue();
            assertThat(body.path("messages").findValuesAsText("role"))
                    .containsExactly("system", "user", "assistant", "tool");
            JsonNode answer = body.at("/messages/3");
            assertThat(answer.path("tool_call_id").textValue()).isEqualTo("call_0");
            assertThat(Documents.json(answer.path("content").textValue())
                            .path("code")
                            .textValue())
                    .isEqualTo("NOT_ALLOWED");
        }
    }

    @Test
    void holdsTheProviderToASchemaThatAllowsIt() {
        try (ProviderStub stub = ProviderStub.answering(200, TWO_CALLS)) {
            ProviderRequests.model("openai", stub.url()).chat(ProviderRequests.request());

            JsonNode strict = stub.received().getFirst().body().at("/tools/0/function");
            assertThat(strict.path("strict").booleanValue()).isTrue();
            assertThat(strict.path("parameters")).isEqualTo(Documents.yaml("""
                    {type: object, additionalProperties: false, required: [email], properties: {email: {type: string, description: Its address}}}
                    """));
        }
    }

    @Test
    void sendsRawPropertiesAndSaysTheRestInWords() {
        try (ProviderStub stub = ProviderStub.answering(200, TWO_CALLS)) {
            ProviderRequests.model("openai", stub.url()).chat(ProviderRequests.request());

            JsonNode loose = stub.received().getFirst().body().at("/tools/1/function");
            assertThat(loose.path("strict").asBoolean(false)).isFalse();
            assertThat(loose.at("/parameters/properties")).isEqualTo(Documents.yaml("""
                    {limit: {type: integer, minimum: 1, maximum: 50, default: 5}, lead: {"$ref": "#/$defs/lead"}, any: {}}
                    """));
            assertThat(loose.at("/parameters/$defs/lead/properties/id/pattern").textValue())
                    .isEqualTo("^lead-");
            assertThat(loose.path("description").textValue())
                    .isEqualTo("Searches.\nNo other arguments are allowed.\n"
                            + "The arguments as a whole must also match this JSON Schema: {\"minProperties\":1}");
        }
    }

    @Test
    void readsCallsAndUsage() {
        try (ProviderStub stub = ProviderStub.answering(200, TWO_CALLS)) {
            ChatResponse response = ProviderRequests.model("openai", stub.url()).chat(ProviderRequests.request());

            List<ToolExecutionRequest> calls = response.aiMessage().toolExecutionRequests();
            assertThat(calls).extracting(ToolExecutionRequest::id).containsExactly("call_1", "call_2");
            assertThat(calls.get(1).arguments()).isEqualTo("{broken");
            assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(120);
            assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(30);
            assertThat(TurnEnd.of(response.aiMessage()).ends()).isFalse();
            assertThat(Messages.fromJson(Messages.toJson(List.of(response.aiMessage()))))
                    .containsExactly(response.aiMessage());
        }
    }

    @Test
    void endsWithTheText() {
        String text = """
                {"id": "c", "model": "model-1", "choices": [{"index": 0, "finish_reason": "stop",
                 "message": {"role": "assistant", "content": "All done"}}]}
                """;
        try (ProviderStub stub = ProviderStub.answering(200, text)) {
            AiMessage message = ProviderRequests.model("openai", stub.url())
                    .chat(ProviderRequests.request())
                    .aiMessage();
            TurnEnd end = TurnEnd.of(message);
            assertThat(end.ends()).isTrue();
            assertThat(end.step()).isTrue();
            assertThat(end.output().textValue()).isEqualTo("All done");
        }
    }

    @ParameterizedTest
    @CsvSource({"400,false", "401,false", "404,false", "408,true", "429,true", "500,true", "503,true"})
    void saysWhetherAFailureMayPass(int status, boolean retryable) {
        String answer = "{\"error\": {\"message\": \"wrong key " + ProviderRequests.KEY + "\"}}";
        try (ProviderStub stub = ProviderStub.answering(status, answer)) {
            assertThatThrownBy(
                            () -> ProviderRequests.model("openai", stub.url()).chat(ProviderRequests.request()))
                    .isInstanceOfSatisfying(ModelCallFailed.class, failed -> {
                        assertThat(failed.retryable()).isEqualTo(retryable);
                        assertThat(failed).hasNoCause().hasMessageNotContaining(ProviderRequests.KEY);
                    });
            assertThat(stub.received()).hasSize(1);
        }
    }

    @Test
    void givesUpAtItsDeadline() {
        try (ProviderStub stub = ProviderStub.silent()) {
            assertThatThrownBy(() -> ProviderRequests.model("openai", stub.url(), Duration.ofMillis(300))
                            .chat(ProviderRequests.request()))
                    .isInstanceOfSatisfying(ModelCallFailed.class, failed -> assertThat(failed.retryable())
                            .isTrue());
        }
    }

    @Test
    void failsWhenNobodyListens() {
        ProviderStub gone = ProviderStub.answering(200, TWO_CALLS);
        gone.close();
        assertThatThrownBy(() -> ProviderRequests.model("openai", gone.url()).chat(ProviderRequests.request()))
                .isInstanceOfSatisfying(ModelCallFailed.class, failed -> assertThat(failed.retryable())
                        .isTrue());
    }

    @Test
    void failsOnAnAnswerWithoutAChoice() {
        try (ProviderStub stub = ProviderStub.answering(200, "{\"id\": \"c\", \"choices\": []}")) {
            assertThatThrownBy(
                            () -> ProviderRequests.model("openai", stub.url()).chat(ProviderRequests.request()))
                    .isInstanceOf(ModelCallFailed.class);
        }
    }
}
