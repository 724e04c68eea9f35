package dev.countersign.ui.testing;

import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.Tier;
import dev.countersign.ui.review.Aside;
import dev.countersign.ui.review.Ballot;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.ReviewState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A review with some of its members replaced; what is not named stays. */
final class Altered {
    private final Review from;
    private UUID id;
    private ReviewState state;
    private int round;
    private String digest;
    private Tier tier;
    private int quorum;
    private List<Ballot> votes;
    private Instant expiresAt;
    private @Nullable Instant holdUntil;
    private Card card;
    private Review.Fate fate;
    private boolean mayVote;
    private @Nullable String whyNot;
    private Aside aside;

    private Altered(Review from) {
        this.from = from;
        id = from.id();
        state = from.state();
        round = from.round();
        digest = from.digest();
        tier = from.tier();
        quorum = from.quorum();
        votes = from.votes();
        expiresAt = from.expiresAt();
        holdUntil = from.holdUntil();
        card = from.card();
        fate = from.fate();
        mayVote = from.mayVote();
        whyNot = from.whyNot();
        aside = from.aside();
    }

    static Altered from(Review review) {
        return new Altered(review);
    }

    Altered id(UUID other) {
        id = other;
        return this;
    }

    Altered state(ReviewState other) {
        state = other;
        return this;
    }

    Altered round(int other) {
        round = other;
        return this;
    }

    Altered digest(String other) {
        digest = other;
        return this;
    }

    Altered tier(Tier other) {
        tier = other;
        return this;
    }

    Altered quorum(int other) {
        quorum = other;
        return this;
    }

    Altered votes(List<Ballot> other) {
        votes = other;
        return this;
    }

    Altered expiresAt(Instant other) {
        expiresAt = other;
        return this;
    }

    Altered holdUntil(@Nullable Instant other) {
        holdUntil = other;
        return this;
    }

    Altered card(Card other) {
        card = other;
        return this;
    }

    Altered fate(Review.Fate other) {
        fate = other;
        return this;
    }

    Altered mayVote(boolean other) {
        mayVote = other;
        return this;
    }

    Altered whyNot(@Nullable String other) {
        whyNot = other;
        return this;
    }

    Altered aside(Aside other) {
        aside = other;
        return this;
    }

    Review review() {
        return new Review(
                id,
                from.callId(),
                from.runId(),
                from.connector(),
                from.tool(),
                from.workflow(),
                state,
                round,
                digest,
                tier,
                from.groups(),
                quorum,
                from.editable(),
                votes,
                from.openedAt(),
                expiresAt,
                holdUntil,
                from.policyRevision(),
                card,
                from.run(),
                fate,
                mayVote,
                whyNot,
                aside);
    }
}
