package dev.countersign.ui.inbox;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One page of rows, the cursor of the next (null at the end), and how many items each view holds (capped at 1,000). */
public record InboxPage(List<InboxRow> rows, @Nullable String nextCursor, Map<InboxQuery.View, Integer> counts) {

    public InboxPage {
        rows = List.copyOf(rows);
        counts = Map.copyOf(counts);
    }
}
