package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.connector.Template;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the templates of a turn can see, and the filling of them. Unlike text for people, a template that cannot be
 * resolved is an error here; a value that is there, but null, is not: a rejection without a note must not fail a run.
 *
 * @param answers the latest answer per call id, as the model saw it
 * @param root {@code input}, the answers by id, and under {@code each} also {@code item} and {@code index}
 */
record TurnRoots(Map<String, JsonNode> answers, ObjectNode root) {

    static TurnRoots of(JsonNode input, Map<String, JsonNode> answers) {
        ObjectNode root = Json.MAPPER.createObjectNode();
        root.setAll(answers);
        root.set("input", input);
        return new TurnRoots(answers, root);
    }

    TurnRoots element(JsonNode element, int position) {
        ObjectNode scope = Json.MAPPER.createObjectNode();
        scope.setAll(root);
        scope.set("item", element);
        scope.put("index", position);
        return new TurnRoots(answers, scope);
    }

    /** The latest answer under a call id, null when there is none yet. */
    @Nullable
    JsonNode answer(String callId) {
        return answers.get(callId);
    }

    /** The same tree with every template filled; one that is a whole string keeps the type of its value. */
    JsonNode fill(JsonNode tree, String pointer) {
        try {
            return switch (Template.fill(tree, root)) {
                case Template.Filled.Complete complete -> complete.value();
                case Template.Filled.Unresolved unresolved ->
                    throw new ScriptError(
                            pointer, "${" + String.join("}, ${", unresolved.paths()) + "} cannot be resolved");
            };
        } catch (IllegalArgumentException malformed) {
            throw new ScriptError(pointer, String.valueOf(malformed.getMessage()));
        }
    }

    /** The filled template as text, also where it is a whole string of another type. */
    String text(JsonNode template, String pointer) {
        JsonNode filled = fill(template, pointer);
        if (filled.isTextual()) {
            return filled.textValue();
        }
        ObjectNode holder = Json.MAPPER.createObjectNode();
        holder.set("value", filled);
        return Template.parse("${value}").renderText(holder);
    }
}
