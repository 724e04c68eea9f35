package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fills the places of a rule's words with what policy was asked, as the orchestrator does before a person reads them. */
final class Texts {
    private static final Pattern PLACE = Pattern.compile("\\$(\\$?)\\{([^}]*)\\}");
    private static final String UNRESOLVED = "—";

    private Texts() {}

    static String filled(String template, JsonNode input) {
        return PLACE.matcher(template).replaceAll(place -> Matcher.quoteReplacement(text(place, input)));
    }

    private static String text(MatchResult place, JsonNode input) {
        if (!place.group(1).isEmpty()) {
            return place.group().substring(1);
        }
        String[] path = place.group(2).split("\\.", -1);
        JsonNode node =
                switch (path[0]) {
                    case "arguments" -> input.path("action").path("arguments");
                    case "before" -> input.path("record");
                    case "facts" -> input.path("facts");
                    case "refs" -> input.path("resource").path("refs");
                    case "price" -> input.path("action").path("price");
                    default -> input.path("");
                };
        for (int i = 1; i < path.length; i++) {
            node = node.isArray() && path[i].matches("[0-9]{1,9}")
                    ? node.path(Integer.parseInt(path[i]))
                    : node.path(path[i]);
        }
        return plain(node);
    }

    static String plain(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return UNRESOLVED;
        }
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            value.forEach(part -> parts.add(plain(part)));
            return String.join(", ", parts);
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
