package dev.countersign.mcp.catalog;

import dev.countersign.mcp.connector.Connector;
import java.util.List;

/** Asks a server what tools it has. Blocks: call it on a virtual thread, outside any transaction. */
public interface ToolCatalogue {
    /** All of the server's tools, listed in the document or not, freshly read. */
    List<ToolDescriptor> list(Connector connector) throws ConnectorUnreachable;
}
