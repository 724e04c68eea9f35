package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked, in a form of our own that no library version changes: it is digested when it is sent, and
 * written again for people who want to read it later.
 */
public final class Requests {

    private Requests() {}

    /** Each with its {@code role}: system, user, assistant (with its {@code calls}) or tool (an answer to one). */
    public static ArrayNode messages(List<ChatMessage> messages) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (ChatMessage message : messages) {
            array.add(
                    switch (message) {
                        case SystemMessage system -> said("system", system.text());
                        case UserMessage user -> said("user", user.singleText());
                        case AiMessage assistant -> said(assistant);
                        case ToolExecutionResultMessage answer -> said(answer);
                        default -> throw new IllegalArgumentException("Nobody sends a " + message.type());
                    });
        }
        return array;
    }

    private static ObjectNode said(String role, @Nullable String text) {
        return Json.MAPPER.createObjectNode().put("role", role).put("text", text);
    }

    private static ObjectNode said(AiMessage assistant) {
        ObjectNode node = said("assistant", assistant.text());
        if (assistant.thinking() != null) {
            node.put("thinking", assistant.thinking());
        }
        ArrayNode calls = node.putArray("calls");
        List<ToolExecutionRequest> requests = assistant.toolExecutionRequests();
        if (requests != null) {
            requests.forEach(request -> calls.addObject()
                    .put("id", request.id())
                    .put("tool", request.name())
                    .put("arguments", request.arguments()));
        }
        return node;
    }

    private static ObjectNode said(ToolExecutionResultMessage answer) {
        return said("tool", answer.text())
                .put("id", answer.id())
                .put("tool", answer.toolName())
                .put("is_error", Boolean.TRUE.equals(answer.isError()));
    }

    /** Each with its name on the wire, its description and its parameters, as the model is told. */
    public static ArrayNode tools(List<ToolSpecification> tools) {
        ArrayNode array = Json.MAPPER.createArrayNode();
        for (ToolSpecification tool : tools) {
            ObjectNode node = array.addObject().put("name", tool.name()).put("description", tool.description());
            if (tool.strict() != null) {
                node.put("strict", tool.strict());
            }
            if (tool.parameters() != null) {
                node.set("parameters", parameters(tool.parameters()));
            }
        }
        return array;
    }

    private static ObjectNode parameters(JsonObjectSchema schema) {
        ObjectNode node = Json.MAPPER.createObjectNode().put("type", "object");
        node.set("properties", schemas(schema.properties()));
        if (schema.required() != null && !schema.required().isEmpty()) {
            schema.required().forEach(node.putArray("required")::add);
        }
        if (schema.additionalProperties() != null) {
            node.put("additionalProperties", schema.additionalProperties());
        }
        if (schema.definitions() != null && !schema.definitions().isEmpty()) {
            node.set("$defs", schemas(schema.definitions()));
        }
        return node;
    }

    private static ObjectNode schemas(Map<String, JsonSchemaElement> schemas) {
        ObjectNode node = Json.MAPPER.createObjectNode();
        schemas.forEach((name, schema) -> node.set(name, schema(schema)));
        return node;
    }

    private static JsonNode schema(JsonSchemaElement schema) {
        if (schema instanceof JsonRawSchema raw) {
            return Json.parse(raw.schema());
        }
        throw new IllegalArgumentException("A tool's property is always given as it stands in its own schema");
    }
}
