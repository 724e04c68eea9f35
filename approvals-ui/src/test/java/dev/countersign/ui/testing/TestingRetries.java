package dev.countersign.ui.testing;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.retry.Retried;
import dev.countersign.ui.retry.RetryDesk;
import dev.countersign.ui.review.Retry;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.ReviewState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Asks for failed calls again in memory, over the approvals of the testing desk. */
@ApplicationScoped
public class TestingRetries implements RetryDesk {
    private final TestingDesk desk;
    private Retried.@Nullable Refused refusal;

    TestingRetries(TestingDesk desk) {
        this.desk = desk;
    }

    /** The next one is refused like this. */
    public void refuse(Retried.@Nullable Refused next) {
        refusal = next;
    }

    /** Offers it to whoever opens the card. */
    public Review offer(UUID approval) {
        return retry(approval, new Retry(true, null, null));
    }

    @Override
    public Retried ask(Viewer viewer, UUID approval, String digest) {
        if (refusal != null) {
            Retried.Refused answer = refusal;
            refusal = null;
            return answer;
        }
        Review failed = desk.review(approval);
        if (!failed.digest().equals(digest)) {
            return new Retried.Refused("DIGEST_MISMATCH", 409, "Nothing was asked. Look at it again.");
        }
        Instant now = Instant.now();
        Review again = TestingReviews.owner(now, TestingReviews.NEW, 60);
        desk.put(Altered.from(again)
                .aside(again.aside().with(new Retry(false, new Retry.Asking(approval, viewer.name(), now), null)))
                .review());
        retry(approval, new Retry(false, null, new Retry.Asking(TestingReviews.NEW, viewer.name(), now)));
        return new Retried.Asked(TestingReviews.NEW);
    }

    private Review retry(UUID approval, Retry retry) {
        Review review = desk.review(approval);
        if (review.state() != ReviewState.GRANTED) {
            throw new IllegalArgumentException(approval + " was not granted");
        }
        Review with = Altered.from(review).aside(review.aside().with(retry)).review();
        desk.put(with);
        return with;
    }
}
