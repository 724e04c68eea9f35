package dev.countersign.ui.inbox;

import org.jspecify.annotations.Nullable;

/**
 * What the list shows, every part of it in the URL.
 *
 * @param view {@code mine} (waits for my groups and I have not voted), {@code team} (all that waits in my groups or,
 *     for those who may read all, everywhere), {@code decided} (decided by me, newest first)
 * @param cursor where the last page ended, null for the first
 * @param limit rows a page, 1 to 200
 */
public record InboxQuery(View view, @Nullable String cursor, int limit) {

    /** The lists that this version has. */
    public enum View {
        MINE,
        TEAM,
        DECIDED
    }
}
