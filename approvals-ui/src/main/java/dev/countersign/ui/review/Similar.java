package dev.countersign.ui.review;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How people decided the last twenty requests of the same rule and tool. Shown after the facts, so that it does not
 * anchor, and never bound.
 *
 * @param approved as the agent proposed them
 * @param edited approved after a person had changed them; not in {@code approved}
 * @param undone how many of the approved and edited ones a person took back later
 * @param lastReject the newest rejection among them; null when there is none
 */
public record Similar(
        int approved,
        int edited,
        int rejected,
        int undone,
        @Nullable LastReject lastReject) {

    public static final Similar NONE = new Similar(0, 0, 0, 0, null);

    /** Why somebody said no the last time. */
    public record LastReject(ReasonCode code, @Nullable String note, String byName, Instant at) {}

    /** How many requests the numbers are about. */
    public int total() {
        return approved + edited + rejected;
    }
}
