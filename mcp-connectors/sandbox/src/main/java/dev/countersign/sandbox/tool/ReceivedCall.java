package dev.countersign.sandbox.tool;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkiverse.mcp.server.RawMessage;
import org.jspecify.annotations.Nullable;

/**
 * A tools/call as it came over the wire, not as the library understood it. The call id is null for context reads; the
 * key is null where the caller sent none.
 */
public record ReceivedCall(
        ObjectNode arguments,
        @Nullable String callId,
        @Nullable String idempotencyKey) {

    private static final ObjectMapper JSON = new ObjectMapper();

    public static ReceivedCall of(RawMessage message) {
        var params = read(message.asString()).path("params");
        var meta = params.path("_meta");
        return new ReceivedCall(
                params.path("arguments") instanceof ObjectNode arguments ? arguments : JSON.createObjectNode(),
                meta.path("dev.countersign/call-id").textValue(),
                meta.path("dev.countersign/idempotency-key").textValue());
    }

    private static JsonNode read(String message) {
        try {
            return JSON.readTree(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The library passed on a message that is no JSON", e);
        }
    }
}
