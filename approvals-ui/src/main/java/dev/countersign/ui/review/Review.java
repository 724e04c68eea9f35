package dev.countersign.ui.review;

import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.Tier;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One approval as one person may see it: the card, its terms, its votes, and what became of it.
 *
 * @param digest binds this card to exactly this round; the vote carries it back
 * @param connector id of the connector that the call goes to ("crm")
 * @param tool dotted name of the tool
 * @param workflow id of the workflow that asks
 * @param votes of all rounds, oldest first
 * @param run what the run that asks has used until now
 * @param fate what became of the call after a grant
 * @param aside what stands beside the card
 * @param mayVote whether this person is entitled to vote now; {@code whyNot} says in a sentence why not
 */
public record Review(
        UUID id,
        UUID callId,
        UUID runId,
        String connector,
        String tool,
        String workflow,
        ReviewState state,
        int round,
        String digest,
        Tier tier,
        List<String> groups,
        int quorum,
        List<String> editable,
        List<Ballot> votes,
        Instant openedAt,
        Instant expiresAt,
        @Nullable Instant holdUntil,
        String policyRevision,
        Card card,
        RunSoFar run,
        Fate fate,
        boolean mayVote,
        @Nullable String whyNot,
        Aside aside) {

    public Review {
        groups = List.copyOf(groups);
        editable = List.copyOf(editable);
        votes = List.copyOf(votes);
    }

    /** The approvals that count in this round. */
    public long approvals() {
        return votes.stream()
                .filter(v -> v.round() == round && v.verdict() == Verdict.APPROVE)
                .count();
    }

    /** What a run has used: turns of the model, and what its calls cost. */
    public record RunSoFar(int steps, BigDecimal cost) {}

    /**
     * What became of the call: the call's state as the outer interface names it, since when, and a refusal or failure
     * in words (null when it went well or is still open).
     */
    public record Fate(
            String callState,
            @Nullable Instant at,
            @Nullable String detail) {}
}
