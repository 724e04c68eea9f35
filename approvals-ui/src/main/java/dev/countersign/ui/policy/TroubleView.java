package dev.countersign.ui.policy;

import dev.countersign.ui.page.Moment;
import io.quarkus.qute.TemplateData;
import java.time.Instant;

/** The notice that policy does not answer. */
@TemplateData
public record TroubleView(Moment since, String waiting) {

    /** @param now for the day that stands before a time of another day */
    public static TroubleView of(PolicyDesk.Trouble trouble, Instant now) {
        return new TroubleView(Moment.since(trouble.since(), now), waiting(trouble.waiting()));
    }

    private static String waiting(int count) {
        return switch (count) {
            case 0 -> "no approved call waits";
            case 1 -> "1 approved call waits";
            default -> (count >= 1_000 ? "1,000+" : Integer.toString(count)) + " approved calls wait";
        };
    }
}
