package dev.countersign.ui.policy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A revision of policy as the history tells it.
 *
 * @param proposedBy a name, not an id
 * @param activatedBy a name; null while it was never active
 * @param active whether it decides now
 */
public record Revision(
        String number,
        String rulesDigest,
        String dataDigest,
        String proposedBy,
        Instant proposedAt,
        @Nullable String activatedBy,
        @Nullable Instant activatedAt,
        boolean active) {}
