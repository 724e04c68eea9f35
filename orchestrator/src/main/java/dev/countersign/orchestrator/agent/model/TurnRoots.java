package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the templates of a turn can see.
 *
 * @param input the run's input
 * @param answers the latest answer per call id, as the model saw it
 * @param item the element at hand under {@code each}, otherwise null
 * @param index its position, -1 without one
 */
record TurnRoots(JsonNode input, Map<String, JsonNode> answers, @Nullable JsonNode item, int index) {

    static TurnRoots of(JsonNode input, Map<String, JsonNode> answers) {
        return new TurnRoots(input, answers, null, -1);
    }

    TurnRoots element(JsonNode element, int position) {
        return new TurnRoots(input, answers, element, position);
    }

    /** The latest answer under a call id, null when there is none yet. */
    @Nullable JsonNode answer(String callId) {
        return answers.get(callId);
    }

    /** The value at a dotted path, null when it cannot be resolved. Call ids may hold dots: the longest one wins. */
    @Nullable JsonNode resolve(String path) {
        if (item != null && starts(path, "item")) {
            return walk(item, rest(path, "item"));
        }
        if (item != null && path.equals("index")) {
            return IntNode.valueOf(index);
        }
        if (starts(path, "input")) {
            return walk(input, rest(path, "input"));
        }
        for (int end = path.length(); end > 0; end = path.lastIndexOf('.', end - 1)) {
            JsonNode answer = answers.get(path.substring(0, end));
            if (answer != null) {
                return walk(answer, rest(path, path.substring(0, end)));
            }
        }
        return null;
    }

    private static boolean starts(String path, String root) {
        return path.equals(root) || path.startsWith(root + ".");
    }

    private static String rest(String path, String root) {
        return path.length() == root.length() ? "" : path.substring(root.length() + 1);
    }

    private static @Nullable JsonNode walk(JsonNode from, String path) {
        if (path.isEmpty()) {
            return from;
        }
        JsonNode at = from;
        for (String name : path.split("\\.", -1)) {
            at = at.isArray() ? element(at, name) : at.path(name);
            if (at.isMissingNode()) {
                return null;
            }
        }
        return at;
    }

    private static JsonNode element(JsonNode array, String position) {
        boolean number = !position.isEmpty()
                && position.length() < 9
                && position.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return array.path(number ? Integer.parseInt(position) : -1);
    }
}
