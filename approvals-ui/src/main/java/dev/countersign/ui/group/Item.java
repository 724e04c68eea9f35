package dev.countersign.ui.group;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.Tier;
import dev.countersign.ui.review.ReviewState;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One approval as a row of a table.
 *
 * @param record the record as it was shown, without what is hidden; a missing node when none was read
 * @param kind what the record is ("opportunity"); null when nobody knows
 * @param readAt when the record was last seen to be as the card says; null when none was read
 * @param hold how long an approved call waits before it is sent
 * @param claimedBy name of somebody else who is on it
 * @param decidedBy name of whose vote ended it; null while it waits
 * @param byViewer whether that is the person the table is made for
 * @param whyNot why this person cannot vote on it, as a sentence; null when they can
 */
public record Item(
        UUID id,
        ReviewState state,
        int round,
        String digest,
        Tier tier,
        int quorum,
        String connector,
        String workflow,
        Card card,
        JsonNode record,
        @Nullable String kind,
        @Nullable Instant readAt,
        Instant expiresAt,
        Duration hold,
        @Nullable String claimedBy,
        @Nullable String decidedBy,
        boolean byViewer,
        @Nullable Instant decidedAt,
        @Nullable String whyNot) {

    /** Whether it may be ticked at all; anything else has a card of its own. */
    public boolean decidable() {
        return aside().isEmpty();
    }

    /** Why it is not decided in a table, as a sentence; empty when it is. */
    public String aside() {
        if (!state.takesVotes()) {
            return "This is decided.";
        }
        if (state == ReviewState.STALE) {
            return "The record changed after it was read; look at the three columns on its own card.";
        }
        if (tier != Tier.T1 || quorum > 1) {
            return tier + (quorum > 1 ? " with " + quorum + " votes" : "") + "; decide it on its own card.";
        }
        if (card.changes().isEmpty() || card.message() != null || !card.lost().isEmpty()) {
            return "It says more than a row can; decide it on its own card.";
        }
        return whyNot == null ? "" : whyNot;
    }
}
