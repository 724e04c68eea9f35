package dev.countersign.mcp.catalog;

import dev.countersign.mcp.connector.Connector;
import dev.countersign.mcp.connector.DocumentInvalid;
import dev.countersign.mcp.connector.Effect;
import java.util.List;

/** A tool of a connector document joined with what its server said about it at registration. */
public record PinnedTool(String name, Effect effect, ToolDescriptor descriptor) {

    /** Joins every tool of the document, in its order; what does not fit is reported all at once. */
    public static List<PinnedTool> join(Connector connector, List<ToolDescriptor> descriptors) throws DocumentInvalid {
        throw new UnsupportedOperationException();
    }
}
