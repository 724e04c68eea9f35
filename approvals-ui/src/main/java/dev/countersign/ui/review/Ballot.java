package dev.countersign.ui.review;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One recorded vote. {@code reason} is null for an approval. */
public record Ballot(
        String by, String byName, Verdict verdict, @Nullable Reason reason, int round, Instant at) {}
