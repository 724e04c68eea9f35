package dev.countersign.ui.card;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far a value is moved, as a number that can be compared with others.
 *
 * @param unit "days", "points", a currency or nothing
 */
public record Shift(BigDecimal by, String unit) {

    /** Empty where there is nothing to compute: text, lists, another unit. */
    public static Optional<Shift> between(@Nullable JsonNode before, @Nullable JsonNode after) {
        return Difference.shift(before, after);
    }

    /** A number, or text that is one with a unit. */
    public static Optional<Shift> quantity(@Nullable JsonNode value) {
        return Difference.quantity(value);
    }

    /** "+28", "−18,000"; zero has no sign. */
    public static String signed(BigDecimal number) {
        return Difference.signed(number);
    }

    /** "18,400". */
    public static String plain(BigDecimal number) {
        return FieldValue.grouped(number);
    }
}
