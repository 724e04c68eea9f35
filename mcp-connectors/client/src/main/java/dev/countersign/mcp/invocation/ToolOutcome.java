package dev.countersign.mcp.invocation;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** What is known about a call after it was sent, or could not be (DESIGN section 3). */
public sealed interface ToolOutcome {

    /**
     * The server answered that it worked. {@code structuredContent} is null when there was none; where the only text
     * block is a JSON object, that object counts as one. {@code text} joins the text blocks, null when there are none.
     */
    record Result(
            @Nullable JsonNode structuredContent, @Nullable String text) implements ToolOutcome {}

    /** The server answered definitely that it did not work (MCP isError). */
    record ToolError(
            @Nullable JsonNode structuredContent, @Nullable String text) implements ToolOutcome {}

    /** Proved never executed: refused before a byte left, a 404 of the session, a JSON-RPC error that says so. */
    record NotSent(String cause) implements ToolOutcome {}

    /** Sent, and no definite answer came: deadline, reset, 5xx, an answer over the cap, nonsense. */
    record Unknown(String cause) implements ToolOutcome {}
}
