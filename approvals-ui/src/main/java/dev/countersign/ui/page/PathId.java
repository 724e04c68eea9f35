package dev.countersign.ui.page;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An id as an address carries it. Whatever is none is not found, and nothing else is said about it. */
public final class PathId {

    private static final int LENGTH = 36;

    private PathId() {}

    public static Optional<UUID> of(@Nullable String text) {
        try {
            return text != null && text.length() == LENGTH ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
