package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.schema.Problem;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Checks one object of a model document.
 *
 * @param pointer where it stands
 * @param node the object
 * @param problems where what is wrong is added
 */
record Shape(String pointer, JsonNode node, List<Problem> problems) {

    private static final Pattern SECRET = Pattern.compile("env:COUNTERSIGN_SECRET_[A-Za-z0-9_]+|file:\\S+");

    /**
     * A misspelt member is refused: without its {@code when}, a turn would always run. What stands there is not
     * repeated, since it may be a key in the wrong place.
     */
    void only(String... known) {
        Set<String> names = Set.of(known);
        node.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                String fix = "Remove it: only " + String.join(", ", known) + " may stand here.";
                problems.add(new Problem(pointer + "/" + escape(name), null, fix));
            }
        });
    }

    void text(String member, String fix) {
        JsonNode text = node.path(member);
        if (!text.isTextual() || text.textValue().isBlank()) {
            add(member, fix);
        }
    }

    void add(String member, String fix) {
        problems.add(new Problem(pointer + "/" + escape(member), node.get(member), fix));
    }

    /** A member name as a segment of a JSON Pointer. */
    static String escape(String member) {
        return member.replace("~", "~0").replace("/", "~1");
    }

    static boolean secretReference(String reference) {
        return SECRET.matcher(reference).matches();
    }

    static boolean httpUrl(JsonNode node) {
        if (!node.isTextual()) {
            return false;
        }
        try {
            URI url = new URI(node.textValue());
            boolean http = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            return http
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
