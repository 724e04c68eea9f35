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
 * @param executed the arguments that were sent, where a person had changed the model's own; null otherwise
 */
public record ToolAnswer(
        boolean isError,
        @Nullable JsonNode structuredContent,
        @Nullable String text,
        @Nullable JsonNode executed) {

    /** The answer to a call that ran as the model proposed it, or did not run. */
    public ToolAnswer(boolean isError, @Nullable JsonNode structuredContent, @Nullable String text) {
        this(isError, structuredContent, text, null);
    }

    /** Attribute of the message: the structured content as JSON text. */
    public static final String STRUCTURED_CONTENT = "structured_content";

    /** Attribute of the message: a boolean. */
    public static final String IS_ERROR = "is_error";

    /** Attribute of the message: the tool's own text. */
    public static final String TEXT = "text";

    /** Attribute of the message: the arguments that were sent instead of the model's own, as JSON text. */
    public static final String EXECUTED = "executed_arguments";

    private static final String EMPTY = "(no content)";

    /** The message for the journal: under the provider's call id, in the words that a real model reads. */
    public static ToolExecutionResultMessage message(
            ToolExecutionRequest request,
            boolean isError,
            @Nullable JsonNode structuredContent,
            @Nullable String text) {
        return message(request, isError, structuredContent, text, null);
    }

    /**
     * The same for a call that a person edited. The tool's own answer stays as it is; that and what ran is said before
     * it, so that the model does not go on from what it had proposed.
     */
    public static ToolExecutionResultMessage message(
            ToolExecutionRequest request,
            boolean isError,
            @Nullable JsonNode structuredContent,
            @Nullable String text,
            @Nullable JsonNode executed) {
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
        if (executed != null) {
            attributes.put(EXECUTED, Json.text(executed));
        }
        return ToolExecutionResultMessage.builder()
                .id(request.id())
                .toolName(request.name())
                .text(said(words == null || words.isBlank() ? EMPTY : words, executed))
                .isError(isError)
                .attributes(attributes)
                .build();
    }

    private static String said(String words, @Nullable JsonNode executed) {
        return executed == null
                ? words
                : "A person edited this call before it ran. It ran with these arguments: " + Json.text(executed)
                        + "\nIts answer: " + words;
    }

    /** Reads a message back; one that was not made here counts as text. */
    public static ToolAnswer of(ToolExecutionResultMessage message) {
        Map<String, Object> attributes = message.attributes();
        if (!attributes.containsKey(IS_ERROR)) {
            return new ToolAnswer(Boolean.TRUE.equals(message.isError()), null, message.text(), null);
        }
        JsonNode structured = attributes.get(STRUCTURED_CONTENT) instanceof String json ? parse(json) : null;
        JsonNode executed = attributes.get(EXECUTED) instanceof String json ? parse(json) : null;
        String text = attributes.get(TEXT) instanceof String own ? own : null;
        return new ToolAnswer(Boolean.TRUE.equals(attributes.get(IS_ERROR)), structured, text, executed);
    }

    /**
     * {@code {is_error, structured_content, text}}, with null where there is none, and {@code executed_arguments} where
     * a person had edited them.
     */
    public ObjectNode toJson() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put(IS_ERROR, isError);
        json.set(STRUCTURED_CONTENT, structuredContent);
        json.put(TEXT, text);
        if (executed != null) {
            json.set(EXECUTED, executed);
        }
        return json;
    }

    private static JsonNode parse(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException notOurs) {
            throw new IllegalStateException("An attribute of an answer is not JSON", notOurs);
        }
    }
}
