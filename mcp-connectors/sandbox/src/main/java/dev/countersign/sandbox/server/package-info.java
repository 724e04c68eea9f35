/** The MCP servers, and the way of a call through them: checked, done at most once per key, written down, answered. */
@NullMarked
package dev.countersign.sandbox.server;

import org.jspecify.annotations.NullMarked;
