package dev.countersign.mcp.connector;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Connector} of a document that {@link ConnectorCheck} found nothing wrong with. */
final class ConnectorReader {
    private static final String DEFAULT_DATA_CLASS = "internal";
    /** Who says nothing about the environment gets the one with the stricter rules. */
    private static final String DEFAULT_ENVIRONMENT = "production";

    private ConnectorReader() {}

    static Connector read(JsonNode document) throws DocumentInvalid {
        ConnectorCheck.check(document);
        String id = document.path("id").textValue();
        Map<String, ToolBinding> tools = new LinkedHashMap<>();
        document.path("tools")
                .properties()
                .forEach(tool -> tools.put(tool.getKey(), binding(tool.getKey(), tool.getValue())));
        return new Connector(
                id,
                document.path("version").intValue(),
                document.path("domain").asText(id),
                document.path("environment").asText(DEFAULT_ENVIRONMENT),
                Template.parse(document.at("/transport/http/url").textValue()),
                document.has("credential") ? credential(document.path("credential")) : null,
                tools,
                document.deepCopy());
    }

    private static CredentialUse credential(JsonNode node) {
        String as = node.path("as").asText("bearer");
        return new CredentialUse(
                node.path("ref").textValue(),
                as.startsWith("header:")
                        ? new CredentialUse.As.Header(as.substring("header:".length()))
                        : new CredentialUse.As.Bearer());
    }

    private static ToolBinding binding(String name, JsonNode node) {
        Effect effect = Effect.valueOf(node.path("effect").asText(Effect.ONCE.name()));
        List<String> scopes = texts(node.path("scopes"));
        Map<String, RefPath> refs = new LinkedHashMap<>();
        node.path("refs")
                .properties()
                .forEach(ref -> refs.put(ref.getKey(), refPath(ref.getValue().textValue())));
        Map<String, Read> facts = new LinkedHashMap<>();
        node.path("facts").properties().forEach(fact -> facts.put(fact.getKey(), read(fact)));
        Map<JsonPointer, BigDecimal> clamp = new LinkedHashMap<>();
        node.path("clamp")
                .properties()
                .forEach(bound -> clamp.put(
                        JsonPointer.compile(bound.getKey()), bound.getValue().decimalValue()));
        return new ToolBinding(
                name,
                effect,
                effect == Effect.KEYED ? key(node.path("key")) : null,
                scopes,
                node.path("data_class").asText(DEFAULT_DATA_CLASS),
                refs,
                price(node.path("price")),
                facts,
                node.has("context") ? context(node.path("context")) : null,
                template(node.path("consequence")),
                template(node.path("action")),
                undo(node.path("undo")),
                node.has("probe") ? probe(node.path("probe")) : null,
                texts(node.path("editable")),
                clamp,
                node.path("untrusted").asBoolean(false));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.textValue()));
        return texts;
    }

    private static Key key(JsonNode node) {
        Duration horizon =
                node.has("horizon") ? Duration.parse(node.path("horizon").textValue()) : Key.DEFAULT.horizon();
        String in = node.path("in").asText("meta");
        if (in.startsWith("argument:")) {
            return new Key(new Key.In.Argument(JsonPointer.compile(in.substring("argument:".length()))), horizon);
        }
        if (in.startsWith("header:")) {
            return new Key(new Key.In.Header(in.substring("header:".length())), horizon);
        }
        return new Key(new Key.In.Meta(), horizon);
    }

    private static RefPath refPath(String text) {
        if (text.startsWith("domain:")) {
            return new RefPath.DomainOf(refPath(text.substring("domain:".length())));
        }
        if (text.startsWith("record:")) {
            return new RefPath.InRecord(JsonPointer.compile(text.substring("record:".length())));
        }
        return new RefPath.InArguments(JsonPointer.compile(text));
    }

    private static Price price(JsonNode node) {
        if (node.isNumber()) {
            return new Price.Fixed(node.decimalValue());
        }
        return node.isTextual() ? new Price.Templated(Template.parse(node.textValue())) : Price.FREE;
    }

    private static Read read(Map.Entry<String, JsonNode> fact) {
        JsonNode node = fact.getValue();
        return new Read(node.path("tool").textValue(), arguments(node), pointer(node.path("at")));
    }

    private static Context context(JsonNode node) {
        List<Context.Field> fields = new ArrayList<>();
        node.path("fields").forEach(field -> fields.add(field(field)));
        return new Context(
                node.path("tool").textValue(),
                arguments(node),
                pointer(node.path("at")),
                fields,
                node.has("version") ? pointer(node.path("version")) : null,
                node.has("if_version") ? pointer(node.path("if_version")) : null);
    }

    private static Context.Field field(JsonNode node) {
        String name = node.isTextual() ? node.textValue() : node.path("name").textValue();
        JsonPointer same = JsonPointer.empty().appendProperty(name);
        return new Context.Field(
                name,
                node.has("at") ? pointer(node.path("at")) : same,
                node.has("argument") ? pointer(node.path("argument")) : same);
    }

    private static Undo undo(JsonNode node) {
        if (node.isMissingNode()) {
            return new Undo.Undeclared();
        }
        if (node.isTextual()) {
            return new Undo.None();
        }
        return node.has("manual")
                ? new Undo.Manual(Template.parse(node.path("manual").textValue()))
                : new Undo.Auto(node.path("tool").textValue(), arguments(node));
    }

    private static Probe probe(JsonNode node) {
        JsonNode when = node.path("executed_when");
        return new Probe(
                node.path("tool").textValue(), arguments(node), pointer(when.path("pointer")), when.path("equals"));
    }

    private static ObjectNode arguments(JsonNode node) {
        return node.path("arguments") instanceof ObjectNode object
                ? object.deepCopy()
                : JsonNodeFactory.instance.objectNode();
    }

    private static JsonPointer pointer(JsonNode node) {
        return JsonPointer.compile(node.asText(""));
    }

    private static @Nullable Template template(JsonNode node) {
        return node.isTextual() ? Template.parse(node.textValue()) : null;
    }
}
