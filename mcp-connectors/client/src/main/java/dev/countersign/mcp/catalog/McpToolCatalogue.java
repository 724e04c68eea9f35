package dev.countersign.mcp.catalog;

import dev.countersign.mcp.connector.Connector;
import dev.countersign.mcp.invocation.McpConnections;
import dev.countersign.mcp.invocation.McpConnections.Listing;
import java.time.Duration;
import java.util.List;

/** Reads tools/list over MCP. */
public final class McpToolCatalogue implements ToolCatalogue {
    private final McpConnections connections;
    private final Duration deadline;

    /** @param deadline total, over all pages */
    public McpToolCatalogue(McpConnections connections, Duration deadline) {
        this.connections = connections;
        this.deadline = deadline;
    }

    @Override
    public List<ToolDescriptor> list(Connector connector) throws ConnectorUnreachable {
        return switch (connections.listTools(connector, deadline)) {
            case Listing.Tools listed ->
                listed.tools().stream().map(ToolDescriptor::of).toList();
            case Listing.Unreachable unreachable ->
                throw new ConnectorUnreachable(unreachable.cause(), unreachable.address());
        };
    }
}
