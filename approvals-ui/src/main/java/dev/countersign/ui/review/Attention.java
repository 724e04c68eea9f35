package dev.countersign.ui.review;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who looks after a waiting item. None of it is a state: a claimed, snoozed or escalated item still waits and may be
 * decided by anybody entitled, and none of it is bound by the digest.
 *
 * @param claimedBy name of the person who says "I am on it"; null when nobody does, or no longer
 * @param claimedByViewer whether that is the person the page is made for
 * @param snoozedUntil when it comes back to this viewer's list; null when it is not put off
 * @param escalatedAt since when the groups above are asked too; null when they are not
 * @param editedBy name of the person who changed what would be sent; null when it is as the agent proposed
 */
public record Attention(
        @Nullable String claimedBy,
        boolean claimedByViewer,
        @Nullable Instant claimedUntil,
        @Nullable Instant snoozedUntil,
        @Nullable Instant escalatedAt,
        @Nullable String editedBy) {

    public static final Attention NONE = new Attention(null, false, null, null, null, null);
}
