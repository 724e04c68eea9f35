package dev.countersign.cli.docs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A page made of a JSON Schema: a table for each object that it describes, a row for each field. */
final class SchemaPage {
    private static final String DEFINITION = "#/$defs/";

    private final JsonNode schema;
    private final StringBuilder page = new StringBuilder();

    private SchemaPage(JsonNode schema) {
        this.schema = schema;
    }

    /** @param intro what stands before the tables */
    static String text(String name, JsonNode schema, String intro) {
        return new SchemaPage(schema).made(name, intro);
    }

    private String made(String name, String intro) {
        page.append("# ").append(schema.path("title").asText()).append("\n\n");
        page.append("Generated from [%1$s.schema.json](schemas/%1$s.schema.json) by `DocsTest`, with ".formatted(name));
        page.append("`-Dcountersign.docs.write=true`.\n\n")
                .append(intro.strip())
                .append('\n');
        if (schema.has("properties")) {
            table("The fields", schema);
        }
        schema.path("$defs").properties().forEach(definition -> {
            if (definition.getValue().has("properties")) {
                table("`" + definition.getKey() + "`", definition.getValue());
            }
        });
        return page.toString();
    }

    private void table(String heading, JsonNode object) {
        page.append("\n## ").append(heading).append("\n\n");
        if (object.path("description").isTextual()) {
            page.append(object.path("description").asText()).append("\n\n");
        }
        if (object.path("$ref").isTextual()) {
            page.append("All of ").append(link(object.path("$ref").asText())).append(", and:\n\n");
        }
        page.append("| field | | what | meaning |\n|---|---|---|---|\n");
        rows("", object);
    }

    private void rows(String prefix, JsonNode object) {
        List<String> required = new ArrayList<>();
        object.path("required").forEach(name -> required.add(name.asText()));
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        object.path("properties").properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        fields.forEach((name, field) -> {
            page.append("| `").append(prefix).append(name).append("` | ");
            page.append(required.contains(name) ? "always" : "").append(" | ");
            page.append(what(field)).append(" | ");
            page.append(field.path("description").asText("").replace("|", "\\|"))
                    .append(" |\n");
            rows(prefix + name + ".", field);
            rows(prefix + name + "[].", field.path("items"));
            rows(prefix + name + ".*.", field.path("additionalProperties"));
        });
    }

    private String what(JsonNode field) {
        if (field.path("$ref").isTextual()) {
            return reference(field.path("$ref").asText());
        }
        if (field.has("enum")) {
            List<String> values = new ArrayList<>();
            field.path("enum").forEach(value -> values.add("`" + value.asText() + "`"));
            return String.join(", ", values);
        }
        if (field.has("anyOf")) {
            List<String> values = new ArrayList<>();
            field.path("anyOf").forEach(value -> values.add(what(value)));
            return String.join(" or ", values);
        }
        return type(field);
    }

    private String type(JsonNode field) {
        if (field.path("type").isArray()) {
            List<String> types = new ArrayList<>();
            field.path("type").forEach(type -> types.add(word(type.asText(), field)));
            return String.join(" or ", types);
        }
        return field.path("type").isTextual() ? word(field.path("type").asText(), field) : "anything";
    }

    private String word(String type, JsonNode field) {
        return switch (type) {
            case "string" -> field.path("format").asText().equals("date-time") ? "time" : "text";
            case "array" -> field.has("items") ? "list of " + what(field.path("items")) : "list";
            case "object" ->
                field.path("additionalProperties").isObject()
                        ? "map of " + what(field.path("additionalProperties"))
                        : "object";
            default -> type;
        };
    }

    /** A definition that has fields has a table of its own; any other is said in place. */
    private String reference(String reference) {
        JsonNode definition = schema.path("$defs").path(reference.substring(DEFINITION.length()));
        return definition.has("properties") ? link(reference) : what(definition);
    }

    private static String link(String reference) {
        String name = reference.substring(DEFINITION.length());
        return "[" + name + "](#" + name + ")";
    }
}
