package dev.countersign.ui.testing;

import dev.countersign.ui.hold.Held;
import dev.countersign.ui.hold.HoldDesk;
import dev.countersign.ui.hold.TakenBack;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.Ballot;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.review.Takeback;
import dev.countersign.ui.review.TakebackView;
import dev.countersign.ui.review.Verdict;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Holds in memory, over the approvals of the testing desk. A test lets go of one by putting its call's end. */
@ApplicationScoped
public class TestingHolds implements HoldDesk {
    private final TestingDesk desk;
    private TakenBack.@Nullable Refused refusal;

    TestingHolds(TestingDesk desk) {
        this.desk = desk;
    }

    /** The next undo is refused like this. */
    public void refuse(TakenBack.@Nullable Refused next) {
        refusal = next;
    }

    /** Approved by Maya just now, and held. */
    public Review hold(Review review, Duration span) {
        Instant now = Instant.now();
        var votes = new ArrayList<>(review.votes());
        votes.add(new Ballot("maya", "Maya Lindqvist", Verdict.APPROVE, null, review.round(), now));
        Review held = with(
                review, ReviewState.GRANTED, review.round(), votes, now.plus(span), "permitted", takeback(null, null));
        desk.put(held);
        return held;
    }

    /** Sent, and done. */
    public Review sent(Review review, @Nullable String manual, Takeback.@Nullable Last last) {
        Review done = with(
                review, ReviewState.GRANTED, review.round(), review.votes(), null, "succeeded", takeback(manual, last));
        desk.put(done);
        return done;
    }

    private static Takeback takeback(@Nullable String manual, Takeback.@Nullable Last last) {
        return new Takeback(Duration.ofSeconds(10), true, true, true, manual, last);
    }

    @Override
    public List<Held> held(Viewer viewer) {
        return desk.all().stream()
                .filter(review -> TakebackView.isHeld(review, Instant.now()))
                .filter(review -> review.votes().getLast().by().equals(viewer.id()))
                .map(review -> new Held(
                        review.id(),
                        review.digest(),
                        review.card().action(),
                        review.card().consequence(),
                        review.votes().getLast().at(),
                        review.holdUntil(),
                        review.aside().takeback().keep()))
                .sorted(Comparator.comparing(Held::decidedAt).reversed())
                .limit(MAX)
                .toList();
    }

    @Override
    public TakenBack undo(Viewer viewer, UUID approval, String digest) {
        Review review = desk.review(approval);
        if (refusal != null) {
            TakenBack.Refused answer = refusal;
            refusal = null;
            return answer;
        }
        if (!review.digest().equals(digest)) {
            return new TakenBack.Refused("DIGEST_MISMATCH", 409, "Nothing was undone. Look at it again.");
        }
        if (!TakebackView.isHeld(review, Instant.now())) {
            sent(review, null, new Takeback.Last(viewer.name(), Instant.now(), "succeeded", null));
            return new TakenBack.Sent();
        }
        desk.put(with(
                review,
                ReviewState.PENDING,
                review.round() + 1,
                review.votes(),
                null,
                "awaiting_approval",
                takeback(null, new Takeback.Last(viewer.name(), Instant.now(), null, null))));
        return new TakenBack.Unsent();
    }

    @Override
    public boolean keep(Viewer viewer, UUID approval, String digest) {
        Review review = desk.review(approval);
        if (!TakebackView.isHeld(review, Instant.now())
                || !review.aside().takeback().keep()) {
            return false;
        }
        Instant until = review.votes().getLast().at().plusSeconds(60);
        var kept = new Takeback(Duration.ofSeconds(10), true, true, false, null, null);
        desk.put(with(review, review.state(), review.round(), review.votes(), until, "permitted", kept));
        return true;
    }

    private static Review with(
            Review r,
            ReviewState state,
            int round,
            List<Ballot> votes,
            @Nullable Instant holdUntil,
            String call,
            Takeback takeback) {
        return Altered.from(r)
                .state(state)
                .round(round)
                .digest(round == r.round() ? r.digest() : r.digest() + "r" + round)
                .votes(votes)
                .holdUntil(holdUntil)
                .fate(new Review.Fate(call, Instant.now(), null))
                .mayVote(state.takesVotes())
                .whyNot(null)
                .aside(r.aside().with(takeback))
                .review();
    }
}
