package dev.countersign.mcp.invocation;

/**
 * Sends one tool call to a connector's server. Blocks for at most the invocation's deadline: call it on a virtual
 * thread, outside any transaction. Never throws for anything that a server or the network does.
 */
public interface ToolInvoker {
    ToolOutcome invoke(Invocation invocation);
}
