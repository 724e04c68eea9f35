/**
 * Sending a tool call, and saying only what is known about it afterwards. The one place that speaks MCP on the wire.
 */
@NullMarked
package dev.countersign.mcp.invocation;

import org.jspecify.annotations.NullMarked;
