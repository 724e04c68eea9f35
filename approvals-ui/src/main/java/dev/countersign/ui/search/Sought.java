package dev.countersign.ui.search;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody looks for; null parts do not narrow.
 *
 * @param words of a consequence, a tool or a workflow, each from its beginning; or an id from its beginning
 * @param ref {@code account:acc-1}
 * @param person id of whoever it belongs to, works for, or who voted on it
 */
public record Sought(
        @Nullable String words,
        @Nullable String ref,
        @Nullable UUID run,
        @Nullable String person,
        @Nullable String rule,
        @Nullable String cursor,
        int limit) {}
