package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plays the assistant messages of a recorded OpenAI chat again, one a turn, whatever the results are now. A message
 * without calls goes on; only the last one ends the run, with its text, or, if it had calls, with nothing once they are
 * answered.
 */
final class ReplayModel implements ChatModel {

    private final List<JsonNode> turns;

    ReplayModel(JsonNode messages) {
        List<JsonNode> assistant = new ArrayList<>();
        for (JsonNode message : messages) {
            if ("assistant".equals(message.path("role").asText())) {
                assistant.add(message);
            }
        }
        this.turns = List.copyOf(assistant);
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        int next = next(request.messages());
        return Played.response(next < turns.size() ? message(next) : Played.nothingLeft());
    }

    private static int next(List<ChatMessage> messages) {
        int next = 0;
        for (ChatMessage message : messages) {
            if (message instanceof AiMessage played) {
                Integer turn = TurnEnd.turn(played);
                next = turn == null ? next : Math.max(next, turn + 1);
            }
        }
        return next;
    }

    private AiMessage message(int index) {
        JsonNode turn = turns.get(index);
        List<ToolExecutionRequest> requests = new ArrayList<>();
        for (JsonNode call : turn.path("tool_calls")) {
            requests.add(request(text(call.path("id")), call.path("function")));
        }
        if (turn.path("function_call").isObject()) {
            requests.add(request(null, turn.path("function_call")));
        }
        boolean end = requests.isEmpty() && index == turns.size() - 1;
        return AiMessage.builder()
                .text(content(turn.path("content")))
                .toolExecutionRequests(requests)
                .attributes(Map.of(TurnEnd.TURN, index, TurnEnd.END, end))
                .build();
    }

    private static ToolExecutionRequest request(@Nullable String id, JsonNode function) {
        JsonNode arguments = function.path("arguments");
        return ToolExecutionRequest.builder()
                .id(id)
                .name(function.path("name").asText())
                .arguments(arguments.isTextual() ? arguments.textValue() : Json.text(arguments))
                .build();
    }

    /** Text as it stands, or the text parts of a list of parts. */
    private static @Nullable String content(JsonNode content) {
        if (!content.isArray()) {
            return text(content);
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText("")));
        return text.isEmpty() ? null : text.toString();
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }
}
