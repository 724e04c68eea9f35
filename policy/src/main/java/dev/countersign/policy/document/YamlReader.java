package dev.countersign.policy.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Builds JSON from YAML's events, by the core schema of YAML 1.2, and refuses what people are surprised by. */
final class YamlReader {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,1000}");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-fA-F]{1,1000}");
    private static final Pattern OCTAL = Pattern.compile("0o[0-7]{1,1000}");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?([.][0-9]+|[0-9]+([.][0-9]*)?)([eE][-+]?[0-9]{1,9})?");
    private static final Pattern NOT_A_NUMBER = Pattern.compile("[-+]?[.](inf|Inf|INF)|[.](nan|NaN|NAN)");
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUES = Set.of("true", "True", "TRUE");
    private static final Set<String> FALSES = Set.of("false", "False", "FALSE");

    private final Iterator<Event> events;

    YamlReader(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setCodePointLimit(Integer.MAX_VALUE)
                .setLabel("document")
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    List<JsonNode> documents() {
        try {
            List<JsonNode> documents = new ArrayList<>();
            while (events.hasNext()) {
                Event event = events.next();
                if (event.getEventId() == Event.ID.DocumentStart) {
                    JsonNode document = node(events.next(), 1);
                    if (!document.isNull()) {
                        documents.add(document);
                    }
                }
            }
            return List.copyOf(documents);
        } catch (MarkedYamlEngineException unreadable) {
            throw refused(unreadable.getProblemMark(), unreadable.getProblem(), "Correct the YAML here.");
        } catch (YamlEngineException unreadable) {
            throw refused(Optional.empty(), "the whole text", "Correct the YAML: it cannot be read.");
        }
    }

    private JsonNode node(Event event, int depth) {
        if (depth > Documents.MAX_DEPTH) {
            throw refused(event, "nesting", "Nest at most " + Documents.MAX_DEPTH + " levels deep.");
        }
        if (event instanceof AliasEvent alias) {
            throw refused(event, "*" + alias.getAlias().getValue(), "Write the value out: aliases are not accepted.");
        }
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            throw refused(
                    event,
                    "&" + node.getAnchor().get().getValue(),
                    "Remove the anchor: anchors and aliases are not accepted.");
        }
        return switch (event) {
            case ScalarEvent scalar -> scalar(scalar);
            case SequenceStartEvent start -> sequence(start, depth);
            case MappingStartEvent start -> mapping(start, depth);
            default -> throw refused(event, "something else", "Write a mapping, a sequence or a value here.");
        };
    }

    private ArrayNode sequence(SequenceStartEvent start, int depth) {
        refuseTag(start, start.getTag());
        ArrayNode array = NODES.arrayNode();
        for (Event event = events.next(); event.getEventId() != Event.ID.SequenceEnd; event = events.next()) {
            array.add(node(event, depth + 1));
        }
        return array;
    }

    private ObjectNode mapping(MappingStartEvent start, int depth) {
        refuseTag(start, start.getTag());
        ObjectNode object = NODES.objectNode();
        for (Event event = events.next(); event.getEventId() != Event.ID.MappingEnd; event = events.next()) {
            String key = key(event);
            if (object.has(key)) {
                throw refused(event, key, "Remove one of the two: this key is there already.");
            }
            object.set(key, node(events.next(), depth + 1));
        }
        return object;
    }

    private String key(Event event) {
        if (!(event instanceof ScalarEvent scalar)) {
            if (event instanceof AliasEvent) {
                node(event, 1);
            }
            throw refused(event, "a key that is not text", "Use text as the key.");
        }
        node(event, 1);
        if (scalar.isPlain() && scalar.getValue().equals("<<")) {
            throw refused(event, "<<", "Write the members out: merge keys are not accepted.");
        }
        return scalar.getValue();
    }

    private JsonNode scalar(ScalarEvent scalar) {
        String value = scalar.getValue();
        Optional<String> tag = scalar.getTag();
        if (tag.isPresent() && tag.get().equals("tag:yaml.org,2002:str")) {
            return NODES.textNode(value);
        }
        refuseTag(scalar, tag);
        if (!scalar.isPlain()) {
            return NODES.textNode(value);
        }
        if (NULLS.contains(value)) {
            return NODES.nullNode();
        }
        if (TRUES.contains(value) || FALSES.contains(value)) {
            return NODES.booleanNode(TRUES.contains(value));
        }
        if (INTEGER.matcher(value).matches()) {
            return integer(new BigInteger(value));
        }
        if (HEXADECIMAL.matcher(value).matches()) {
            return integer(new BigInteger(value.substring(2), 16));
        }
        if (OCTAL.matcher(value).matches()) {
            return integer(new BigInteger(value.substring(2), 8));
        }
        if (DECIMAL.matcher(value).matches()) {
            return decimal(scalar);
        }
        if (NOT_A_NUMBER.matcher(value).matches()) {
            throw refused(scalar, value, "Use a number that JSON has, or put the text in quotes.");
        }
        return NODES.textNode(value);
    }

    private JsonNode decimal(ScalarEvent scalar) {
        double value = Double.parseDouble(scalar.getValue());
        if (Double.isInfinite(value)) {
            throw refused(scalar, scalar.getValue(), "Use a smaller number, or put the text in quotes.");
        }
        return NODES.numberNode(value);
    }

    private static JsonNode integer(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) {
            return NODES.numberNode(value.intValue());
        }
        return value.bitLength() < Long.SIZE ? NODES.numberNode(value.longValue()) : NODES.numberNode(value);
    }

    private static void refuseTag(Event event, Optional<String> tag) {
        if (tag.isPresent() && !tag.get().equals("!")) {
            throw refused(event, tag.get(), "Remove the tag: tags are not accepted.");
        }
    }

    private static DocumentInvalid refused(Event event, String value, String fix) {
        return refused(event.getStartMark(), value, fix);
    }

    private static DocumentInvalid refused(Optional<Mark> mark, String value, String fix) {
        String place = mark.map(found -> (found.getLine() + 1) + ":" + (found.getColumn() + 1))
                .orElse("");
        String sentence = mark.map(
                        found -> "Line " + (found.getLine() + 1) + ", column " + (found.getColumn() + 1) + ": " + fix)
                .orElse(fix);
        return new DocumentInvalid(new Problem(place, value, sentence));
    }
}
