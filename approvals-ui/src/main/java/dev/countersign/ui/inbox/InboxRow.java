package dev.countersign.ui.inbox;

import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.Tier;
import dev.countersign.ui.review.Attention;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.review.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One row of the list.
 *
 * @param changes of the card, so that a routine change can be decided from the list when the row shows it whole
 * @param holdUntil until when an approved call can be taken back before it is sent; null when it has no hold
 * @param decidedBy name of the person whose vote ended it; null while it waits
 */
public record InboxRow(
        UUID id,
        ReviewState state,
        int round,
        String digest,
        Tier tier,
        String consequence,
        String workflow,
        String ruleTitle,
        int votes,
        int quorum,
        List<Card.Change> changes,
        Instant expiresAt,
        @Nullable String decidedBy,
        @Nullable Verdict verdict,
        @Nullable Instant decidedAt,
        String callState,
        @Nullable Instant holdUntil,
        Attention attention) {

    public InboxRow {
        changes = List.copyOf(changes);
    }
}
