package dev.countersign.policy.document;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The JSON Schemas (2020-12) that this module publishes: {@code policy-input, policy-output, policy-data}. */
public final class Schemas {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry REGISTRY = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            builder -> builder.schemaLoader(loader -> loader.fetchRemoteResources(false)));

    private Schemas() {}

    /** The text of a schema as it is published. */
    public static String text(String name) {
        String path = "/schemas/" + name + ".schema.json";
        try (InputStream stream = Schemas.class.getResourceAsStream(path)) {
            if (stream == null) {
                throw new IllegalArgumentException("There is no schema named " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** A compiled schema; thread safe. */
    public static Schema compiled(String name) {
        return compile(json(name));
    }

    /** One of the definitions under {@code $defs} as a schema of its own; thread safe. */
    public static Schema definition(String name, String definition) {
        ObjectNode schema = json(name);
        schema.remove("$id");
        schema.remove("oneOf");
        schema.remove("anyOf");
        schema.put("$ref", "#/$defs/" + definition);
        return compile(schema);
    }

    private static Schema compile(JsonNode json) {
        Schema schema = REGISTRY.getSchema(json);
        schema.initializeValidators();
        return schema;
    }

    private static ObjectNode json(String name) {
        try {
            return (ObjectNode) JSON.readTree(text(name));
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("The schema " + name + " is not JSON", broken);
        }
    }
}
