package dev.countersign.ui.inbox;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of rows.
 *
 * @param nextCursor of the next page; null at the end
 * @param count how many items the view holds with its filters, counted up to {@link Rail#COUNTED}
 * @param order the one that the rows have
 */
public record InboxPage(List<InboxRow> rows, @Nullable String nextCursor, int count, InboxQuery.Order order) {

    public InboxPage {
        rows = List.copyOf(rows);
    }
}
