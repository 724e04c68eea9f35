package dev.countersign.mcp.invocation;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.connector.Connector;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One call to send.
 *
 * @param tool the server's own name of the tool
 * @param arguments exactly what the server is to receive
 * @param callId goes to {@code _meta["dev.countersign/call-id"]}; null for context reads and facts, which are no calls
 * @param idempotencyKey where it goes is the tool's {@code key}: {@code _meta["dev.countersign/idempotency-key"]}, an
 *     argument or a header; null for context reads
 * @param traceparent W3C trace context; null when there is none
 * @param deadline total, from the call to the last byte of the answer
 */
public record Invocation(
        Connector connector,
        String tool,
        ObjectNode arguments,
        @Nullable String callId,
        @Nullable String idempotencyKey,
        @Nullable String traceparent,
        Duration deadline) {}
