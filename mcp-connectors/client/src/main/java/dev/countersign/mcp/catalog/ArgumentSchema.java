package dev.countersign.mcp.catalog;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.schema.Problem;
import java.util.List;

/** Schema. */
public final class ArgumentSchema {
    private final ObjectNode raw;

    private ArgumentSchema(ObjectNode raw) {
        this.raw = raw;
    }

    public static ArgumentSchema of(ObjectNode raw) {
        return new ArgumentSchema(raw);
    }

    /** The raw schema. */
    public ObjectNode raw() {
        return raw;
    }

    /** What is wrong with the schema itself; then {@link #validate} refuses everything. */
    public List<Problem> problems() {
        return List.of();
    }

    public List<Problem> validate(JsonNode arguments) {
        return List.of();
    }

    /** The schema without arguments that we fill ourselves. */
    public ObjectNode schemaForModel(List<JsonPointer> hidden) {
        return raw;
    }

    /** {@link #schemaForModel} as a schema to validate what a model proposed. */
    public ArgumentSchema hiding(List<JsonPointer> hidden) {
        return of(schemaForModel(hidden));
    }
}
