package dev.countersign.ui.review;

import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who looks after the open card, and what may be done about it.
 *
 * @param by "you" or a name; empty when nobody claimed it
 * @param claim where claiming and giving back post to
 * @param self where this part of the card is read again
 * @param offered whether the viewer may claim it now
 * @param snooze where putting off posts to
 * @param spans how long it may be put off; empty when it is over too soon
 */
@TemplateData
public record AttentionView(
        String by,
        boolean mine,
        @Nullable Moment until,
        String claim,
        String self,
        boolean offered,
        String snooze,
        List<Span> spans,
        @Nullable Moment snoozedUntil) {

    private static final Duration BEFORE_EXPIRY = Duration.ofMinutes(30);
    private static final Duration SHORT = Duration.ofMinutes(15);
    private static final Duration LONG = Duration.ofHours(1);

    /** One choice: what the form sends, what it says, and the clock beside it where that is a moment. */
    @TemplateData
    public record Span(String value, String words, @Nullable Moment at) {}

    public static AttentionView of(Review review, String claim, String self, String snooze, Instant now) {
        Attention attention = review.aside().attention();
        boolean open = review.state().takesVotes();
        String by = attention.claimedBy();
        return new AttentionView(
                by == null
                        ? ""
                        : attention.claimedByViewer()
                                ? "you"
                                : InertText.line(by, 200).value(),
                attention.claimedByViewer(),
                attention.claimedUntil() == null ? null : Moment.since(attention.claimedUntil(), now),
                claim,
                self,
                open && review.mayVote() && by == null,
                snooze,
                open ? spans(review.expiresAt(), now) : List.of(),
                !open || attention.snoozedUntil() == null ? null : Moment.since(attention.snoozedUntil(), now));
    }

    private static List<Span> spans(Instant expires, Instant now) {
        var spans = new ArrayList<Span>();
        if (now.plus(SHORT).isBefore(expires)) {
            spans.add(new Span("PT15M", "15 min", null));
        }
        if (now.plus(LONG).isBefore(expires)) {
            spans.add(new Span("PT1H", "1 h", null));
        }
        Instant late = expires.minus(BEFORE_EXPIRY);
        if (late.isAfter(now.plus(SHORT))) {
            spans.add(new Span(late.toString(), "30 min before it expires", Moment.since(late, now)));
        }
        return spans;
    }
}
