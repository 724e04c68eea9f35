package dev.countersign.orchestrator.limits;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.decision.Needs;
import dev.countersign.policy.decision.Reservation;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Limits and dedupe keys: what is used up is read as policy input and reserved with the decision, so that no number of
 * callers gets past a limit, not even by one (M17). Blocks; virtual threads only.
 */
@Singleton
public class Counters {
    private static final NamedSql USED = NamedSql.of("""
            SELECT w.limit_id, w.asked, coalesce(c.used, 0) - coalesce(r.amount, 0) AS used
            FROM json_to_recordset(:wanted::text::json)
              AS w(limit_id text, key text, asked text, window_start timestamptz)
            LEFT JOIN counter c ON c.limit_id = w.limit_id AND c.key = w.key AND c.window_start = w.window_start
            LEFT JOIN reservation r ON r.call_id = :own AND r.limit_id = w.limit_id AND r.key = w.key
              AND r.window_start = w.window_start""");
    private static final NamedSql SEEN = NamedSql.of("""
            SELECT w.entry_id, w.key_digest, count(d.call_id) AS seen
            FROM json_to_recordset(:wanted::text::json) AS w(entry_id text, key_digest text, since timestamptz)
            LEFT JOIN dedupe d ON d.entry_id = w.entry_id AND d.key_digest = w.key_digest AND d.at > w.since
              AND d.call_id IS DISTINCT FROM :own
            GROUP BY w.entry_id, w.key_digest""");
    /** A limit that lasts as long as its run has one window, since ever. */
    private static final Instant WHOLE_RUN = Instant.EPOCH;

    private final Database database;

    public Counters(Database database) {
        this.database = database;
    }

    /**
     * The {@code counters} member of the policy input: {@code {limit_id: {key: used}}}.
     *
     * @param own a call whose own reservation does not count; null for a new one
     */
    public ObjectNode read(Needs needs, Instant now, @Nullable UUID own) {
        ObjectNode counters = JsonNodeFactory.instance.objectNode();
        if (!needs.counters().isEmpty()) {
            database.rows(
                            USED,
                            Bindings.of("wanted", Rows.text(wanted(needs.counters(), now)))
                                    .and("own", own))
                    .forEach(row -> counters.withObject("/" + escaped(row.getString("limit_id")))
                            .put(row.getString("asked"), row.getNumeric("used").bigDecimalValue()));
        }
        if (!needs.dedupes().isEmpty()) {
            database.rows(
                            SEEN,
                            Bindings.of("wanted", Rows.text(dedupes(needs.dedupes(), now)))
                                    .and("own", own))
                    .forEach(row -> counters.withObject("/" + escaped(row.getString("entry_id")))
                            .put(row.getString("key_digest"), row.getLong("seen")));
        }
        return counters;
    }

    /** What to reserve with the decision. */
    public Claims claims(List<Reservation> reserve, List<Needs.Dedupe> dedupes, Instant now) {
        return new Claims(Rows.text(limits(reserve, now)), Rows.text(dedupes(dedupes, now)));
    }

    private static ArrayNode limits(List<Reservation> reservations, Instant now) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Reservation reservation : reservations) {
            array.addObject()
                    .put("limit_id", reservation.limitId())
                    .put("key", stored(reservation.key()))
                    .put("window_start", CloudEvent.time(windowStart(reservation.window(), now)))
                    .put("amount", reservation.amount())
                    .put("max", reservation.max());
        }
        return array;
    }

    /** The same with each key as it was asked for. */
    private static ArrayNode wanted(List<Reservation> reservations, Instant now) {
        ArrayNode array = limits(reservations, now);
        for (int i = 0; i < reservations.size(); i++) {
            ((ObjectNode) array.get(i)).put("asked", reservations.get(i).key());
        }
        return array;
    }

    /** A key that holds an address is found again by its digest: the address itself may be hidden (ADR 0016). */
    static String stored(String key) {
        return key.indexOf('@') < 0
                ? key
                : Digest.of(key.getBytes(StandardCharsets.UTF_8)).value();
    }

    private static ArrayNode dedupes(List<Needs.Dedupe> dedupes, Instant now) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Needs.Dedupe dedupe : dedupes) {
            array.addObject()
                    .put("entry_id", dedupe.id())
                    .put("key_digest", keyDigest(dedupe.values()))
                    .put("since", CloudEvent.time(now.minus(dedupe.window())));
        }
        return array;
    }

    /** The start of the fixed window that holds {@code now}, UTC, weeks from Monday (INTERFACE, limits). */
    static Instant windowStart(String window, Instant now) {
        ZonedDateTime utc = now.atZone(ZoneOffset.UTC);
        return switch (window) {
            case "PT1M" -> utc.truncatedTo(ChronoUnit.MINUTES).toInstant();
            case "PT1H" -> utc.truncatedTo(ChronoUnit.HOURS).toInstant();
            case "P1D" -> utc.truncatedTo(ChronoUnit.DAYS).toInstant();
            case "P7D" ->
                utc.truncatedTo(ChronoUnit.DAYS)
                        .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                        .toInstant();
            case "run" -> WHOLE_RUN;
            default -> throw new IllegalArgumentException("unknown window " + window);
        };
    }

    /** NFKC, case folding and trimming, so that another spelling is the same thing. */
    static String keyDigest(List<JsonNode> values) {
        ArrayNode normal = JsonNodeFactory.instance.arrayNode();
        values.forEach(value -> normal.add(normal(value)));
        return Digest.of(normal).value();
    }

    private static JsonNode normal(JsonNode value) {
        if (value.isTextual()) {
            String folded = Normalizer.normalize(value.asText(), Normalizer.Form.NFKC)
                    .toUpperCase(Locale.ROOT)
                    .toLowerCase(Locale.ROOT)
                    .strip();
            return JsonNodeFactory.instance.textNode(folded);
        }
        if (value.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            value.forEach(element -> array.add(normal(element)));
            return array;
        }
        return value;
    }

    private static String escaped(String member) {
        return member.replace("~", "~0").replace("/", "~1");
    }

    /** For tests and metrics: what a limit has used in the window of {@code now}. */
    BigDecimal used(String limit, String key, String window, Instant now) {
        var wanted = List.of(new Reservation(limit, key, window, BigDecimal.ZERO, BigDecimal.ZERO));
        return database.row(
                        USED,
                        Bindings.of("wanted", Rows.text(wanted(wanted, now))).and("own", null))
                .map(row -> row.getNumeric("used").bigDecimalValue())
                .orElse(BigDecimal.ZERO);
    }
}
