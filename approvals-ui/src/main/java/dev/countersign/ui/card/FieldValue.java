package dev.countersign.ui.card;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A field's value as a person reads it: digits grouped, days written out, lists joined. Foreign text stays inert. */
public final class FieldValue {

    private static final int MAX_CHARS = 20_000;
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Pattern ACRONYM = Pattern.compile("(?i)id|url|arr|vat|api|crm|ip|iban");

    private FieldValue() {}

    /** "empty" where there is nothing, since a blank cell says too little. */
    public static String text(@Nullable JsonNode value) {
        if (isEmpty(value)) {
            return "empty";
        }
        InertText text = InertText.line(plain(value), MAX_CHARS);
        return text.cut() == 0 ? text.value() : text.value() + " … and " + text.cut() + " more characters";
    }

    public static boolean isEmpty(@Nullable JsonNode value) {
        return value == null
                || value.isNull()
                || value.isMissingNode()
                || (value.isTextual() && value.asText().isEmpty());
    }

    /** "close_date" reads "Close date". */
    public static String label(String field) {
        String[] words = field.replaceAll("([a-z0-9])([A-Z])", "$1 $2").split("[_\\-\\s]+");
        List<String> shown = new ArrayList<>();
        for (String word : words) {
            shown.add(ACRONYM.matcher(word).matches() ? word.toUpperCase(Locale.ROOT) : word.toLowerCase(Locale.ROOT));
        }
        String joined = InertText.line(String.join(" ", shown), 200).value();
        return joined.isEmpty() ? field : Character.toUpperCase(joined.charAt(0)) + joined.substring(1);
    }

    /** A connector's id as a person names the system: "crm" is CRM, "billing" stays. */
    public static String system(String connector) {
        String shown = InertText.line(connector, 60).value();
        return ACRONYM.matcher(shown).matches() ? shown.toUpperCase(Locale.ROOT) : shown;
    }

    static Optional<LocalDate> date(@Nullable JsonNode value) {
        if (value == null || !value.isTextual() || !DATE.matcher(value.asText()).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(value.asText()));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    static String grouped(BigDecimal number) {
        BigDecimal shown = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        if (shown.precision() - shown.scale() > 30 || shown.scale() > 30) {
            return number.toString();
        }
        String plain = shown.abs().toPlainString();
        int point = plain.indexOf('.');
        String whole = point < 0 ? plain : plain.substring(0, point);
        String grouped = whole.replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",");
        return (shown.signum() < 0 ? "−" : "") + grouped + (point < 0 ? "" : plain.substring(point));
    }

    private static String plain(JsonNode value) {
        if (value.isNumber()) {
            return grouped(value.decimalValue());
        }
        if (value.isBoolean()) {
            return value.asBoolean() ? "yes" : "no";
        }
        if (value.isArray()) {
            List<String> parts = new ArrayList<>();
            value.forEach(part -> parts.add(isEmpty(part) ? "empty" : plain(part)));
            return parts.isEmpty() ? "empty list" : String.join(", ", parts);
        }
        if (value.isObject()) {
            return value.toString();
        }
        return date(value).map(Moment::day).orElseGet(value::asText);
    }
}
