package dev.countersign.sandbox.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Arguments that have passed their tool's schema, so a required one is there and has its type. */
public record Arguments(ObjectNode json) {

    public String text(String name) {
        return json.required(name).textValue();
    }

    /** Null when absent; SQL takes it as no filter. */
    public @Nullable String optionalText(String name) {
        return json.path(name).textValue();
    }

    public int integer(String name, int otherwise) {
        return json.path(name).asInt(otherwise);
    }

    public OptionalInt integer(String name) {
        return json.has(name) ? OptionalInt.of(json.path(name).asInt()) : OptionalInt.empty();
    }

    public JsonNode number(String name) {
        return json.required(name);
    }

    public List<String> texts(String name) {
        var texts = new ArrayList<String>();
        json.path(name).forEach(element -> texts.add(element.textValue()));
        return List.copyOf(texts);
    }

    /** Keeps of a record only the members that the caller asked for; all when it named none. */
    public ObjectNode chosen(ObjectNode record) {
        return fields().map(fields -> record.deepCopy().<ObjectNode>retain(fields))
                .orElse(record);
    }

    private Optional<Set<String>> fields() {
        return json.has("fields") ? Optional.of(new LinkedHashSet<>(texts("fields"))) : Optional.empty();
    }
}
