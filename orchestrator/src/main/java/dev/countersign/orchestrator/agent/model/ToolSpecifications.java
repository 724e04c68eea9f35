package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tools as a model is told about them, from the raw JSON Schema of their input. */
public final class ToolSpecifications {

    /** What the library says itself, or what says nothing to a model. */
    private static final Set<String> SAID =
            Set.of("type", "properties", "required", "$defs", "definitions", "$schema", "$id", "title", "description");

    /** All that a strict provider is known to take; with anything else the tool is not strict. */
    private static final Set<String> STRICT = Set.of(
            "type",
            "properties",
            "required",
            "additionalProperties",
            "description",
            "enum",
            "const",
            "items",
            "anyOf",
            "title",
            "$schema");

    private ToolSpecifications() {}

    /**
     * A specification under the name on the wire. Each property goes out raw; what the library's types cannot express
     * about the arguments as a whole goes into the description. Validation always uses the raw schema, never this.
     */
    public static ToolSpecification of(String wireName, @Nullable String description, JsonNode inputSchema) {
        JsonNode schema = localRefs(inputSchema);
        JsonObjectSchema.Builder parameters = JsonObjectSchema.builder()
                .addProperties(raw(schema.path("properties")))
                .required(texts(schema.path("required")));
        if (schema.path("additionalProperties").isBoolean()) {
            parameters.additionalProperties(schema.path("additionalProperties").booleanValue());
        }
        Map<String, JsonSchemaElement> definitions = raw(schema.path("definitions"));
        definitions.putAll(raw(schema.path("$defs")));
        if (!definitions.isEmpty()) {
            parameters.definitions(definitions);
        }
        ToolSpecification.Builder specification = ToolSpecification.builder()
                .name(wireName)
                .description(describe(description, schema))
                .parameters(parameters.build());
        return strict(schema) ? specification.strict(true).build() : specification.build();
    }

    private static String describe(@Nullable String description, JsonNode schema) {
        List<String> sentences = new ArrayList<>();
        if (description != null && !description.isBlank()) {
            sentences.add(description.strip());
        }
        if (schema.path("description").isTextual()) {
            sentences.add("Arguments: " + schema.path("description").textValue().strip());
        }
        ObjectNode rest = Json.MAPPER.createObjectNode();
        schema.properties().forEach(member -> {
            if (!SAID.contains(member.getKey())) {
                rest.set(member.getKey(), member.getValue());
            }
        });
        if (rest.path("additionalProperties").isBoolean()) {
            if (!rest.path("additionalProperties").booleanValue()) {
                sentences.add("No other arguments are allowed.");
            }
            rest.remove("additionalProperties");
        }
        if (!rest.isEmpty()) {
            sentences.add("The arguments as a whole must also match this JSON Schema: " + Json.text(rest));
        }
        return String.join("\n", sentences);
    }

    private static Map<String, JsonSchemaElement> raw(JsonNode schemas) {
        Map<String, JsonSchemaElement> raw = new LinkedHashMap<>();
        schemas.properties().forEach(member -> raw.put(member.getKey(), JsonRawSchema.from(object(member.getValue()))));
        return raw;
    }

    /** The library wants an object where JSON Schema also allows true and false. */
    private static String object(JsonNode schema) {
        if (schema.isBoolean()) {
            return schema.booleanValue() ? "{}" : "{\"not\":{}}";
        }
        return Json.text(schema);
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    /** {@code definitions} of older drafts go out as {@code $defs}, so references to them move along. */
    private static JsonNode localRefs(JsonNode node) {
        if (node.isArray()) {
            ArrayNode array = Json.MAPPER.createArrayNode();
            node.forEach(element -> array.add(localRefs(element)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode object = Json.MAPPER.createObjectNode();
        node.properties().forEach(member -> {
            JsonNode value = member.getValue();
            boolean reference = member.getKey().equals("$ref") && value.isTextual();
            object.set(
                    member.getKey(),
                    reference
                            ? TextNode.valueOf(value.textValue().replaceFirst("^#/definitions/", "#/\\$defs/"))
                            : localRefs(value));
        });
        return object;
    }

    /** Whether a provider can be held to the schema: closed objects, all members required, no other keywords. */
    private static boolean strict(JsonNode schema) {
        if (!schema.isObject() || schema.has("anyOf")) {
            return false;
        }
        return "object".equals(schema.path("type").asText()) && strictBelow(schema);
    }

    private static boolean strictBelow(JsonNode schema) {
        if (!schema.isObject()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            if (!STRICT.contains(member.getKey())) {
                return false;
            }
        }
        boolean closed = !schema.has("properties")
                        && !"object".equals(schema.path("type").asText())
                || schema.path("additionalProperties").isBoolean()
                        && !schema.path("additionalProperties").booleanValue()
                        && allRequired(schema);
        return closed
                && all(schema.path("properties"))
                && all(schema.path("anyOf"))
                && (!schema.has("items") || strictBelow(schema.path("items")));
    }

    private static boolean allRequired(JsonNode schema) {
        Set<String> names = new LinkedHashSet<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        return new LinkedHashSet<>(texts(schema.path("required"))).equals(names);
    }

    private static boolean all(JsonNode schemas) {
        for (JsonNode schema : schemas) {
            if (!strictBelow(schema)) {
                return false;
            }
        }
        return true;
    }
}
