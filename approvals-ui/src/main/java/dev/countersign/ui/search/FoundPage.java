package dev.countersign.ui.search;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One page of what was found, newest first.
 *
 * @param next where the next page begins; null at the end
 */
public record FoundPage(List<Item> items, @Nullable String next) {

    public FoundPage {
        items = List.copyOf(items);
    }

    /** What was found. */
    public enum Kind {
        APPROVAL,
        RUN,
        CALL
    }

    /** One thing that was found. */
    public record Item(Kind kind, UUID id, String title, Instant at) {}
}
