package dev.countersign.mcp.invocation;

/** Invokes. */
public final class McpToolInvoker implements ToolInvoker {
    private final McpConnections connections;

    public McpToolInvoker(McpConnections connections) {
        this.connections = connections;
    }

    @Override
    public ToolOutcome invoke(Invocation invocation) {
        throw new UnsupportedOperationException();
    }
}
