package dev.countersign.mcp.invocation;

/**
 * Bounds of what one connector may use.
 *
 * @param concurrentCalls calls in flight per connector version
 * @param responseBytes longest answer
 */
public record ConnectionLimits(int concurrentCalls, int responseBytes) {
    public static final ConnectionLimits DEFAULT = new ConnectionLimits(16, 1024 * 1024);

    public ConnectionLimits {
        if (concurrentCalls < 1 || responseBytes < 1) {
            throw new IllegalArgumentException("Limits are at least 1");
        }
    }
}
