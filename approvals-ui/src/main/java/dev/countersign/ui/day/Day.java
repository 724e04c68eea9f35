package dev.countersign.ui.day;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What ran since the day began.
 *
 * @param since when the day began
 * @param lastDecision when this person voted for the last time; null when never
 * @param reads calls that policy permitted and that change nothing
 * @param writes calls that policy permitted without asking anybody
 * @param refused calls that policy denied
 * @param mostRefused the rule that denied most of them; null when none did
 * @param capped whether the day had more calls than were counted
 * @param undone what a person set back today after it was sent; that is no write of an agent
 * @param approved votes of this person today
 * @param rejected votes of this person today
 * @param done a few permitted writes of today, picked at random
 */
public record Day(
        Instant since,
        @Nullable Instant lastDecision,
        int reads,
        int writes,
        int refused,
        @Nullable Rule mostRefused,
        boolean capped,
        int undone,
        int approved,
        int rejected,
        List<Done> done) {
    public Day {
        done = List.copyOf(done);
    }

    /** A rule and how often it decided. */
    public record Rule(String title, int times) {}

    /** A call that went through, in the connector's words, with the rule that permitted it. */
    public record Done(UUID call, String consequence, String title, String workflow) {}
}
