package dev.countersign.orchestrator.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.catalog.WireNames;
import dev.countersign.orchestrator.agent.model.ToolAnswer;
import dev.countersign.orchestrator.agent.model.ToolSpecifications;
import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a model is told. Made from stored parts alone, none of which changes later: a prompt can be written again. */
@Singleton
class Conversation {
    private final Connectors connectors;

    Conversation(Connectors connectors) {
        this.connectors = connectors;
    }

    /** Instructions with the lessons, input, and every recorded message with the answers as the model saw them. */
    List<ChatMessage> messages(
            Run run, Workflow workflow, LessonsGiven given, List<AiMessage> turns, List<ToolCall> calls) {
        var messages = new ArrayList<ChatMessage>();
        String instructions = given.behind(workflow.instructions());
        if (!instructions.isBlank()) {
            messages.add(SystemMessage.from(instructions));
        }
        messages.add(UserMessage.from(Rows.text(run.input())));
        Map<String, ToolCall> answers = new HashMap<>();
        for (ToolCall call : calls) {
            answers.put(call.step() + "/" + call.ordinal(), call);
        }
        for (int step = 1; step <= turns.size(); step++) {
            AiMessage turn = turns.get(step - 1);
            messages.add(turn);
            List<ToolExecutionRequest> requests = turn.toolExecutionRequests();
            for (int ordinal = 0; requests != null && ordinal < requests.size(); ordinal++) {
                messages.add(answer(requests.get(ordinal), answers.get(step + "/" + ordinal)));
            }
        }
        return messages;
    }

    private ChatMessage answer(ToolExecutionRequest request, @Nullable ToolCall call) {
        JsonNode answer = call == null ? null : call.answer();
        if (answer == null) {
            throw new IllegalStateException("a call without an answer cannot be told to the model");
        }
        JsonNode content = answer.path("structured_content");
        JsonNode text = answer.path("text");
        return ToolAnswer.message(
                request,
                answer.path("is_error").asBoolean(),
                content.isNull() || content.isMissingNode() ? null : content,
                text.isTextual() ? text.asText() : null,
                executed(call));
    }

    /** What was sent where a person had edited it; null for the model's own arguments and for what was never sent. */
    private @Nullable JsonNode executed(ToolCall call) {
        if (call.editedBy() == null
                || call.dispatchedAt() == null
                || !(call.arguments() instanceof ObjectNode arguments)) {
            return null;
        }
        return connectors
                .tool(call.connector(), call.connectorVersion(), call.tool())
                .map(tool -> tool.bare(arguments))
                .orElse(arguments);
    }

    /** The workflow's tools as the newest versions of their connectors describe them now. */
    List<ToolSpecification> tools(Workflow workflow) {
        var specifications = new ArrayList<ToolSpecification>();
        for (String name : workflow.tools().keySet()) {
            Optional<PinnedConnector.Tool> tool = connectors.tool(name);
            tool.ifPresent(known -> specifications.add(ToolSpecifications.of(
                    WireNames.toWire(name),
                    known.pinned().descriptor().description(),
                    known.proposable().raw())));
        }
        return specifications;
    }
}
