package dev.countersign.ui.review;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the approval of an item is taken back, and whether it was.
 *
 * @param hold how long an approved item waits before it is sent; zero when it is sent at once
 * @param may whether this person may take it back
 * @param own whether this person's vote granted it
 * @param keep whether it can be held longer
 * @param manual what a person has to do after it was sent; null when a call can set it back, or nothing can
 * @param last who took it back last; null when nobody did
 */
public record Takeback(
        Duration hold,
        boolean may,
        boolean own,
        boolean keep,
        @Nullable String manual,
        @Nullable Last last) {

    public static final Takeback NONE = new Takeback(Duration.ZERO, false, false, false, null, null);

    /**
     * @param callState of the call that sets it back; null when it was taken back before anything was sent
     * @param detail why that failed; null when it did not
     */
    public record Last(
            String by,
            Instant at,
            @Nullable String callState,
            @Nullable String detail) {}
}
