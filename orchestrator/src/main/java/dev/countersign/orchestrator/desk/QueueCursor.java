package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Queue;
import dev.countersign.ui.inbox.InboxQuery;
import dev.countersign.ui.inbox.InboxQuery.Order;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a page ended, with the view and the order that it is a page of; anything else begins at the beginning. */
final class QueueCursor {
    private QueueCursor() {}

    static String of(InboxQuery query, Order order, Queue.Item last) {
        String text = kind(query, order) + "|" + last.at() + "|"
                + last.approval().tier() + "|" + last.approval().id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Queue.@Nullable After after(InboxQuery query, Order order) {
        if (query.cursor() == null) {
            return null;
        }
        try {
            String[] parts =
                    new String(Base64.getUrlDecoder().decode(query.cursor()), StandardCharsets.UTF_8).split("\\|", -1);
            return parts.length == 4 && parts[0].equals(kind(query, order)) && parts[2].matches("T[123]")
                    ? new Queue.After(Instant.parse(parts[1]), parts[2], UUID.fromString(parts[3]))
                    : null;
        } catch (IllegalArgumentException | DateTimeException mangled) {
            return null;
        }
    }

    private static String kind(InboxQuery query, Order order) {
        return query.view() + (query.view().isOrdered() ? "." + order : "");
    }
}
