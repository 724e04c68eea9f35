package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** Documents of the tests, from resources and from text. */
final class Documents {

    private static final YAMLMapper YAML = new YAMLMapper();
    private static final ObjectMapper JSON = new ObjectMapper();

    private Documents() {}

    /** A workflow of the worked example. */
    static JsonNode workflow(String id) {
        try (InputStream stream = open("workflows.yaml")) {
            for (JsonNode document :
                    YAML.readerFor(JsonNode.class).<JsonNode>readValues(stream).readAll()) {
                if (id.equals(document.path("id").asText())) {
                    return document;
                }
            }
            throw new AssertionError("No workflow " + id);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static JsonNode resource(String name) {
        try (InputStream stream = open(name)) {
            return JSON.readTree(stream);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    static JsonNode yaml(String text) {
        return read(YAML, text);
    }

    static JsonNode json(String text) {
        return read(JSON, text);
    }

    private static JsonNode read(ObjectMapper mapper, String text) {
        try {
            return mapper.readTree(text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static InputStream open(String name) {
        return Objects.requireNonNull(Documents.class.getResourceAsStream("/agent-model/" + name), name);
    }
}
