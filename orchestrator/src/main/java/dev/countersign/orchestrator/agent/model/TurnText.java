package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;

/** Fills the templates of a turn. Unlike text for people, a template that cannot be resolved is an error here. */
final class TurnText {

    /** How a value that is there, but null, stands inside text: a rejection without a note must not fail a run. */
    private static final String NOTHING = "—";

    private TurnText() {}

    /** The same tree with every template filled; one that is a whole string keeps the type of its value. */
    static JsonNode fill(JsonNode node, TurnRoots roots, String pointer) {
        if (node.isTextual()) {
            return fillText(node.textValue(), roots, pointer);
        }
        if (node.isArray()) {
            ArrayNode array = Json.MAPPER.createArrayNode();
            for (int i = 0; i < node.size(); i++) {
                array.add(fill(node.get(i), roots, pointer + "/" + i));
            }
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = Json.MAPPER.createObjectNode();
            node.properties()
                    .forEach(member -> object.set(
                            member.getKey(), fill(member.getValue(), roots, pointer + "/" + escape(member.getKey()))));
            return object;
        }
        return node;
    }

    /** The filled template as text. */
    static String render(JsonNode node, TurnRoots roots, String pointer) {
        return plain(fill(node, roots, pointer));
    }

    /** Why a text is no template, null when it is one. */
    static @org.jspecify.annotations.Nullable String problem(String text) {
        try {
            parts(text);
            return null;
        } catch (IllegalArgumentException malformed) {
            return malformed.getMessage();
        }
    }

    private static JsonNode fillText(String text, TurnRoots roots, String pointer) {
        List<Part> parts = parse(text, pointer);
        if (parts.size() == 1 && parts.getFirst().template()) {
            return resolve(parts.getFirst(), roots, pointer);
        }
        StringBuilder filled = new StringBuilder();
        for (Part part : parts) {
            filled.append(part.template() ? plain(resolve(part, roots, pointer)) : part.text());
        }
        return TextNode.valueOf(filled.toString());
    }

    private static JsonNode resolve(Part part, TurnRoots roots, String pointer) {
        JsonNode value = roots.resolve(part.text());
        if (value == null) {
            throw new ScriptError(pointer, "${" + part.text() + "} cannot be resolved");
        }
        return value;
    }

    private static String plain(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue();
        }
        if (value.isArray()) {
            List<String> texts = new ArrayList<>();
            value.forEach(element -> texts.add(plain(element)));
            return String.join(", ", texts);
        }
        if (value.isBigDecimal()) {
            return value.decimalValue().toPlainString();
        }
        return value.isNull() ? NOTHING : Json.text(value);
    }

    private static List<Part> parse(String text, String pointer) {
        try {
            return parts(text);
        } catch (IllegalArgumentException malformed) {
            throw new ScriptError(pointer, String.valueOf(malformed.getMessage()));
        }
    }

    private static List<Part> parts(String text) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("$${", at)) {
                literal.append("${");
                at += 3;
            } else if (text.startsWith("${", at)) {
                int end = text.indexOf('}', at);
                if (end < 0 || text.substring(at + 2, end).isBlank()) {
                    throw new IllegalArgumentException("The template at character " + at + " is not closed or empty");
                }
                if (!literal.isEmpty()) {
                    parts.add(new Part(literal.toString(), false));
                    literal.setLength(0);
                }
                parts.add(new Part(text.substring(at + 2, end).strip(), true));
                at = end + 1;
            } else {
                literal.append(text.charAt(at));
                at++;
            }
        }
        if (!literal.isEmpty()) {
            parts.add(new Part(literal.toString(), false));
        }
        return parts;
    }

    private static String escape(String member) {
        return member.replace("~", "~0").replace("/", "~1");
    }

    private record Part(String text, boolean template) {}
}
