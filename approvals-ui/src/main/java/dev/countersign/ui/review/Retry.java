package dev.countersign.ui.review;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a call that failed is asked for again.
 *
 * @param may whether this person may ask for this one again now
 * @param origin where the failed call stands that this one asks for again; null for a first one
 * @param next where this one was asked for again last; null when nobody did
 */
public record Retry(
        boolean may, @Nullable Asking origin, @Nullable Asking next) {

    public static final Retry NONE = new Retry(false, null, null);

    /**
     * @param approval of the other call
     * @param by who asked again
     */
    public record Asking(UUID approval, String by, Instant at) {}
}
