package dev.countersign.orchestrator.replay;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a change does to the people who are asked: how many cards a day and tier there were, and how many there would
 * have been. A span shorter than a day counts as a day, so that a quiet hour is not blown up to a busy week.
 */
final class QueueLoad {
    private static final List<String> TIERS = List.of("T1", "T2", "T3");
    private static final BigDecimal SECONDS_A_DAY = BigDecimal.valueOf(86_400);
    private static final int DIGITS = 2;

    private final Map<String, Long> before = new LinkedHashMap<>();
    private final Map<String, Long> after = new LinkedHashMap<>();

    QueueLoad() {
        TIERS.forEach(tier -> {
            before.put(tier, 0L);
            after.put(tier, 0L);
        });
    }

    void askedBefore(String tier) {
        before.merge(tier, 1L, Long::sum);
    }

    void wouldBeAsked(String tier) {
        after.merge(tier, 1L, Long::sum);
    }

    long before(String tier) {
        return before.getOrDefault(tier, 0L);
    }

    long after(String tier) {
        return after.getOrDefault(tier, 0L);
    }

    /** Days of a span, at least one, with two digits: what every rate here is divided by. */
    static BigDecimal days(long seconds) {
        return BigDecimal.valueOf(seconds)
                .divide(SECONDS_A_DAY, DIGITS, RoundingMode.HALF_UP)
                .max(BigDecimal.ONE);
    }

    ObjectNode json(BigDecimal days) {
        Set<String> tiers = new TreeSet<>(before.keySet());
        tiers.addAll(after.keySet());
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("days", plain(days));
        ObjectNode was = json.putObject("before");
        ObjectNode would = json.putObject("after");
        ObjectNode difference = json.putObject("difference_per_day");
        ObjectNode cards = json.putObject("cards");
        for (String tier : tiers) {
            was.put(tier, perDay(before(tier), days));
            would.put(tier, perDay(after(tier), days));
            difference.put(tier, perDay(after(tier) - before(tier), days));
            cards.putObject(tier).put("before", before(tier)).put("after", after(tier));
        }
        json.put("before_per_day", perDay(sum(before), days));
        json.put("after_per_day", perDay(sum(after), days));
        return json;
    }

    private static long sum(Map<String, Long> cards) {
        return cards.values().stream().mapToLong(Long::longValue).sum();
    }

    private static BigDecimal perDay(long cards, BigDecimal days) {
        return plain(BigDecimal.valueOf(cards).divide(days, DIGITS, RoundingMode.HALF_UP));
    }

    /** 7 rather than 7.00, and never 1E+1. */
    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
