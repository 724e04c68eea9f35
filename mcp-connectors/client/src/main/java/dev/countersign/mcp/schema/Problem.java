package dev.countersign.mcp.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong in a document or in arguments.
 *
 * @param pointer JSON Pointer to it; for a missing member, where it should be
 * @param value what stands there, cut short; null when nothing does or when it is an object or array
 * @param fix a sentence that says how to mend it
 */
public record Problem(String pointer, @Nullable JsonNode value, String fix) {
    private static final int LONGEST_VALUE_CHARACTERS = 120;

    public Problem {
        value = bounded(value);
    }

    private static @Nullable JsonNode bounded(@Nullable JsonNode value) {
        if (value == null || value.isMissingNode() || value.isContainerNode()) {
            return null;
        }
        if (value.isTextual() && value.textValue().length() > LONGEST_VALUE_CHARACTERS) {
            return TextNode.valueOf(value.textValue().substring(0, LONGEST_VALUE_CHARACTERS) + "…");
        }
        return value;
    }
}
