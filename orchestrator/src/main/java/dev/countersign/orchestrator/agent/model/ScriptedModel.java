package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Plays the turns of a document: the first one whose {@code when} holds and that has not run yet is next. Which have
 * run stands in the attributes of the messages. A turn that {@code each} leaves without an element is passed over like
 * one whose {@code when} does not hold, and is tried again after the next turn: every turn that is played is used up,
 * so a script always ends.
 */
final class ScriptedModel implements ChatModel {

    private final JsonNode turns;
    private final JsonNode input;
    private final UnaryOperator<String> wireName;

    ScriptedModel(JsonNode turns, JsonNode input, UnaryOperator<String> wireName) {
        this.turns = turns;
        this.input = input;
        this.wireName = wireName;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        Set<Integer> run = new HashSet<>();
        Map<String, JsonNode> answers = new HashMap<>();
        read(request.messages(), run, answers);
        TurnRoots roots = TurnRoots.of(input, answers);
        for (int i = 0; i < turns.size(); i++) {
            if (!run.contains(i)) {
                Optional<AiMessage> message = new ScriptedTurn(i, turns.get(i), wireName).play(roots);
                if (message.isPresent()) {
                    return Played.response(message.get());
                }
            }
        }
        return Played.response(Played.nothingLeft());
    }

    private static void read(List<ChatMessage> messages, Set<Integer> run, Map<String, JsonNode> answers) {
        for (ChatMessage message : messages) {
            if (message instanceof AiMessage played) {
                Integer turn = TurnEnd.turn(played);
                if (turn != null) {
                    run.add(turn);
                }
            } else if (message instanceof ToolExecutionResultMessage answer && answer.id() != null) {
                answers.put(answer.id(), ToolAnswer.of(answer).toJson());
            }
        }
    }
}
