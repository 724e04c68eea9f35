package dev.countersign.ui.hold;

import java.time.Instant;
import java.util.UUID;

/**
 * An approved item that waits to be sent.
 *
 * @param action what it does, in a few words
 * @param keep whether it can be held longer
 */
public record Held(
        UUID id, String digest, String action, String consequence, Instant decidedAt, Instant until, boolean keep) {}
