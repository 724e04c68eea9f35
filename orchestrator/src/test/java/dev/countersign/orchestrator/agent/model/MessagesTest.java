package dev.countersign.orchestrator.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesTest {

    private static final ToolExecutionRequest ONE = ToolExecutionRequest.builder()
            .id("c1")
            .name("crm__get_lead")
            .arguments("{\"a\": 1}")
            .build();
    private static final ToolExecutionRequest WITHOUT_ID =
            ToolExecutionRequest.builder().name("crm__x").arguments("{broken").build();

    static Stream<ChatMessage> messages() {
        return Stream.of(
                SystemMessage.from("Be brief."),
                UserMessage.from("Grüße, “ada” — ✓"),
                UserMessage.from("ada", "Hello"),
                CustomMessage.from(Map.of("kind", "note", "n", 1)),
                AiMessage.from("Text only"),
                AiMessage.from("Words", List.of(ONE, WITHOUT_ID)),
                AiMessage.builder().attributes(Map.of(TurnEnd.END, true)).build(),
                AiMessage.builder()
                        .text("t")
                        .thinking("th")
                        .toolExecutionRequests(List.of(ONE, ONE))
                        .attributes(Map.of(
                                "thinking_signature",
                                "sig",
                                "n",
                                3,
                                "list",
                                List.of(1, "b"),
                                "deep",
                                Map.of("x", true)))
                        .build(),
                ToolAnswer.message(ONE, false, Documents.yaml("{n: 1.50, s: null}"), "plain"),
                ToolAnswer.message(ONE, true, null, "It broke"),
                ToolAnswer.message(WITHOUT_ID, false, null, null),
                ToolExecutionResultMessage.from("c9", "other", "made elsewhere"));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void comesBackAsItWas(ChatMessage message) {
        assertThat(Messages.fromJson(Messages.toJson(List.of(message)))).containsExactly(message);
    }

    @Test
    void saysWhichLibraryWroteIt() {
        JsonNode envelope = Documents.json(Messages.toJson(List.of(SystemMessage.from("x"))));
        assertThat(envelope.path("schema").intValue()).isEqualTo(1);
        assertThat(envelope.path("library").textValue()).isEqualTo("langchain4j 1.19.0");
        assertThat(envelope.path("messages")).hasSize(1);
    }

    @Test
    void keepsNumbersUsable() {
        AiMessage played = AiMessage.builder()
                .attributes(Map.of(TurnEnd.TURN, 7, TurnEnd.END, false, "big", 5_000_000_000L, "part", 1.5))
                .build();
        AiMessage back =
                (AiMessage) Messages.fromJson(Messages.toJson(List.of(played))).getFirst();
        assertThat(TurnEnd.turn(back)).isEqualTo(7);
        assertThat(TurnEnd.of(back)).isEqualTo(TurnEnd.of(played));
        assertThat(back.attributes()).containsEntry("big", 5_000_000_000L).containsEntry("part", 1.5);
    }

    @Test
    void keepsTheDigitsOfStructuredContent() {
        JsonNode content = Documents.json("{\"amount\": 12345678901234567890, \"rate\": 0.1}");
        ToolExecutionResultMessage message = (ToolExecutionResultMessage)
                Messages.fromJson(Messages.toJson(List.of(ToolAnswer.message(ONE, false, content, null))))
                        .getFirst();
        assertThat(ToolAnswer.of(message).structuredContent()).hasToString(content.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"schema\": 2, \"messages\": []}", "{\"schema\": 1}", "{\"schema\": 1, "})
    void refusesWhatItDoesNotKnow(String json) {
        assertThatThrownBy(() -> Messages.fromJson(json)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void showsAnAnswerAsTheModelSawIt() {
        ToolExecutionResultMessage message = ToolAnswer.message(ONE, true, Documents.yaml("{code: FROZEN}"), "Frozen");
        assertThat(message.id()).isEqualTo("c1");
        assertThat(message.isError()).isTrue();
        assertThat(message.text()).isEqualTo("{\"code\":\"FROZEN\"}");
        assertThat(ToolAnswer.of(message).toJson())
                .hasToString("{\"is_error\":true,\"structured_content\":{\"code\":\"FROZEN\"},\"text\":\"Frozen\"}");
    }

    @Test
    void showsNothingAsNull() {
        assertThat(ToolAnswer.of(ToolAnswer.message(ONE, false, null, null)).toJson())
                .hasToString("{\"is_error\":false,\"structured_content\":null,\"text\":null}");
    }
}
