package dev.countersign.mcp.connector;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.mcp.canonical.CanonicalJson;
import dev.countersign.mcp.schema.JsonSchemaCheck;
import dev.countersign.mcp.schema.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Everything that can be wrong in a connector document by itself: first its shape, then what its parts say together. */
final class ConnectorCheck {
    private static final JsonSchemaCheck SHAPE = JsonSchemaCheck.of(schema());
    private static final Set<String> ROOTS = Set.of("arguments", "before", "facts");
    private static final Set<String> UNDO_ROOTS = Set.of("arguments", "before", "facts", "result");
    private static final Set<String> CONTEXT_ROOTS = Set.of("arguments");
    /** Not a secret: addresses are shown on cards and bound. */
    private static final Pattern URL_VARIABLE = Pattern.compile("COUNTERSIGN_(?!SECRET_|TOKEN)[A-Z0-9_]+");

    private static final Set<String> RESERVED_HEADERS = Set.of(
            "accept",
            "connection",
            "content-length",
            "content-type",
            "countersign-exchange",
            "expect",
            "host",
            "last-event-id",
            "mcp-protocol-version",
            "mcp-session-id",
            "traceparent",
            "transfer-encoding",
            "upgrade");

    private static final int DEPTH_MAX = 64;

    private final JsonNode document;
    private final JsonNode tools;
    private final List<Problem> problems = new ArrayList<>();

    private ConnectorCheck(JsonNode document) {
        this.document = document;
        this.tools = document.path("tools");
    }

