package dev.countersign.ui.review;

import org.jspecify.annotations.Nullable;

/** A rejection's reason: a code, and a note of at most {@value #NOTE_MAX_CHARS} characters that {@code OTHER} needs. */
public record Reason(ReasonCode code, @Nullable String note) {
    public static final int NOTE_MAX_CHARS = 2_000;
}
