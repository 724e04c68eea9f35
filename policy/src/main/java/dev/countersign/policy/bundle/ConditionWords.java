package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The parts of sentences about the conditions of a guard, and about the values that they look at. */
final class ConditionWords {

    private ConditionWords() {}

    /** A condition as a clause: "the record's amount is above 50,000 or not known". */
    static String of(JsonNode condition) {
        String value = condition.path("value").asText();
        String op = condition.path("op").asText();
        String known = known(value, op, condition.path("to"));
        if (!known.isEmpty()) {
            return known;
        }
        if (op.equals("none_in")) {
            return (condition.path("to").size() == 1 ? among(condition, "") + " is not in " : noneOf(condition))
                    + noun(value);
        }
        return noun(value)
                + switch (op) {
                    case "eq" -> " is " + other(condition) + unread(value);
                    case "ne" -> " is not " + other(condition) + unread(value);
                    case "in" -> " is " + among(condition, "one of ") + unread(value);
                    case "not_in" -> " is not " + among(condition, "one of ");
                    case "gt" -> " is above " + other(condition) + " or not known";
                    case "lt" -> " is below " + other(condition) + " or not known";
                    case "older_than" -> " is older than " + other(condition) + " or not known";
                    case "missing" -> " is missing";
                    default -> " " + op + " " + other(condition);
                };
    }

    private static String noneOf(JsonNode condition) {
        return "none of " + among(condition, "").replaceFirst("^in ", "") + " is in ";
    }

    /** What everybody asks about is said as one says it. */
    private static String known(String value, String op, JsonNode to) {
        if (value.equals("on_behalf_of:/kind") && List.of("eq", "ne").contains(op) && to.isTextual()) {
            return (op.equals("eq") ? "it acts for a " : "it acts for no ") + to.asText();
        }
        if (value.equals("run:/tainted") && op.equals("eq") && to.isBoolean()) {
            return to.asBoolean() ? "the run has read untrusted content" : "the run has read no untrusted content";
        }
        if (value.equals("run:/writes") && List.of("gt", "ne").contains(op) && to.isNumber() && to.asInt() == 0) {
            return "the run has written already";
        }
        return "";
    }

    // A record or a fact that was not read matches every op.
    private static String unread(String value) {
        return switch (value.split(":", 2)[0]) {
            case "record", "fact" -> " or was not read";
            case "age" -> " or not known";
            default -> "";
        };
    }

    /** A value as the subject of a clause. */
    static String noun(String value) {
        if (value.equals("price")) {
            return "its price";
        }
        String kind = value.substring(0, value.indexOf(':'));
        String rest = value.substring(value.indexOf(':') + 1);
        String name = rest.startsWith("/") ? GuardrailWords.pointed(rest) : rest;
        return switch (kind) {
            case "argument" -> name.isEmpty() ? "the whole of its arguments" : "the argument " + name;
            case "record" -> name.isEmpty() ? "the record" : "the record's " + name;
            case "fact" -> "the fact " + name;
            case "ref" -> "its " + name;
            case "subject" -> name.isEmpty() ? "the agent" : "the agent's " + name;
            case "on_behalf_of" -> name.isEmpty() ? "whom it acts for" : "the " + name + " of whom it acts for";
            case "age" ->
                "the number of seconds since " + (name.equals("record") ? "the record" : "the fact " + name)
                        + " was read";
            case "resource" -> name.isEmpty() ? "the connector" : "the connector's " + name;
            case "action" -> name.isEmpty() ? "the call" : "the tool's " + name;
            case "run" -> ofRun(name);
            default -> value;
        };
    }

    private static String ofRun(String name) {
        if (name.equals("workflow.id")) {
            return "the workflow";
        }
        if (name.equals("writes")) {
            return "the number of the run's writes";
        }
        if (name.startsWith("workflow.")) {
            return "the workflow's " + name.substring("workflow.".length());
        }
        return name.isEmpty() ? "the run" : "the run's " + name;
    }

    /** A value as one of several that are the same: "company", "domain". */
    static String bare(String value) {
        String noun = noun(value);
        for (String article : List.of("the argument ", "the fact ", "its ", "the ")) {
            if (noun.startsWith(article)) {
                return noun.substring(article.length());
            }
        }
        return noun;
    }

    private static String other(JsonNode condition) {
        if (condition.has("to_value")) {
            return noun(condition.path("to_value").asText());
        }
        if (condition.has("list")) {
            return among(condition, "");
        }
        return literal(condition.path("to"));
    }

    private static String among(JsonNode condition, String before) {
        if (condition.has("list")) {
            String list = "the list " + condition.path("list").asText();
            return "in "
                    + (condition.has("at")
                            ? list + " for " + noun(condition.path("at").asText())
                            : list);
        }
        if (condition.has("to_value")) {
            return before + noun(condition.path("to_value").asText());
        }
        return condition.path("to").size() > 1 ? before + literal(condition.path("to")) : literal(condition.path("to"));
    }

    private static String literal(JsonNode to) {
        if (to.isArray()) {
            List<String> texts = new ArrayList<>();
            to.forEach(element -> texts.add(literal(element)));
            return GuardrailWords.joined(texts, "and");
        }
        return to.isNumber() ? GuardrailWords.number(to) : GuardrailWords.duration(to.asText());
    }
}
