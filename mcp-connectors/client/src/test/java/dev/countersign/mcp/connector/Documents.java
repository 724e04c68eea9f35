package dev.countersign.mcp.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Connector documents for tests. */
public final class Documents {
    private static final YAMLMapper YAML = new YAMLMapper();

    private Documents() {}

    public static ObjectNode yaml(String text) {
        try {
            return (ObjectNode) YAML.readTree(text);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    public static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    /** The connectors of the worked example, by id. */
    static Map<String, JsonNode> example() {
        try (InputStream file = Documents.class.getResourceAsStream("/connectors/example.yaml")) {
            Map<String, JsonNode> documents = new LinkedHashMap<>();
            YAML.readerFor(JsonNode.class)
                    .<JsonNode>readValues(file)
                    .forEachRemaining(
                            document -> documents.put(document.path("id").asText(), document));
            return documents;
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }

    public static Connector connector(String url, String tools) {
        try {
            return Connector.parse(yaml("""
                    kind: Connector
                    id: crm
                    version: 1
                    environment: sandbox
                    transport: {http: {url: "%s"}}
                    tools: %s
                    """.formatted(url, tools)));
        } catch (DocumentInvalid invalid) {
            throw new AssertionError(invalid);
        }
    }
}
