package dev.countersign.mcp.connector;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One more read that a decision needs: a fact.
 *
 * @param tool a READ tool of the same connector, by the server's own name
 * @param arguments strings in it are templates over {@code arguments, before, facts}
 * @param at where the value lies inside the structured content; the empty pointer for all of it
 */
public record Read(String tool, ObjectNode arguments, JsonPointer at) {}
