package dev.countersign.orchestrator.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicModelTest {

    private static final String TWO_CALLS = """
            {"id": "msg_1", "type": "message", "role": "assistant", "model": "model-1", "stop_reason": "tool_use",
             "content": [
               {"type": "thinking", "thinking": "Look first.", "signature": "c2lnbmF0dXJl"},
               {"type": "text", "text": "I look."},
               {"type": "tool_use", "id": "toolu_1", "name": "crm__get_lead", "input": {"email": "a@b.example"}},
               {"type": "tool_use", "id": "toolu_2", "name": "crm__search", "input": {"limit": 3}}],
             "usage": {"input_tokens": 90, "output_tokens": 25}}
            """;

    @Test
    void sendsTheWholeConversationAndItsTools() {
        try (ProviderStub stub = ProviderStub.answering(200, TWO_CALLS)) {
            ProviderRequests.model("anthropic", stub.url()).chat(ProviderRequests.request());

            ProviderStub.Received received = stub.received().getFirst();
            assertThat(received.path()).isEqualTo("/v1/messages");
            assertThat(received.header("X-api-key")).isEqualTo(ProviderRequests.KEY);
            JsonNode body = received.body();
            assertThat(body.path("max_tokens").intValue()).isEqualTo(4096);
            assertThat(body.path("system").findValuesAsText("text")).containsExactly("Take up the lead.");
            JsonNode result = body.at("/messages/2/content/0");
            assertThat(result.path("type").textValue()).isEqualTo("tool_result");
            assertThat(result.path("tool_use_id").textValue()).isEqualTo("call_0");
            assertThat(result.path("is_error").booleanValue()).isTrue();
            assertThat(result.path("content").toString()).contains("NOT_ALLOWED");
            JsonNode tool = body.at("/tools/1");
            assertThat(tool.path("name").textValue()).isEqualTo("crm__search");
            assertThat(tool.at("/input_schema/properties/limit/maximum").intValue())
                    .isEqualTo(50);
            assertThat(tool.at("/input_schema/$defs/lead/properties/id/pattern").textValue())
                    .isEqualTo("^lead-");
            assertThat(tool.path("description").textValue()).contains("No other arguments are allowed.");
            assertThat(body.path("tools").findValues("strict")).isEmpty();
        }
    }

    @Test
    void readsCallsUsageAndThinking() {
        try (ProviderStub stub = ProviderStub.answering(200, TWO_CALLS)) {
            ChatResponse response =
                    ProviderRequests.model("anthropic", stub.url()).chat(ProviderRequests.request());

            AiMessage message = response.aiMessage();
            assertThat(message.text()).isEqualTo("I look.");
            assertThat(message.thinking()).isEqualTo("Look first.");
            assertThat(message.toolExecutionRequests())
                    .extracting(ToolExecutionRequest::id)
                    .containsExactly("toolu_1", "toolu_2");
            assertThat(Documents.json(message.toolExecutionRequests().get(1).arguments()))
                    .isEqualTo(Documents.yaml("{limit: 3}"));
            assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(90);
            assertThat(response.tokenUsage().outputTokenCount()).isEqualTo(25);
        }
    }

    @Test
    void sendsTheThinkingBackWithItsSignatureAfterTheJournal() {
        try (ProviderStub stub = ProviderStub.answering(200, TWO_CALLS)) {
            AiMessage message = ProviderRequests.model("anthropic", stub.url())
                    .chat(ProviderRequests.request())
                    .aiMessage();
            List<ChatMessage> messages = new ArrayList<>(List.of(UserMessage.from("Go"), message));
            message.toolExecutionRequests()
                    .forEach(call -> messages.add(ToolAnswer.message(call, false, Documents.yaml("{n: 1}"), null)));
            List<ChatMessage> journal = Messages.fromJson(Messages.toJson(messages));
            ProviderRequests.model("anthropic", stub.url())
                    .chat(ChatRequest.builder().messages(journal).build());

            JsonNode sent = stub.received().get(1).body().at("/messages/1/content");
            assertThat(sent.findValuesAsText("type")).containsExactly("thinking", "text", "tool_use", "tool_use");
            assertThat(sent.at("/0/signature").textValue()).isEqualTo("c2lnbmF0dXJl");
            assertThat(stub.received().get(1).body().at("/messages/2/content")).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"400,false", "401,false", "429,true", "529,true"})
    void saysWhetherAFailureMayPass(int status, boolean retryable) {
        String answer =
                "{\"type\": \"error\", \"error\": {\"type\": \"x\", \"message\": \"" + ProviderRequests.KEY + "\"}}";
        try (ProviderStub stub = ProviderStub.answering(status, answer)) {
            assertThatThrownBy(() ->
                            ProviderRequests.model("anthropic", stub.url()).chat(ProviderRequests.request()))
                    .isInstanceOfSatisfying(ModelCallFailed.class, failed -> {
                        assertThat(failed.retryable()).isEqualTo(retryable);
                        assertThat(failed).hasNoCause().hasMessageNotContaining(ProviderRequests.KEY);
                    });
            assertThat(stub.received()).hasSize(1);
        }
    }
}
