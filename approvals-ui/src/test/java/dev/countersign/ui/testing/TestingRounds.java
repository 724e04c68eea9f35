package dev.countersign.ui.testing;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.Aside;
import dev.countersign.ui.review.Ballot;
import dev.countersign.ui.review.Reason;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.review.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What votes and moving records make of an approval. */
public final class TestingRounds {

    private TestingRounds() {}

    public static Review voted(Review review, Viewer viewer, Verdict verdict, @Nullable Reason reason) {
        List<Ballot> votes = new ArrayList<>(review.votes());
        votes.add(new Ballot(viewer.id(), viewer.name(), verdict, reason, review.round(), Instant.now()));
        long approvals =
                votes.stream().filter(vote -> vote.verdict() == Verdict.APPROVE).count();
        ReviewState state = TestingDesk.after(verdict, approvals, review.quorum(), review.state());
        String call = state == ReviewState.GRANTED
                ? "permitted"
                : state == ReviewState.REJECTED ? "refused" : "awaiting_approval";
        return with(review, state, votes, call, null);
    }

    public static Review with(Review r, ReviewState state, List<Ballot> votes, String call, @Nullable String detail) {
        return Altered.from(r)
                .state(state)
                .votes(votes)
                .holdUntil(null)
                .fate(new Review.Fate(call, Instant.now(), detail))
                .mayVote(state.takesVotes())
                .whyNot(null)
                .review();
    }

    /** The same approval with another end. */
    public static Review until(Review r, Instant expiresAt) {
        return Altered.from(r).expiresAt(expiresAt).review();
    }

    /** The same approval after its record moved: another round, another digest, the stale card. */
    public static Review askedAgain(Review r, Instant now) {
        return Altered.from(r)
                .state(ReviewState.STALE)
                .round(r.round() + 1)
                .digest(r.digest() + "2")
                .holdUntil(null)
                .card(TestingReviews.stale(now).card())
                .mayVote(true)
                .whyNot(null)
                .review();
    }

    /** The same approval with something else beside its card. */
    public static Review beside(Review r, Aside aside) {
        return Altered.from(r).aside(aside).review();
    }

    static Review entitled(Review r, boolean mayVote, @Nullable String whyNot) {
        return Altered.from(r).mayVote(mayVote).whyNot(whyNot).review();
    }
}
