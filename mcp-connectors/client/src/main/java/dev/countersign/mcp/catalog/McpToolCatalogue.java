package dev.countersign.mcp.catalog;

import dev.countersign.mcp.connector.Connector;
import dev.countersign.mcp.invocation.McpConnections;
import java.time.Duration;
import java.util.List;

/** Lists. */
public final class McpToolCatalogue implements ToolCatalogue {
    public McpToolCatalogue(McpConnections connections, Duration deadline) {}

    @Override
    public List<ToolDescriptor> list(Connector connector) throws ConnectorUnreachable {
        throw new UnsupportedOperationException();
    }
}
