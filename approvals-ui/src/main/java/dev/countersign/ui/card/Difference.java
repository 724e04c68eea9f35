package dev.countersign.ui.card;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What lies between two values, where that can be computed: numbers, percentages, amounts with a unit, days. */
final class Difference {

    private static final Pattern QUANTITY = Pattern.compile("(-?\\d{1,15}(?:\\.\\d{1,6})?)(?:\\s?(%|[A-Z]{3}))?");

    private Difference() {}

    /** "+28 days", "−18,000, −22 %"; empty when there is nothing to compute. */
    static String between(@Nullable JsonNode before, @Nullable JsonNode after) {
        var from = FieldValue.date(before);
        var to = FieldValue.date(after);
        if (from.isPresent() && to.isPresent()) {
            long days = ChronoUnit.DAYS.between(from.get(), to.get());
            return days == 0 ? "" : signed(BigDecimal.valueOf(days)) + (Math.abs(days) == 1 ? " day" : " days");
        }
        Optional<Shift> one = quantity(before);
        Optional<Shift> other = quantity(after);
        if (one.isEmpty()
                || other.isEmpty()
                || !one.get().unit().equals(other.get().unit())) {
            return "";
        }
        return between(one.get().by(), other.get().by(), one.get().unit());
    }

    private static String between(BigDecimal from, BigDecimal to, String unit) {
        BigDecimal delta = to.subtract(from);
        if (delta.signum() == 0) {
            return "";
        }
        if (unit.equals("%")) {
            return signed(delta) + " points";
        }
        String amount = signed(delta) + (unit.isEmpty() ? "" : " " + unit);
        if (from.signum() == 0 || from.abs().compareTo(BigDecimal.valueOf(100)) < 0) {
            return amount;
        }
        BigDecimal percent = delta.multiply(BigDecimal.valueOf(100)).divide(from.abs(), 0, RoundingMode.HALF_UP);
        return percent.signum() == 0 ? amount : amount + ", " + signed(percent) + " %";
    }

    /** The same as a number with a unit; empty for what is not moved along a scale. */
    static Optional<Shift> shift(@Nullable JsonNode before, @Nullable JsonNode after) {
        var from = FieldValue.date(before);
        var to = FieldValue.date(after);
        if (from.isPresent() && to.isPresent()) {
            return Optional.of(new Shift(BigDecimal.valueOf(ChronoUnit.DAYS.between(from.get(), to.get())), "days"));
        }
        return quantity(before).flatMap(one -> quantity(after)
                .filter(other -> other.unit().equals(one.unit()))
                .map(other ->
                        new Shift(other.by().subtract(one.by()), one.unit().equals("%") ? "points" : one.unit())));
    }

    static Optional<Shift> quantity(@Nullable JsonNode value) {
        if (value == null) {
            return Optional.empty();
        }
        if (value.isNumber()) {
            String plain = value.asText();
            return QUANTITY.matcher(plain).matches()
                    ? Optional.of(new Shift(new BigDecimal(plain), ""))
                    : Optional.empty();
        }
        Matcher text = QUANTITY.matcher(value.isTextual() ? value.asText().replace(",", "") : "");
        // Text without a unit may be a number or an account's number: only a unit makes it a quantity.
        return text.matches() && text.group(2) != null
                ? Optional.of(new Shift(new BigDecimal(text.group(1)), text.group(2)))
                : Optional.empty();
    }

    static String signed(BigDecimal number) {
        return (number.signum() > 0 ? "+" : "") + FieldValue.grouped(number);
    }
}