    private static JsonNode schema() {
        try (InputStream file = ConnectorCheck.class.getResourceAsStream("/schemas/connector.schema.json")) {
            return new ObjectMapper().readTree(file);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    static void check(JsonNode document) throws DocumentInvalid {
        if (deeperThan(document, DEPTH_MAX)) {
            Problem deep = new Problem("", null, "Nest it at most " + DEPTH_MAX + " deep.");
            throw new DocumentInvalid(DocumentInvalid.Code.INVALID, List.of(deep));
        }
        ConnectorCheck check = new ConnectorCheck(document);
        check.problems.addAll(SHAPE.check(document));
        check.meaning();
        if (!check.problems.isEmpty()) {
            throw new DocumentInvalid(DocumentInvalid.Code.INVALID, check.problems);
        }
        if (document.path("transport").has("stdio")) {
            throw new DocumentInvalid(
                    DocumentInvalid.Code.NOT_YET,
                    List.of(new Problem("/transport/stdio", null, "Use http, stdio is not built yet.")));
        }
    }

    private static boolean deeperThan(JsonNode node, int levels) {
        if (levels == 0) {
            return true;
        }
        for (JsonNode child : node) {
            if (deeperThan(child, levels - 1)) {
                return true;
            }
        }
        return false;
    }

    private void meaning() {
        CanonicalJson.lostNumbers(document)
                .forEach(lost -> wrong(
                        lost.pointer().toString(),
                        document.at(lost.pointer()),
                        "Write a number that a double holds exactly, or a string."));
        url();
        header("/credential/as", document.at("/credential/as"), RESERVED_HEADERS);
        tools.properties().forEach(tool -> tool(JsonPointer.compile("/tools").appendProperty(tool.getKey())));
    }

    private void url() {
        String at = "/transport/http/url";
        JsonNode node = document.at(at);
        if (!node.isTextual()) {
            return;
        }
        template(at, node, Set.of("env"));
        Template url = parsed(node.textValue());
        if (url == null || url.roots().stream().anyMatch(root -> !root.equals("env"))) {
            return;
        }
        for (Template.Path path : url.paths()) {
            if (path.segments().size() != 2
                    || !URL_VARIABLE.matcher(path.segments().getLast()).matches()) {
                wrong(at, node, "Name only variables ${env.COUNTERSIGN_…} that hold no secret.");
            }
        }
        if (url.paths().isEmpty()
                && ServerAddress.parse(url.renderText(document)).isEmpty()) {
            wrong(at, node, "Write an http or https URL with a host and without user or fragment.");
        }
    }

    private void tool(JsonPointer at) {
        JsonNode tool = document.at(at);
        if (!tool.isObject()) {
            return;
        }
        key(at, tool);
        price(at + "/price", tool.path("price"));
        templates(at + "/consequence", tool.path("consequence"), ROOTS);
        templates(at + "/action", tool.path("action"), ROOTS);
        if (tool.path("context").isObject()) {
            context(at + "/context", tool.path("context"));
        }
        tool.path("facts").properties().forEach(fact -> {
            String place = at + "/facts" + JsonPointer.empty().appendProperty(fact.getKey());
            sameDocument(place + "/tool", fact.getValue().path("tool"), true);
            templates(place + "/arguments", fact.getValue().path("arguments"), ROOTS);
        });
        undo(at + "/undo", tool.path("undo"));
        if (tool.path("probe").isObject()) {
            JsonNode probe = tool.path("probe");
            sameDocument(at + "/probe/tool", probe.path("tool"), true);
            templates(at + "/probe/arguments", probe.path("arguments"), ROOTS);
            templates(at + "/probe/executed_when/equals", probe.at("/executed_when/equals"), ROOTS);
        }
    }

    private void key(JsonPointer at, JsonNode tool) {
        JsonNode key = tool.path("key");
        if (key.isMissingNode()) {
            return;
        }
        if (!tool.path("effect").asText().equals(Effect.KEYED.name())) {
            wrong(at + "/key", key, "Remove it, or set effect: KEYED.");
        }
        header(at + "/key/in", key.path("in"), RESERVED_HEADERS);
        header(at + "/key/in", key.path("in"), Set.of("authorization"));
        JsonNode horizon = key.path("horizon");
        if (horizon.isTextual() && !isPositiveDuration(horizon.textValue())) {
            wrong(at + "/key/horizon", horizon, "Write an ISO 8601 duration above zero such as PT24H.");
        }
    }

    private void header(String at, JsonNode place, Set<String> reserved) {
        String text = place.asText("");
        if (text.startsWith("header:")
                && reserved.contains(text.substring("header:".length()).toLowerCase(Locale.ROOT))) {
            wrong(at, place, "Use another header, this one belongs to the protocol.");
        }
    }

    private static boolean isPositiveDuration(String text) {
        try {
            return Duration.parse(text).isPositive();
        } catch (DateTimeException notOne) {
            return false;
        }
    }

    private void price(String at, JsonNode price) {
        if (!price.isTextual()) {
            return;
        }
        template(at, price, ROOTS);
        Template template = parsed(price.textValue());
        if (template != null && !template.isWhole()) {
            wrong(at, price, "Write a number, or one template and nothing else, such as ${arguments.max_price}.");
        }
    }

    private void context(String at, JsonNode context) {
        sameDocument(at + "/tool", context.path("tool"), true);
        templates(at + "/arguments", context.path("arguments"), CONTEXT_ROOTS);
        if (context.has("if_version") && !context.has("version")) {
            wrong(at + "/version", context.path("version"), "Say where the version lies that if_version takes.");
        }
        JsonNode fields = context.path("fields");
        List<String> names = new ArrayList<>();
        for (int index = 0; index < fields.size(); index++) {
            JsonNode field = fields.get(index);
            String name =
                    field.isTextual() ? field.textValue() : field.path("name").asText();
            if (names.contains(name)) {
                wrong(at + "/fields/" + index, field, "Remove it, the field is there already.");
            }
            names.add(name);
        }
    }

    private void undo(String at, JsonNode undo) {
        if (undo.isTextual() && !undo.textValue().equals("none")) {
            wrong(at, undo, "Write none, {manual: text} or {tool, arguments}.");
        }
        if (!undo.isObject()) {
            return;
        }
        if (undo.has("manual") == undo.has("tool") || undo.has("manual") && undo.has("arguments")) {
            wrong(at, undo, "Write either {manual: text} or {tool, arguments}.");
        }
        if (undo.has("tool")) {
            sameDocument(at + "/tool", undo.path("tool"), false);
        }
        templates(at + "/manual", undo.path("manual"), UNDO_ROOTS);
        templates(at + "/arguments", undo.path("arguments"), UNDO_ROOTS);
    }

    private void sameDocument(String at, JsonNode name, boolean read) {
        if (!name.isTextual()) {
            return;
        }
        JsonNode target = tools.path(name.textValue());
        if (target.isMissingNode()) {
            wrong(at, name, "Name a tool of this document, or add it to tools.");
        } else if (read && !target.path("effect").asText().equals(Effect.READ.name())) {
            wrong(at, name, "Name a tool whose effect is READ.");
        }
    }

    private void templates(String at, JsonNode tree, Set<String> roots) {
        if (tree.isTextual()) {
            template(at, tree, roots);
        }
        if (tree.isArray()) {
            for (int index = 0; index < tree.size(); index++) {
                templates(at + "/" + index, tree.get(index), roots);
            }
        }
        tree.properties()
                .forEach(member ->
                        templates(at + JsonPointer.empty().appendProperty(member.getKey()), member.getValue(), roots));
    }

    private void template(String at, JsonNode text, Set<String> roots) {
        try {
            for (String root : Template.parse(text.textValue()).roots()) {
                if (!roots.contains(root)) {
                    String known = String.join(", ", roots.stream().sorted().toList());
                    wrong(at, text, "Begin the path with one of " + known + " instead of " + root + ".");
                }
            }
        } catch (IllegalArgumentException malformed) {
            wrong(at, text, String.valueOf(malformed.getMessage()));
        }
    }

    private static @Nullable Template parsed(String text) {
        try {
            return Template.parse(text);
        } catch (IllegalArgumentException reportedElsewhere) {
            return null;
        }
    }

    private void wrong(String pointer, JsonNode value, String fix) {
        problems.add(new Problem(pointer, value, fix));
    }
}
