package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import org.jspecify.annotations.Nullable;

/** Tools as a model is told about them, from the raw JSON Schema of their input. */
public final class ToolSpecifications {

    private ToolSpecifications() {}

    /** What the library's types cannot express goes into the description; validation always uses the raw schema. */
    public static ToolSpecification of(String wireName, @Nullable String description, JsonNode inputSchema) {
        throw new UnsupportedOperationException();
    }
}
