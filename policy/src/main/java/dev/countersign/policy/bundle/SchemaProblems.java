package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import dev.countersign.policy.document.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says in sentences what a JSON Schema validator found. */
final class SchemaProblems {

    private static final Map<String, String> SYNTAX = Map.of(
            "value",
            "Write argument:/p, record:/p, fact:NAME, ref:NAME, price, subject:/p, on_behalf_of:/p, run:/p, action:/p,"
                    + " resource:/p or age:NAME.",
            "to_value",
            "Write argument:/p, record:/p, fact:NAME, ref:NAME, price, subject:/p, on_behalf_of:/p, run:/p, action:/p,"
                    + " resource:/p or age:NAME.",
            "at",
            "Write argument:/p, record:/p, fact:NAME, ref:NAME, price, subject:/p, on_behalf_of:/p, run:/p, action:/p,"
                    + " resource:/p or age:NAME.",
            "key",
            "Write all, agent, on_behalf_of, workflow, run, tool, ref:NAME, argument:/p or domain:/p,"
                    + " or a list of at most three of them; in dedupe a list of values as in guards.",
            "amount",
            "Write calls, price, argument:/p or count:/p.",
            "window",
            "Write a duration: PT1M, PT1H, P1D or P7D for a limit, any such as P30D for dedupe.",
            "ttl",
            "Write an ISO 8601 duration such as PT4H.",
            "hold",
            "Write an ISO 8601 duration such as PT10S.",
            "tools",
            "Name tools as connector.tool, such as crm.update_owner.",
            "id",
            "Use 1 to 80 letters, digits, dots, hyphens and underscores.");

    private SchemaProblems() {}

    /** One sentence for each place. */
    static List<Problem> sentences(List<Error> errors) {
        Map<String, Problem> byPlace = new LinkedHashMap<>();
        for (Error error : errors) {
            Problem problem = sentence(error);
            byPlace.putIfAbsent(problem.pointer(), problem);
        }
        return List.copyOf(byPlace.values());
    }

    private static Problem sentence(Error error) {
        String pointer = String.valueOf(error.getInstanceLocation());
        String property = error.getProperty();
        String keyword = String.valueOf(error.getKeyword());
        return switch (keyword) {
            case "additionalProperties" ->
                new Problem(
                        pointer + "/" + property,
                        String.valueOf(property),
                        "Remove it or correct its spelling: this key is not known here.");
            case "required" -> new Problem(pointer + "/" + property, "nothing", "Add " + property + ".");
            case "enum" -> new Problem(pointer, shown(error.getInstanceNode()), "Use one of " + allowed(error) + ".");
            default -> new Problem(pointer, shown(error.getInstanceNode()), fix(pointer, error));
        };
    }

    private static String fix(String pointer, Error error) {
        for (int end = pointer.length(); end > 0; end = pointer.lastIndexOf('/', end - 1)) {
            String name = pointer.substring(pointer.lastIndexOf('/', end - 1) + 1, end);
            String syntax = SYNTAX.get(name);
            if (syntax != null) {
                return syntax;
            }
            if (!name.chars().allMatch(Character::isDigit)) {
                break;
            }
        }
        return "Correct it: " + error.getMessage() + ".";
    }

    private static String allowed(Error error) {
        JsonNode schema = error.getSchemaNode();
        return schema == null ? "the words that are allowed" : schema.toString();
    }

    private static String shown(@Nullable JsonNode node) {
        String text = node == null ? "nothing" : node.toString();
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
