package dev.countersign.ui.review;

import dev.countersign.ui.page.InertText;
import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What failed and is asked for again, as the card shows it.
 *
 * @param offered whether "Ask for it again" is offered
 * @param origin the failed one that this card asks for again; null for a first one
 * @param next the card that asks for this one again; null when nobody did
 */
@TemplateData
public record RetryView(
        boolean offered, @Nullable Asking origin, @Nullable Asking next) {

    /** Who asked again, when, and where the other card is. */
    @TemplateData
    public record Asking(String by, Moment at, String href) {}

    static RetryView of(Retry retry, Instant now) {
        return new RetryView(retry.may(), asking(retry.origin(), now), asking(retry.next(), now));
    }

    private static @Nullable Asking asking(Retry.@Nullable Asking asked, Instant now) {
        return asked == null
                ? null
                : new Asking(
                        InertText.line(asked.by(), 200).value(),
                        Moment.clock(asked.at(), now),
                        "/inbox/" + asked.approval());
    }
}
