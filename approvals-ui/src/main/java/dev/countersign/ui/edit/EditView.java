package dev.countersign.ui.edit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.ui.card.FieldValue;
import dev.countersign.ui.page.InertText;
import io.quarkus.qute.TemplateData;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The form of an edit.
 *
 * @param compared whether there is a record to compare with
 * @param wrong how many fields have to be mended
 */
@TemplateData
public record EditView(String digest, List<Line> lines, boolean compared, int wrong) {

    /** The fields of the form are named like this, so that no argument can be taken for something of ours. */
    static final String PREFIX = "value.";

    /**
     * One field.
     *
     * @param wide whether the control needs the whole width
     * @param typed what stands in it: the value, or what the person typed before it was refused
     */
    @TemplateData
    public record Line(
            String id,
            String name,
            String label,
            String kind,
            boolean wide,
            String now,
            String proposed,
            String typed,
            List<Option> options,
            String min,
            String max,
            String maxLength,
            boolean whole,
            boolean required,
            String hint,
            String error) {

        /** What a reader is told about the field: its hint and what is wrong with it. */
        public String describedBy() {
            String ids = (hint.isEmpty() ? "" : id + "-hint ") + (error.isEmpty() ? "" : id + "-error");
            return ids.strip();
        }

        public boolean isWrong() {
            return !error.isEmpty();
        }
    }

    /** One entry of a choice. */
    @TemplateData
    public record Option(String value, String text, boolean chosen) {}

    /**
     * @param typed what the person typed, by argument; null when the form is fresh
     * @param errors what to mend, by argument
     */
    public static EditView of(
            EditSheet sheet, @Nullable Map<String, @Nullable String> typed, Map<String, String> errors) {
        var lines = new ArrayList<Line>();
        for (EditSheet.Field field : sheet.fields()) {
            lines.add(line(FieldInput.of(field), typed, errors.getOrDefault(field.name(), ""), lines.size()));
        }
        return new EditView(sheet.digest(), lines, sheet.fields().stream().anyMatch(field -> field.now() != null), (int)
                lines.stream().filter(Line::isWrong).count());
    }

    private static Line line(
            FieldInput input, @Nullable Map<String, @Nullable String> typed, String error, int number) {
        EditSheet.Field field = input.field();
        JsonNode schema = field.schema();
        String written = typed == null ? input.shown() : typed.getOrDefault(field.name(), "");
        boolean wide = input.kind() == FieldInput.Kind.TEXT
                || input.kind() == FieldInput.Kind.LINES
                || input.kind() == FieldInput.Kind.JSON;
        return new Line(
                "edit-" + number,
                PREFIX + field.name(),
                FieldValue.label(field.name()),
                input.kind().name().toLowerCase(Locale.ROOT),
                wide,
                field.now() == null ? "" : FieldValue.text(field.now()),
                FieldValue.text(field.value()),
                written == null ? "" : written,
                options(input, written == null ? "" : written),
                bound(schema.path("minimum")),
                bound(schema.path("maximum")),
                schema.path("maxLength").isInt() ? schema.path("maxLength").asText() : "",
                schema.path("type").asText().equals("integer"),
                field.required(),
                hint(input),
                error.isEmpty() ? "" : InertText.line(error, 500).value());
    }

    private static List<Option> options(FieldInput input, String chosen) {
        if (input.kind() != FieldInput.Kind.CHOICE) {
            return List.of();
        }
        var options = new ArrayList<Option>();
        if (!input.field().required() || chosen.isEmpty() || chosen.equals("-1")) {
            options.add(new Option("", "–", chosen.isEmpty() || chosen.equals("-1")));
        }
        List<JsonNode> choices = input.choices();
        for (int at = 0; at < choices.size(); at++) {
            String value = String.valueOf(at);
            options.add(new Option(value, FieldValue.text(choices.get(at)), value.equals(chosen)));
        }
        return options;
    }

    private static String bound(JsonNode number) {
        return number.isNumber() ? number.decimalValue().toPlainString() : "";
    }

    private static String hint(FieldInput input) {
        JsonNode schema = input.field().schema();
        return switch (input.kind()) {
            case NUMBER -> range(bound(schema.path("minimum")), bound(schema.path("maximum")));
            case LINES -> "One per line";
            case JSON -> "As JSON";
            case LINE -> schema.path("format").asText().equals("date-time") ? "Like 2027-01-15T09:00:00Z" : "";
            case CHOICE, CHECK, DATE, TEXT -> "";
        };
    }

    private static String range(String min, String max) {
        if (!min.isEmpty() && !max.isEmpty()) {
            return min + " to " + max;
        }
        return !min.isEmpty() ? min + " or more" : !max.isEmpty() ? max + " or less" : "";
    }
}
