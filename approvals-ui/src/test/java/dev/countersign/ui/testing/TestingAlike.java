package dev.countersign.ui.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.Tier;
import dev.countersign.ui.review.Aside;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.ReviewState;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Twelve opportunities whose close date slipped, one by 212 days and one of a VIP. */
public final class TestingAlike {

    public static final String KEY = "0123456789abcdef0123456789abcdef";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROWS = """
            Quillworks|Seats 2027|18400|2026-12-18|28
            Northwind Traders|Analytics add-on|9600|2026-12-11|28
            Osprey Freight|Fleet pilot|27500|2026-11-20|28
            Lumen & Oak|Renewal 2027|31200|2026-11-30|212
            Pinecrest Schools|Licences|12800|2026-12-15|28
            Aurora Dental|Starter|4300|2026-11-27|21
            Kestrel Air|Support upgrade|22000|2026-12-04|35
            Mosaic Retail|Stores wave 2|46900|2026-12-18|35
            Tessera Health|Expansion|39000|2026-12-18|28|vip
            Redwood Legal|Seats|7700|2026-11-25|21
            Basalt Mining|Site licence|33400|2026-12-10|35
            Hollis Print|Renewal 2027|5900|2026-12-01|28""";

    private TestingAlike() {}

    public static UUID id(int row) {
        return TestingReviews.id(100 + row);
    }

    /** The first so many of them. */
    public static List<Review> reviews(Instant now, int count) {
        List<Review> reviews = new ArrayList<>();
        for (String[] row : rows().subList(0, count)) {
            reviews.add(review(now, reviews.size(), row));
        }
        return reviews;
    }

    /** Their records, by approval. */
    public static Map<UUID, JsonNode> records(int count) {
        Map<UUID, JsonNode> records = new LinkedHashMap<>();
        for (String[] row : rows().subList(0, count)) {
            ObjectNode record = JsonNodeFactory.instance.objectNode();
            record.put("account", row[0])
                    .put("name", row[1])
                    .put("amount", row[2] + " EUR")
                    .put("close_date", row[3]);
            if (row.length > 5) {
                record.put("vip", true);
            }
            records.put(id(records.size()), record);
        }
        return records;
    }

    private static List<String[]> rows() {
        return ROWS.lines().map(line -> line.split("\\|")).toList();
    }

    private static Review review(Instant now, int at, String[] row) {
        LocalDate before = LocalDate.parse(row[3]);
        LocalDate after = before.plusDays(Long.parseLong(row[4]));
        Card card = new Card(
                "Set close date of " + row[0] + " – " + row[1] + " from " + before + " to " + after,
                "Set close date",
                Card.Reversible.AUTO,
                "1 record",
                List.of(new Card.Change(
                        "close_date",
                        JSON.valueToTree(before.toString()),
                        JSON.valueToTree(after.toString()),
                        false,
                        null)),
                now.minusSeconds(20 + at % 3),
                JSON.valueToTree(12),
                new Card.Why("tool:crm.set_close_date", "Close date moved by 14 days or more", "It moved.", null),
                List.of(),
                List.of(),
                null,
                null);
        return new Review(
                id(at),
                TestingReviews.id(700 + at),
                TestingReviews.id(900),
                "crm",
                "crm.set_close_date",
                "pipeline-hygiene",
                ReviewState.PENDING,
                1,
                "sha256:" + id(at).toString().replace("-", "").repeat(2),
                Tier.T1,
                List.of("revops"),
                1,
                List.of(),
                List.of(),
                now.minus(Duration.ofMinutes(3)),
                now.plus(Duration.ofMinutes(70 + at)),
                null,
                "214",
                card,
                new Review.RunSoFar(3, new BigDecimal("0.04")),
                new Review.Fate("awaiting_approval", null, null),
                true,
                null,
                Aside.NONE);
    }
}
