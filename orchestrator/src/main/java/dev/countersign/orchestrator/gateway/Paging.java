package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.transition.SortKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Keyset pages: a cursor is the sort key of the last row, opaque, of {@code A-Za-z0-9_-} only. A page is read with one
 * row more than asked, which says whether there is a next one.
 */
final class Paging {
    private static final int DEFAULT = 50;
    private static final int MAX = 200;

    private Paging() {}

    static int limit(@Nullable String limit) {
        if (limit == null) {
            return DEFAULT;
        }
        try {
            int asked = Integer.parseInt(limit);
            if (asked >= 1 && asked <= MAX) {
                return asked;
            }
        } catch (NumberFormatException e) {
            // Falls through to the sentence below: it is the same mistake.
        }
        throw Problem.invalid("/limit", JsonNodeFactory.instance.textNode(limit), "limit is a number from 1 to 200.");
    }

    /** The parts of a cursor; null without one. */
    static String @Nullable [] parts(@Nullable String cursor, int count) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        List<String> parts = SortKey.split(cursor, count);
        if (!parts.isEmpty()) {
            return parts.toArray(String[]::new);
        }
        throw wrong(cursor);
    }

    static Instant instant(String part, String cursor) {
        try {
            return Instant.parse(part);
        } catch (java.time.DateTimeException e) {
            throw wrong(cursor);
        }
    }

    static UUID id(String part, String cursor) {
        try {
            return UUID.fromString(part);
        } catch (IllegalArgumentException e) {
            throw wrong(cursor);
        }
    }

    static int number(String part, String cursor) {
        try {
            return Integer.parseInt(part);
        } catch (NumberFormatException e) {
            throw wrong(cursor);
        }
    }

    private static Problem wrong(String cursor) {
        return Problem.invalid(
                "/cursor",
                JsonNodeFactory.instance.textNode(cursor),
                "Use the next_cursor of an earlier answer, or leave it out.");
    }

    /** {@code {items, next_cursor}} from at most {@code limit + 1} rows. */
    static <T> ObjectNode page(List<T> rows, int limit, Function<T, JsonNode> item, Function<T, String> cursor) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode items = page.putArray("items");
        rows.stream().limit(limit).map(item).forEach(items::add);
        page.put("next_cursor", rows.size() > limit ? cursor.apply(rows.get(limit - 1)) : null);
        return page;
    }
}
