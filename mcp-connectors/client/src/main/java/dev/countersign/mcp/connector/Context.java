package dev.countersign.mcp.connector;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to read the record that a call is about.
 *
 * @param tool a READ tool of the same connector, by the server's own name
 * @param arguments strings in it are templates over {@code arguments}
 * @param at where the record lies inside the structured content; the empty pointer when it is all of it
 * @param version where the record's version lies inside the record; null when it has none
 * @param ifVersion the argument that takes the version at the intent; null when the tool has none
 */
public record Context(
        String tool,
        ObjectNode arguments,
        JsonPointer at,
        List<Field> fields,
        @Nullable JsonPointer version,
        @Nullable JsonPointer ifVersion) {

    public Context {
        fields = List.copyOf(fields);
    }

    /**
     * A field that is shown, bound and watched for drift.
     *
     * @param at inside the record
     * @param argument the argument that would change it, if the tool has one there
     */
    public record Field(String name, JsonPointer at, JsonPointer argument) {}
}
