package dev.countersign.mcp.catalog;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.schema.JsonSchemaCheck;
import dev.countersign.mcp.schema.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON Schema that a server gives for a tool's arguments, used as it is. Strict where it is silent: an argument that
 * it does not name is refused unless it says that others are welcome.
 */
public final class ArgumentSchema {
    private static final int SCHEMA_CHARACTERS_MAX = 256 * 1024;
    private static final int DEPTH_MAX = 64;
    private static final List<String> OPENERS = List.of(
            "additionalProperties",
            "patternProperties",
            "unevaluatedProperties",
            "$ref",
            "$dynamicRef",
            "allOf",
            "anyOf",
            "oneOf",
            "if",
            "dependentSchemas");

    private final ObjectNode raw;
    private final List<Problem> problems;
    private final @Nullable JsonSchemaCheck check;

    private ArgumentSchema(ObjectNode raw, List<Problem> problems, @Nullable JsonSchemaCheck check) {
        this.raw = raw;
        this.problems = problems;
        this.check = check;
    }

    /** Never fails: a schema that cannot be used has {@link #problems} and admits nothing. */
    public static ArgumentSchema of(ObjectNode raw) {
        List<Problem> problems = new ArrayList<>();
        if (deeperThan(raw, DEPTH_MAX)) {
            problems.add(new Problem("", null, "The schema is nested more than " + DEPTH_MAX + " deep."));
        } else if (raw.toString().length() > SCHEMA_CHARACTERS_MAX) {
            problems.add(new Problem("", null, "The schema is longer than 256 KiB."));
        } else {
            remoteReferences(raw, JsonPointer.empty(), problems);
        }
        if (!problems.isEmpty()) {
            return new ArgumentSchema(raw, List.copyOf(problems), null);
        }
        try {
            return new ArgumentSchema(raw, List.of(), JsonSchemaCheck.of(raw));
        } catch (IllegalArgumentException unusable) {
            String cause = String.valueOf(unusable.getMessage());
            return new ArgumentSchema(raw, List.of(new Problem("", null, cause)), null);
        }
    }

    /** For a tool whose server gives none: nobody can say what it takes. */
    static ArgumentSchema absent() {
        Problem none = new Problem("", null, "The server gives no input schema for this tool.");
        return new ArgumentSchema(JsonNodeFactory.instance.objectNode(), List.of(none), null);
    }

    private static void remoteReferences(JsonNode node, JsonPointer at, List<Problem> problems) {
        for (String keyword : List.of("$ref", "$dynamicRef")) {
            JsonNode target = node.path(keyword);
            if (target.isTextual() && !target.textValue().startsWith("#")) {
                String fix = "Refer only to places inside the schema: nothing is fetched from elsewhere.";
                problems.add(new Problem(at.appendProperty(keyword).toString(), target, fix));
            }
        }
        node.properties()
                .forEach(member -> remoteReferences(member.getValue(), at.appendProperty(member.getKey()), problems));
        if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) {
                remoteReferences(node.get(index), at.appendIndex(index), problems);
            }
        }
    }

    private static boolean deeperThan(JsonNode node, int levels) {
        if (levels == 0) {
            return true;
        }
        for (JsonNode child : node) {
            if (deeperThan(child, levels - 1)) {
                return true;
            }
        }
        return false;
    }

    /** As the server wrote it. Not to be changed. */
    public ObjectNode raw() {
        return raw;
    }

    /** What is wrong with the schema itself, with pointers into it; empty when it can be used. */
    public List<Problem> problems() {
        return problems;
    }

    /** What is wrong with these arguments; empty when they may be sent. */
    public List<Problem> validate(JsonNode arguments) {
        if (check == null) {
            return List.of(new Problem("", null, "This tool's schema cannot be used, so the tool cannot be called."));
        }
        if (!arguments.isObject()) {
            return List.of(new Problem("", arguments, "Give the arguments as an object."));
        }
        if (deeperThan(arguments, DEPTH_MAX)) {
            return List.of(new Problem("", null, "Nest the arguments at most " + DEPTH_MAX + " deep."));
        }
        List<Problem> found = new ArrayList<>(check.check(arguments));
        if (isClosed()) {
            JsonNode known = raw.path("properties");
            arguments.properties().forEach(member -> {
                if (!known.has(member.getKey())) {
                    String at =
                            JsonPointer.empty().appendProperty(member.getKey()).toString();
                    found.add(new Problem(
                            at,
                            member.getValue(),
                            "Remove “" + member.getKey() + "”, this tool has no such argument."));
                }
            });
        }
        return List.copyOf(found);
    }

    /** Nothing in the schema could admit an argument that {@code properties} does not name. */
    private boolean isClosed() {
        return raw.path("properties").isObject() && OPENERS.stream().noneMatch(raw::has);
    }

    /** A copy without the arguments that we fill ourselves. */
    public ObjectNode schemaForModel(List<JsonPointer> hidden) {
        ObjectNode reduced = raw.deepCopy();
        hidden.forEach(pointer -> hide(reduced, pointer));
        return reduced;
    }

    /** {@link #schemaForModel} as the schema that a model's own arguments must meet. */
    public ArgumentSchema hiding(List<JsonPointer> hidden) {
        return hidden.isEmpty() ? this : of(schemaForModel(hidden));
    }

    private static void hide(ObjectNode schema, JsonPointer argument) {
        String name = argument.getMatchingProperty();
        if (!(schema.path("properties") instanceof ObjectNode properties)) {
            return;
        }
        if (!argument.tail().matches()) {
            if (properties.path(name) instanceof ObjectNode nested) {
                hide(nested, argument.tail());
            }
            return;
        }
        properties.remove(name);
        if (schema.path("required") instanceof ArrayNode required) {
            for (int index = required.size() - 1; index >= 0; index--) {
                if (required.get(index).asText().equals(name)) {
                    required.remove(index);
                }
            }
        }
    }
}
