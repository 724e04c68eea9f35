package dev.countersign.ui.edit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of a call that a person may change, in the order of the tool's schema. */
public record EditSheet(String digest, List<Field> fields) {

    public EditSheet {
        fields = List.copyOf(fields);
    }

    /**
     * One argument.
     *
     * @param schema what the tool's server says about it; an empty object when it says nothing
     * @param required whether the tool needs it
     * @param value what would be sent now; null when it is not in the call
     * @param now what the record holds in its place; null when none was read, or it is hidden
     */
    public record Field(
            String name,
            JsonNode schema,
            boolean required,
            @Nullable JsonNode value,
            @Nullable JsonNode now) {}
}
