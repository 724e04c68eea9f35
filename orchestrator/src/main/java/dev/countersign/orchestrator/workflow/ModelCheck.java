package dev.countersign.orchestrator.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.schema.Problem;
import java.util.List;

/** Knows which models there are. The registry asks it, so that it needs to know none itself. */
public interface ModelCheck {
    /** What is wrong with the {@code model} part of a workflow document, pointers from there; empty when nothing is. */
    List<Problem> problems(JsonNode model);
}
