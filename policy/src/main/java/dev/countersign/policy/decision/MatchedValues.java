package dev.countersign.policy.decision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which values of an input a rule looked at: what a person who asks "why" wants to see first. Known for entries of the
 * data and for the rules that are always there; of a company's own rule nobody but its Rego knows.
 */
public final class MatchedValues {
    private static final Map<String, List<String>> ALWAYS = Map.of(
            "builtin:unlisted", List.of("/action/tool"),
            "builtin:scope", List.of("/action/scopes", "/subject/scopes"),
            "builtin:stage", List.of("/action/effect", "/run/workflow/stage"),
            "builtin:undo", List.of("/action/effect", "/action/undo"),
            "builtin:dry_run", List.of("/action/effect", "/run/workflow/dry_run"));

    private MatchedValues() {}

    /**
     * One value.
     *
     * @param value how policy data name it, such as {@code record:/amount}; a JSON Pointer into the input otherwise
     * @param found what the input has there, JSON null when it was not read
     * @param condition what it was held against, such as {@code gt 50000}; empty when against nothing
     */
    public record Value(String value, JsonNode found, String condition) {}

    /**
     * The values behind a rule id, in the order of its entry; empty when there are none or nobody knows them.
     *
     * @param data the PolicyData that decided
     * @param input what policy was asked
     */
    public static List<Value> of(JsonNode data, JsonNode input, String ruleId) {
        if (ALWAYS.containsKey(ruleId)) {
            return ALWAYS.getOrDefault(ruleId, List.of()).stream()
                    .map(pointer -> value(pointer, input.at(pointer), ""))
                    .toList();
        }
        for (JsonNode guard : data.path("guards")) {
            if (guard.path("id").asText().equals(ruleId)) {
                return ofGuard(guard, input);
            }
        }
        for (String kind : List.of("limits", "dedupe")) {
            for (JsonNode entry : data.path(kind)) {
                if (entry.path("id").asText().equals(ruleId)) {
                    return ofCounter(entry, input);
                }
            }
        }
        return List.of();
    }

    private static List<Value> ofGuard(JsonNode guard, JsonNode input) {
        List<Value> values = new ArrayList<>();
        for (JsonNode condition : guard.path("when")) {
            String name = condition.path("value").asText();
            values.add(value(name, find(input, name), condition(condition, input)));
        }
        return values;
    }

    private static String condition(JsonNode condition, JsonNode input) {
        String op = condition.path("op").asText();
        if (condition.has("list")) {
            String at = condition.path("at").asText();
            return op + " " + condition.path("list").asText()
                    + (at.isEmpty() ? "" : "[" + plain(find(input, at)) + "]");
        }
        if (condition.has("to_value")) {
            String other = condition.path("to_value").asText();
            return op + " " + plain(find(input, other)) + " (" + other + ")";
        }
        return condition.has("to") ? op + " " + plain(condition.path("to")) : op;
    }

    private static List<Value> ofCounter(JsonNode entry, JsonNode input) {
        List<Value> values = new ArrayList<>();
        Iterable<JsonNode> parts = entry.path("key").isArray() ? entry.path("key") : List.of(entry.path("key"));
        for (JsonNode part : parts) {
            JsonNode found = find(input, part.asText());
            if (!found.isMissingNode()) {
                values.add(value(part.asText(), found, ""));
            }
        }
        String pointer = "/counters/" + entry.path("id").asText();
        String most = entry.has("max") ? "at most " + plain(entry.path("max")) : "";
        values.add(value(pointer, input.at(pointer), most));
        return values;
    }

    private static Value value(String name, JsonNode found, String condition) {
        return new Value(name, found.isMissingNode() ? JsonNodeFactory.instance.nullNode() : found, condition);
    }

    private static JsonNode find(JsonNode input, String name) {
        int colon = name.indexOf(':');
        String root = colon < 0 ? name : name.substring(0, colon);
        String rest = colon < 0 ? "" : name.substring(colon + 1);
        return switch (root) {
            case "argument", "domain" -> at(input.path("action").path("arguments"), rest);
            case "record" -> at(input.path("record"), rest);
            case "subject" -> at(input.path("subject"), rest);
            case "action" -> at(input.path("action"), rest);
            case "resource" -> at(input.path("resource"), rest);
            case "age" -> input.path("ages").path(rest);
            case "on_behalf_of" -> rest.isEmpty() ? input.at("/on_behalf_of/id") : at(input.path("on_behalf_of"), rest);
            case "run" -> rest.isEmpty() ? input.at("/run/id") : at(input.path("run"), rest);
            case "fact" -> input.path("facts").path(rest);
            case "ref" -> input.path("resource").path("refs").path(rest);
            case "price" -> input.path("action").path("price");
            case "agent" -> input.at("/subject/id");
            case "workflow" -> input.at("/run/workflow/id");
            case "tool" -> input.at("/action/tool");
            default -> MissingNode.getInstance();
        };
    }

    private static JsonNode at(JsonNode node, String pointer) {
        return pointer.startsWith("/") ? node.at(pointer) : MissingNode.getInstance();
    }

    private static String plain(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "—";
        }
        return value.isTextual() ? value.asText() : value.toString();
    }
}
