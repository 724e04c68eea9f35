package dev.countersign.mcp.connector;

import com.fasterxml.jackson.core.JsonPointer;
import java.time.Duration;

/**
 * Where a KEYED tool reads the idempotency key, and how long its server remembers it. {@code _meta} carries the key in
 * every case.
 */
public record Key(In in, Duration horizon) {
    public static final Key DEFAULT = new Key(new In.Meta(), Duration.ofHours(24));

    /** The place that the server reads. */
    public sealed interface In {
        record Meta() implements In {}

        record Argument(JsonPointer pointer) implements In {}

        record Header(String name) implements In {}
    }
}
