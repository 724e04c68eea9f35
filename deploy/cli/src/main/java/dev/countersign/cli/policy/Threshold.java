package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A condition on a replay that makes its command fail, such as {@code released>0}. */
record Threshold(String text, String name, String operator, BigDecimal number) {
    private static final Pattern FORM =
            Pattern.compile("\\s*([a-z_]+)\\s*(>=|<=|==|!=|=|>|<)\\s*(-?[0-9]{1,12}(?:\\.[0-9]{1,6})?)\\s*");

    private static final Map<String, Function<JsonNode, @Nullable BigDecimal>> NAMES = names();

    private static final Map<String, IntPredicate> OPERATORS = Map.of(
            ">", order -> order > 0,
            ">=", order -> order >= 0,
            "<", order -> order < 0,
            "<=", order -> order <= 0,
            "=", order -> order == 0,
            "==", order -> order == 0,
            "!=", order -> order != 0);

    private static Map<String, Function<JsonNode, @Nullable BigDecimal>> names() {
        Map<String, Function<JsonNode, @Nullable BigDecimal>> names = new LinkedHashMap<>();
        for (String plain : new String[] {"released", "newly_asked", "newly_denied", "changed", "masked"}) {
            names.put(plain, replay -> number(replay.path(plain)));
        }
        names.put("contradicted", replay -> number(replay.at("/contradicted/count")));
        names.put("queue_per_day", Threshold::queue);
        return names;
    }

    private static @Nullable BigDecimal number(JsonNode value) {
        return value.isNumber() ? value.decimalValue() : null;
    }

    /** How many more cards a day, over all tiers. */
    private static @Nullable BigDecimal queue(JsonNode replay) {
        BigDecimal before = number(replay.at("/queue/before_per_day"));
        BigDecimal after = number(replay.at("/queue/after_per_day"));
        return before == null || after == null ? null : after.subtract(before);
    }

    /** @throws Failure of usage that names what may stand here */
    static Threshold parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || !NAMES.containsKey(form.group(1))) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--fail-if '%s' is not understood. Write NAME OP NUMBER: one of %s; one of > >= < <= = !=; a number."
                            .formatted(text, String.join(", ", NAMES.keySet())));
        }
        return new Threshold(text.strip(), form.group(1), form.group(2), new BigDecimal(form.group(3)));
    }

    /** What a replay has under this name. */
    BigDecimal value(JsonNode replay) {
        BigDecimal value = known(NAMES, name).apply(replay);
        if (value == null) {
            throw new Failure(
                    ExitCode.CHECK_FAILED,
                    "The replay does not say %s, so that --fail-if '%s' cannot be decided.".formatted(name, text));
        }
        return value;
    }

    boolean isHit(JsonNode replay) {
        return known(OPERATORS, operator).test(value(replay).compareTo(number));
    }

    private static <T> T known(Map<String, T> all, String name) {
        T found = all.get(name);
        if (found == null) {
            throw new IllegalStateException(name + " was accepted and is not known.");
        }
        return found;
    }
}
