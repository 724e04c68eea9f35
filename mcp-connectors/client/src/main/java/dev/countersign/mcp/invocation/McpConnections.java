package dev.countersign.mcp.invocation;

import dev.countersign.mcp.connector.Environment;
import dev.countersign.mcp.credential.Credentials;

/** Connections, shared by the invoker and the catalogue; close it when the process ends. */
public final class McpConnections implements AutoCloseable {
    public McpConnections(
            Environment environment, Credentials credentials, EgressRule egress, ConnectionLimits limits) {}

    @Override
    public void close() {}
}
