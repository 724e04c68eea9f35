package dev.countersign.mcp.connector;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A read that tells whether a call with unknown outcome was executed: it was when the value at {@code pointer} of the
 * structured content equals {@code expected}, in which strings are templates.
 */
public record Probe(String tool, ObjectNode arguments, JsonPointer pointer, JsonNode expected) {}
