package dev.countersign.ui.edit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.countersign.ui.page.InertText;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one argument is typed, by what its JSON Schema says, and how what was typed becomes JSON again. It only reads;
 * whether the value may be sent is the gate's to say, by the same schema.
 */
record FieldInput(Kind kind, EditSheet.Field field) {

    private static final int TEXT_MAX_CHARS = 300_000;
    private static final int LINE_CHARS = 200;
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{1,40})?|\\.\\d{1,40})");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
            .build();

    /** The native control. */
    enum Kind {
        CHOICE,
        CHECK,
        NUMBER,
        DATE,
        LINE,
        TEXT,
        LINES,
        JSON
    }

    /** What was typed, read. */
    sealed interface Read {

        /** Empty when the argument is left out. */
        record Value(Optional<JsonNode> value) implements Read {}

        record Wrong(String fix) implements Read {}
    }

    static FieldInput of(EditSheet.Field field) {
        return new FieldInput(kind(field), field);
    }

    private static Kind kind(EditSheet.Field field) {
        JsonNode schema = field.schema();
        if (choices(schema).size() > 0) {
            return Kind.CHOICE;
        }
        return switch (schema.path("type").asText()) {
            // A box has no third state for "left out".
            case "boolean" -> field.required() || field.value() != null ? Kind.CHECK : Kind.JSON;
            case "integer", "number" -> Kind.NUMBER;
            case "string" -> text(field);
            case "array" -> isListOfText(field) ? Kind.LINES : Kind.JSON;
            default -> Kind.JSON;
        };
    }

    private static Kind text(EditSheet.Field field) {
        JsonNode value = field.value();
        if (value != null && !value.isTextual()) {
            return Kind.JSON;
        }
        String now = value == null ? "" : value.asText();
        if (field.schema().path("format").asText().equals("date") && (now.isEmpty() || isDate(now))) {
            return Kind.DATE;
        }
        boolean roomy = field.schema().path("maxLength").asInt(0) > LINE_CHARS;
        return now.length() > LINE_CHARS
                        || now.indexOf('\n') >= 0
                        || roomy && !field.name().equals("subject")
                ? Kind.TEXT
                : Kind.LINE;
    }

    private static boolean isDate(String text) {
        return text.matches("\\d{4}-\\d{2}-\\d{2}");
    }

    /** A line break inside an element would come back as two. */
    private static boolean isListOfText(EditSheet.Field field) {
        if (!field.schema().path("items").path("type").asText().equals("string")) {
            return false;
        }
        JsonNode value = field.value();
        if (value == null) {
            return true;
        }
        for (JsonNode element : value) {
            if (!element.isTextual()
                    || element.asText().isEmpty()
                    || element.asText().matches("(?s).*[\\r\\n].*")) {
                return false;
            }
        }
        return value.isArray();
    }

    private static ArrayNode choices(JsonNode schema) {
        ArrayNode choices = JsonNodeFactory.instance.arrayNode();
        if (schema.path("enum").isArray()) {
            schema.path("enum").forEach(choices::add);
        }
        return choices;
    }

    List<JsonNode> choices() {
        var choices = new ArrayList<JsonNode>();
        choices(field.schema()).forEach(choices::add);
        return choices;
    }

    /** What stands in the control. What a reader could not see is written out, and kept unless it is changed. */
    String shown() {
        JsonNode value = field.value();
        if (value == null) {
            return "";
        }
        String text =
                switch (kind) {
                    case CHOICE -> String.valueOf(choices().indexOf(value));
                    case CHECK -> value.asBoolean() ? "yes" : "";
                    case NUMBER -> value.isNumber() ? value.decimalValue().toPlainString() : value.toString();
                    case DATE, LINE, TEXT -> value.asText();
                    case LINES -> {
                        var lines = new ArrayList<String>();
                        value.forEach(element -> lines.add(element.asText()));
                        yield String.join("\n", lines);
                    }
                    case JSON -> value.toPrettyString();
                };
        return kind == Kind.LINE
                ? InertText.line(text, TEXT_MAX_CHARS).value()
                : InertText.block(text, TEXT_MAX_CHARS).value();
    }

    /** @param typed what the form brought; null when it had no such field, which is a box that is not ticked */
    Read read(@Nullable String typed) {
        if (kind == Kind.CHECK) {
            return value(BooleanNode.valueOf(typed != null));
        }
        if (typed == null || unix(typed).equals(unix(shown()))) {
            return new Read.Value(Optional.ofNullable(field.value()));
        }
        String text = unix(typed);
        return switch (kind) {
            case CHOICE -> choice(text);
            case NUMBER ->
                text.isBlank() ? left("Write a number.") : number(text.strip().replace(",", ""));
            case LINE, TEXT -> text.isEmpty() && !field.required() ? left("") : value(TextNode.valueOf(text));
            case DATE -> text.isBlank() ? left("Choose a day.") : value(TextNode.valueOf(text.strip()));
            case LINES -> lines(text);
            case JSON -> text.isBlank() ? left("Write a JSON value.") : json(text);
            case CHECK -> throw new IllegalStateException("a box was read already");
        };
    }

    private Read choice(String text) {
        if (text.isEmpty()) {
            return left("Choose one.");
        }
        try {
            return value(choices().get(Integer.parseInt(text)));
        } catch (NumberFormatException | IndexOutOfBoundsException foreign) {
            return new Read.Wrong("Choose one of the list.");
        }
    }

    private static Read number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return new Read.Wrong("Write a number in digits, like 1250 or 0.5.");
        }
        return json(new BigDecimal(text).toPlainString());
    }

    private Read lines(String text) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(array::add);
        return array.isEmpty() && !field.required() && field.value() == null ? left("") : value(array);
    }

    private static Read json(String text) {
        try {
            return value(JSON.readTree(text));
        } catch (JsonProcessingException broken) {
            var at = broken.getLocation();
            return new Read.Wrong("This is not valid JSON"
                    + (at == null ? "." : ": look at line " + at.getLineNr() + ", column " + at.getColumnNr() + "."));
        }
    }

    /** Nothing was typed: the argument is left out where the tool allows that. */
    private Read left(String needed) {
        return field.required() ? new Read.Wrong(needed) : new Read.Value(Optional.empty());
    }

    private static Read value(JsonNode node) {
        return new Read.Value(Optional.of(node));
    }

    private static String unix(String text) {
        return text.replace("\r\n", "\n");
    }
}
