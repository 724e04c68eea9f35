package dev.countersign.mcp.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.Digest;

/**
 * A tool as its server defines it.
 *
 * @param raw the object of tools/list with every field, known to us or not
 * @param digest over {@code raw}; what a pin compares
 */
public record ToolDescriptor(String name, ObjectNode raw, Digest digest, ArgumentSchema arguments) {

    public static ToolDescriptor of(ObjectNode raw) {
        JsonNode schema = raw.path("inputSchema");
        return new ToolDescriptor(
                raw.path("name").asText(),
                raw,
                Digest.of(raw),
                schema instanceof ObjectNode object ? ArgumentSchema.of(object) : ArgumentSchema.absent());
    }

    /** What the server tells a model; empty when it says nothing. */
    public String description() {
        return raw.path("description").asText("");
    }
}
