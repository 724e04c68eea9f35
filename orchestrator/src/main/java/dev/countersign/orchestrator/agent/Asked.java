package dev.countersign.orchestrator.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.agent.model.Requests;
import dev.countersign.orchestrator.transition.Rows;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One request to a model: what is kept of it, so that it can be read later and known to be the same (ADR 0026). */
record Asked(List<ChatMessage> messages, List<ToolSpecification> tools) {

    Asked {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    String toolList() {
        return Rows.text(Requests.tools(tools));
    }

    static String listDigest(String toolList) {
        return Digest.of(toolList.getBytes(StandardCharsets.UTF_8)).value();
    }

    /** Of the whole request, salted: without the salt nobody can test a guess of its text. */
    static String digest(String salt, JsonNode messages, String toolList) {
        return Digest.of((salt + Rows.text(messages) + toolList).getBytes(StandardCharsets.UTF_8))
                .value();
    }
}
