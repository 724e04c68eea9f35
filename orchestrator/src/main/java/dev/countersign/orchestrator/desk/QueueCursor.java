package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Queue;
import dev.countersign.orchestrator.transition.SortKey;
import dev.countersign.ui.inbox.InboxQuery;
import dev.countersign.ui.inbox.InboxQuery.Order;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a page ended, with the view and the order that it is a page of; anything else begins at the beginning. */
final class QueueCursor {
    private QueueCursor() {}

    static String of(InboxQuery query, Order order, Queue.Item last) {
        return SortKey.join(
                kind(query, order),
                last.at(),
                last.approval().tier(),
                last.approval().id());
    }

    static Queue.@Nullable After after(InboxQuery query, Order order) {
        if (query.cursor() == null) {
            return null;
        }
        try {
            List<String> parts = SortKey.split(query.cursor(), 4);
            return !parts.isEmpty()
                            && parts.get(0).equals(kind(query, order))
                            && parts.get(2).matches("T[123]")
                    ? new Queue.After(Instant.parse(parts.get(1)), parts.get(2), UUID.fromString(parts.get(3)))
                    : null;
        } catch (IllegalArgumentException | DateTimeException mangled) {
            return null;
        }
    }

    private static String kind(InboxQuery query, Order order) {
        return query.view() + (query.view().isOrdered() ? "." + order : "");
    }
}
