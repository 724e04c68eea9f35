package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer to a tool call as the model sees it, result or refusal, in the form in which it stands in the journal.
 *
 * @param isError whether the call was refused or did not work
 * @param structuredContent null when there was none
 * @param text the joined text blocks, null when there were none
 */
public record ToolAnswer(boolean isError, @Nullable JsonNode structuredContent, @Nullable String text) {

    /** Attribute of the message: the structured content as JSON text. */
    public static final String STRUCTURED_CONTENT = "structured_content";

    /** Attribute of the message: a boolean. */
    public static final String IS_ERROR = "is_error";

    /** Attribute of the message: the tool's own text. */
    public static final String TEXT = "text";

    private static final String EMPTY = "(no content)";

    /** The message for the journal: under the provider's call id, in the words that a real model reads. */
    public static ToolExecutionResultMessage message(
            ToolExecutionRequest request,
            boolean isError,
            @Nullable JsonNode structuredContent,
            @Nullable String text) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put(IS_ERROR, isError);
        String words = text;
        if (structuredContent != null && !structuredContent.isNull() && !structuredContent.isMissingNode()) {
            words = Json.text(structuredContent);
            attributes.put(STRUCTURED_CONTENT, words);
        }
        if (text != null) {
            attributes.put(TEXT, text);
        }
        return ToolExecutionResultMessage.builder()
                .id(request.id())
                .toolName(request.name())
                .text(words == null || words.isBlank() ? EMPTY : words)
                .isError(isError)
                .attributes(attributes)
                .build();
    }

    /** Reads a message back; one that was not made here counts as text. */
    public static ToolAnswer of(ToolExecutionResultMessage message) {
        Map<String, Object> attributes = message.attributes();
        if (!attributes.containsKey(IS_ERROR)) {
            return new ToolAnswer(Boolean.TRUE.equals(message.isError()), null, message.text());
        }
        JsonNode structured = attributes.get(STRUCTURED_CONTENT) instanceof String json ? parse(json) : null;
        String text = attributes.get(TEXT) instanceof String own ? own : null;
        return new ToolAnswer(Boolean.TRUE.equals(attributes.get(IS_ERROR)), structured, text);
    }

    /** {@code {is_error, structured_content, text}}, with null where there is none. */
    public ObjectNode toJson() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put(IS_ERROR, isError);
        json.set(STRUCTURED_CONTENT, structuredContent);
        json.put(TEXT, text);
        return json;
    }

    private static JsonNode parse(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException notOurs) {
            throw new IllegalStateException("The attribute " + STRUCTURED_CONTENT + " is not JSON", notOurs);
        }
    }
}
