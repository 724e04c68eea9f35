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
        return new Review(
                r.id(),
                r.callId(),
                r.runId(),
                r.connector(),
                r.tool(),
                r.workflow(),
                state,
                r.round(),
                r.digest(),
                r.tier(),
                r.groups(),
                r.quorum(),
                r.editable(),
                votes,
                r.openedAt(),
                r.expiresAt(),
                null,
                r.policyRevision(),
                r.card(),
                r.run(),
                new Review.Fate(call, Instant.now(), detail),
                state.takesVotes(),
                null,
                r.aside());
    }

    /** The same approval with something else beside its card. */
    public static Review beside(Review r, Aside aside) {
        return new Review(
                r.id(),
                r.callId(),
                r.runId(),
                r.connector(),
                r.tool(),
                r.workflow(),
                r.state(),
                r.round(),
                r.digest(),
                r.tier(),
                r.groups(),
                r.quorum(),
                r.editable(),
                r.votes(),
                r.openedAt(),
                r.expiresAt(),
                r.holdUntil(),
                r.policyRevision(),
                r.card(),
                r.run(),
                r.fate(),
                r.mayVote(),
                r.whyNot(),
                aside);
    }

    /** The same approval after its record moved: another round, another digest, the stale card. */
    public static Review askedAgain(Review r, Instant now) {
        return new Review(
                r.id(),
                r.callId(),
                r.runId(),
                r.connector(),
                r.tool(),
                r.workflow(),
                ReviewState.STALE,
                r.round() + 1,
                r.digest() + "2",
                r.tier(),
                r.groups(),
                r.quorum(),
                r.editable(),
                r.votes(),
                r.openedAt(),
                r.expiresAt(),
                null,
                r.policyRevision(),
                TestingReviews.stale(now).card(),
                r.run(),
                r.fate(),
                true,
                null,
                r.aside());
    }

    static Review entitled(Review r, boolean mayVote, @Nullable String whyNot) {
        return new Review(
                r.id(),
                r.callId(),
                r.runId(),
                r.connector(),
                r.tool(),
                r.workflow(),
                r.state(),
                r.round(),
                r.digest(),
                r.tier(),
                r.groups(),
                r.quorum(),
                r.editable(),
                r.votes(),
                r.openedAt(),
                r.expiresAt(),
                r.holdUntil(),
                r.policyRevision(),
                r.card(),
                r.run(),
                r.fate(),
                mayVote,
                whyNot,
                r.aside());
    }
}
