package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code model} member of a workflow document. */
public final class ModelDocument {

    private ModelDocument() {}

    /**
     * A reason why the document cannot be registered.
     *
     * @param pointer where, relative to the model
     * @param value what stands there; null when nothing does, or when it may be a secret
     * @param fix what to write instead
     */
    public record Problem(String pointer, @Nullable JsonNode value, String fix) {}

    /** All problems of a document, empty when it can be registered. Turns are not checked against the catalogue. */
    public static List<Problem> check(JsonNode model) {
        return List.of();
    }
}
