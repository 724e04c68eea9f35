package dev.countersign.mcp.connector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Text with places to fill: {@code "Move ${before.name} to ${arguments.stage}"}. A place is a dotted path into one JSON
 * object of roots; a number indexes an array; {@code $${} stands for a literal {@code ${}.
 */
public record Template(String source, List<Part> parts) {
    private static final String UNRESOLVED = "—";

    public Template {
        parts = List.copyOf(parts);
    }

    /** A piece of text, or a place. */
    public sealed interface Part {}

    public record Literal(String text) implements Part {}

    /** A dotted path; the first segment is the root. */
    public record Path(List<String> segments) implements Part {
        public Path {
            segments = List.copyOf(segments);
        }

        public String root() {
            return segments.getFirst();
        }

        @Override
        public String toString() {
            return String.join(".", segments);
        }

        /** Empty when the path leads nowhere. An explicit null is a value. */
        public Optional<JsonNode> in(JsonNode root) {
            JsonNode node = root;
            for (String segment : segments) {
                node = node.isArray() ? element(node, segment) : node.path(segment);
                if (node.isMissingNode()) {
                    return Optional.empty();
                }
            }
            return Optional.of(node);
        }

        private static JsonNode element(JsonNode array, String segment) {
            boolean index = !segment.isEmpty()
                    && segment.length() < 10
                    && segment.chars().allMatch(Template::isDigit);
            return array.path(index ? Integer.parseInt(segment) : -1);
        }
    }

    private static boolean isDigit(int character) {
        return character >= '0' && character <= '9';
    }

    /** @throws IllegalArgumentException with a sentence for people when a place is not closed or names nothing */
    public static Template parse(String source) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < source.length()) {
            if (source.startsWith("$${", at)) {
                literal.append("${");
                at += 3;
            } else if (source.startsWith("${", at)) {
                int end = source.indexOf('}', at);
                if (end < 0) {
                    throw new IllegalArgumentException("Close the ${ at character " + at + " with }.");
                }
                if (!literal.isEmpty()) {
                    parts.add(new Literal(literal.toString()));
                    literal.setLength(0);
                }
                parts.add(path(source.substring(at + 2, end)));
                at = end + 1;
            } else {
                literal.append(source.charAt(at++));
            }
        }
        if (!literal.isEmpty()) {
            parts.add(new Literal(literal.toString()));
        }
        return new Template(source, parts);
    }

    private static Path path(String dotted) {
        List<String> segments = List.of(dotted.split("\\.", -1));
        for (String segment : segments) {
            if (segment.isEmpty() || segment.chars().anyMatch(c -> Character.isWhitespace(c) || c == '{' || c == '$')) {
                throw new IllegalArgumentException(
                        "Write a dotted path such as ${arguments.id} instead of ${" + dotted + "}.");
            }
        }
        return new Path(segments);
    }

    public List<Path> paths() {
        return parts.stream()
                .filter(Path.class::isInstance)
                .map(Path.class::cast)
                .toList();
    }

    public Set<String> roots() {
        Set<String> roots = new LinkedHashSet<>();
        paths().forEach(path -> roots.add(path.root()));
        return roots;
    }

    /** One place and nothing else: it keeps the type of what it finds. */
    public boolean isWhole() {
        return parts.size() == 1 && parts.getFirst() instanceof Path;
    }

    /** For people: what is not found, or null, shows as a dash. */
    public String renderText(JsonNode root) {
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Literal literal -> text.append(literal.text());
                case Path path -> text.append(path.in(root).map(Template::plain).orElse(UNRESOLVED));
            }
        }
        return text.toString();
    }

    /** For machines: empty when any place leads nowhere. */
    public Optional<JsonNode> resolve(JsonNode root) {
        if (isWhole()) {
            return paths().getFirst().in(root);
        }
        StringBuilder text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Literal literal -> text.append(literal.text());
                case Path path -> {
                    Optional<JsonNode> found = path.in(root);
                    if (found.isEmpty()) {
                        return Optional.empty();
                    }
                    text.append(plain(found.get()));
                }
            }
        }
        return Optional.of(TextNode.valueOf(text.toString()));
    }

    private static String plain(JsonNode value) {
        if (value.isNull()) {
            return UNRESOLVED;
        }
        if (value.isNumber()) {
            return number(value);
        }
        if (value.isArray()) {
            StringJoiner joined = new StringJoiner(", ");
            value.forEach(element -> joined.add(plain(element)));
            return joined.toString();
        }
        return value.isObject() ? value.toString() : value.asText();
    }

    private static String number(JsonNode value) {
        if (value.isIntegralNumber() || !Double.isFinite(value.doubleValue())) {
            return value.asText();
        }
        BigDecimal decimal = value.decimalValue().stripTrailingZeros();
        // A handful of characters on the wire (1e9999) must not become pages of zeros.
        return Math.abs((long) decimal.scale()) > 40 ? decimal.toString() : decimal.toPlainString();
    }

    /** What came of filling a tree: either everything resolved, or the places that did not. */
    public sealed interface Filled {
        record Complete(JsonNode value) implements Filled {}

        /** @param paths the places that lead nowhere, as written, at least one */
        record Unresolved(List<String> paths) implements Filled {
            public Unresolved {
                paths = List.copyOf(paths);
            }
        }
    }

    /**
     * Fills every string value in a JSON tree; member names stay as they are. The tree is not changed.
     *
     * @throws IllegalArgumentException when a string is not a template
     */
    public static Filled fill(JsonNode tree, JsonNode root) {
        Set<String> missing = new LinkedHashSet<>();
        JsonNode value = fill(tree, root, missing);
        return missing.isEmpty() ? new Filled.Complete(value) : new Filled.Unresolved(List.copyOf(missing));
    }

    private static JsonNode fill(JsonNode tree, JsonNode root, Set<String> missing) {
        if (tree.isTextual()) {
            Template template = parse(tree.textValue());
            template.paths().stream()
                    .filter(path -> path.in(root).isEmpty())
                    .forEach(path -> missing.add(path.toString()));
            return template.resolve(root).orElse(tree);
        }
        if (tree.isArray()) {
            ArrayNode filled = JsonNodeFactory.instance.arrayNode();
            tree.forEach(element -> filled.add(fill(element, root, missing)));
            return filled;
        }
        if (tree.isObject()) {
            ObjectNode filled = JsonNodeFactory.instance.objectNode();
            tree.properties().forEach(member -> filled.set(member.getKey(), fill(member.getValue(), root, missing)));
            return filled;
        }
        return tree;
    }

    @Override
    public String toString() {
        return source;
    }
}
