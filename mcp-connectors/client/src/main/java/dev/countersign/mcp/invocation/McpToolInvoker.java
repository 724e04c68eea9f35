package dev.countersign.mcp.invocation;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.countersign.mcp.connector.Key;
import dev.countersign.mcp.connector.ToolBinding;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Sends calls over MCP Streamable HTTP. Only what was proved comes back as NotSent; where nobody can tell, Unknown. */
public final class McpToolInvoker implements ToolInvoker {
    public static final String CALL_ID = "dev.countersign/call-id";
    public static final String IDEMPOTENCY_KEY = "dev.countersign/idempotency-key";
    private static final String TRACEPARENT = "traceparent";

    private final McpConnections connections;

    public McpToolInvoker(McpConnections connections) {
        this.connections = connections;
    }

    @Override
    public ToolOutcome invoke(Invocation invocation) {
        Deadline deadline = Deadline.in(invocation.deadline());
        ObjectNode arguments = invocation.arguments().deepCopy();
        Map<String, String> headers = new HashMap<>();
        ObjectNode meta = McpConnection.MAPPER.createObjectNode();
        put(meta, CALL_ID, invocation.callId());
        put(meta, IDEMPOTENCY_KEY, invocation.idempotencyKey());
        put(meta, TRACEPARENT, invocation.traceparent());
        if (invocation.traceparent() != null) {
            headers.put(TRACEPARENT, invocation.traceparent());
        }
        if (invocation.idempotencyKey() != null) {
            Key key = invocation
                    .connector()
                    .tool(invocation.tool())
                    .map(ToolBinding::key)
                    .orElse(null);
            if (!placeKey(key, invocation.idempotencyKey(), arguments, headers)) {
                return new ToolOutcome.NotSent("The arguments have no place for the idempotency key.");
            }
        }
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("name", invocation.tool());
        params.put("arguments", arguments);
        if (!meta.isEmpty()) {
            params.put("_meta", meta);
        }
        return outcome(connections.request(invocation.connector(), "tools/call", params, headers, deadline));
    }

    private static void put(ObjectNode meta, String member, @Nullable String value) {
        if (value != null) {
            meta.put(member, value);
        }
    }

    private static boolean placeKey(
            @Nullable Key key, String value, ObjectNode arguments, Map<String, String> headers) {
        if (key == null) {
            return true;
        }
        return switch (key.in()) {
            case Key.In.Meta meta -> true;
            case Key.In.Header header -> {
                headers.put(header.name(), value);
                yield true;
            }
            case Key.In.Argument argument -> putAt(arguments, argument.pointer(), TextNode.valueOf(value));
        };
    }

    private static boolean putAt(ObjectNode arguments, JsonPointer pointer, JsonNode value) {
        if (arguments.at(pointer.head()) instanceof ObjectNode parent) {
            parent.set(pointer.last().getMatchingProperty(), value);
            return true;
        }
        return false;
    }

    private static ToolOutcome outcome(Reply reply) {
        return switch (reply) {
            case Reply.Answer answer -> result(answer.result());
            case Reply.RpcError error -> refused(error.code());
            case Reply.SessionLost lost ->
                new ToolOutcome.NotSent("The server knew neither the old session nor a new one.");
            case Reply.NotExecuted refused -> new ToolOutcome.NotSent(refused.cause());
            case Reply.Lost lost -> new ToolOutcome.Unknown(lost.cause());
        };
    }

    private static ToolOutcome refused(int code) {
        String cause = "The server answered with JSON-RPC error " + code + ".";
        return McpConnection.notExecuted(code) ? new ToolOutcome.NotSent(cause) : new ToolOutcome.Unknown(cause);
    }

    private static ToolOutcome result(JsonNode result) {
        JsonNode content = result.path("content");
        JsonNode structured = result.path("structuredContent");
        boolean readable = result.isObject()
                && (content.isArray() || structured.isObject())
                && (result.path("isError").isMissingNode()
                        || result.path("isError").isBoolean());
        if (!readable) {
            return new ToolOutcome.Unknown("The answer is not a tool result.");
        }
        String text = text(content).orElse(null);
        JsonNode value =
                structured.isObject() ? structured : onlyObject(content).orElse(null);
        return result.path("isError").asBoolean()
                ? new ToolOutcome.ToolError(value, text)
                : new ToolOutcome.Result(value, text);
    }

    private static Optional<String> text(JsonNode content) {
        StringJoiner joined = new StringJoiner("\n");
        boolean any = false;
        for (JsonNode block : content) {
            if (isText(block)) {
                joined.add(block.path("text").textValue());
                any = true;
            }
        }
        return any ? Optional.of(joined.toString()) : Optional.empty();
    }

    private static Optional<JsonNode> onlyObject(JsonNode content) {
        Optional<String> only = Optional.empty();
        for (JsonNode block : content) {
            if (isText(block)) {
                if (only.isPresent()) {
                    return Optional.empty();
                }
                only = Optional.of(block.path("text").textValue());
            }
        }
        return only.filter(text -> text.stripLeading().startsWith("{")).flatMap(McpToolInvoker::parse);
    }

    private static Optional<JsonNode> parse(String text) {
        try {
            JsonNode parsed = McpConnection.MAPPER
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(text);
            return Optional.of(parsed).filter(JsonNode::isObject).filter(McpConnection::writable);
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    private static boolean isText(JsonNode block) {
        return "text".equals(block.path("type").asText()) && block.path("text").isTextual();
    }
}
