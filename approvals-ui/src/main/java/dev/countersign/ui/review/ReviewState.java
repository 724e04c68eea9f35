package dev.countersign.ui.review;

import java.util.Locale;

/**
 * Where an approval stands. {@code PENDING} and {@code STALE} take votes; the others are final, but for a grant that
 * is undone inside its hold.
 */
public enum ReviewState {
    PENDING,
    GRANTED,
    REJECTED,
    EXPIRED,
    WITHDRAWN,
    STALE;

    /** The word of the outer interface: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean takesVotes() {
        return this == PENDING || this == STALE;
    }

    public static ReviewState of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
