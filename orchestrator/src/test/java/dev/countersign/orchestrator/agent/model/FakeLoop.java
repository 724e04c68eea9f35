package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A run without the rest of the house. As if it crashed after each step, every step makes its model anew and reads the
 * journal back from its JSON.
 */
final class FakeLoop {

    private static final int TURNS_MAX = 50;

    private final JsonNode model;
    private final JsonNode input;
    private final Tools tools;

    /** Answers a call that arrived under its name on the wire. */
    @FunctionalInterface
    interface Tools {
        ToolAnswer call(ToolExecutionRequest request);
    }

    /** What a run left behind. */
    record Transcript(List<AiMessage> turns, List<ToolExecutionRequest> calls, JsonNode output, int steps) {

        List<String> ids() {
            return calls.stream().map(ToolExecutionRequest::id).toList();
        }

        List<String> tools() {
            return calls.stream().map(ToolExecutionRequest::name).toList();
        }

        JsonNode arguments(String id) {
            return Documents.json(calls.stream()
                    .filter(call -> id.equals(call.id()))
                    .reduce((first, second) -> second)
                    .orElseThrow()
                    .arguments());
        }
    }

    FakeLoop(JsonNode model, JsonNode input, Tools tools) {
        this.model = model;
        this.input = input;
        this.tools = tools;
    }

    static ChatModel create(JsonNode model, JsonNode input) {
        return AgentModels.create(model, input, reference -> Optional.empty(), name -> name.replace(".", "__"));
    }

    Transcript run() {
        List<ChatMessage> messages =
                new ArrayList<>(List.of(SystemMessage.from("Do it."), UserMessage.from(input.toString())));
        List<AiMessage> turns = new ArrayList<>();
        List<ToolExecutionRequest> calls = new ArrayList<>();
        int steps = 0;
        for (int i = 0; i < TURNS_MAX; i++) {
            List<ChatMessage> journal = Messages.fromJson(Messages.toJson(messages));
            AiMessage turn = create(model, input)
                    .chat(ChatRequest.builder().messages(journal).build())
                    .aiMessage();
            messages = new ArrayList<>(journal);
            messages.add(turn);
            TurnEnd end = TurnEnd.of(turn);
            if (end.step()) {
                steps++;
                turns.add(turn);
            }
            if (end.ends()) {
                return new Transcript(turns, calls, end.output(), steps);
            }
            for (ToolExecutionRequest call : turn.toolExecutionRequests()) {
                calls.add(call);
                ToolAnswer answer = tools.call(call);
                messages.add(ToolAnswer.message(call, answer.isError(), answer.structuredContent(), answer.text()));
            }
        }
        throw new AssertionError("The run did not end within " + TURNS_MAX + " turns");
    }
}
