package dev.countersign.orchestrator.agent.model;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.util.Map;

/** Answers of the models that need no network: they use no tokens. */
final class Played {

    private Played() {}

    static ChatResponse response(AiMessage message) {
        return ChatResponse.builder()
                .aiMessage(message)
                .tokenUsage(new TokenUsage(0, 0))
                .finishReason(message.hasToolExecutionRequests() ? FinishReason.TOOL_EXECUTION : FinishReason.STOP)
                .build();
    }

    /** No turn: the run is completed with output null. */
    static AiMessage nothingLeft() {
        return AiMessage.builder().attributes(Map.of(TurnEnd.END, true)).build();
    }
}
