package dev.countersign.ui.backlog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the backlog page needs from the orchestrator. Blocks; called on virtual threads. */
public interface BacklogDesk {

    Waiting backlog();

    /**
     * How much waits for people now. Counts end at {@link #COUNTED}.
     *
     * @param oldest when the longest waiting one was opened; null when nothing waits
     * @param expiring how many expire within the hour
     * @param frozenScopes freezes that hold
     * @param frozenCalls approved calls that wait for a release
     * @param unknown calls of unknown outcome
     */
    record Waiting(
            int waiting,
            @Nullable Instant oldest,
            int expiring,
            List<Line> groups,
            List<Line> rules,
            Waited waited,
            int frozenScopes,
            int frozenCalls,
            int unknown) {

        public static final int COUNTED = 10_000;

        public Waiting {
            groups = List.copyOf(groups);
            rules = List.copyOf(rules);
        }
    }

    /** What waits for one group, or because of one rule. */
    record Line(String id, int waiting, int expiring, Instant oldest) {}

    /**
     * How long what was decided in the last 24 hours had waited.
     *
     * @param decided how many; the times are null when none was
     */
    record Waited(
            int decided,
            @Nullable Duration median,
            @Nullable Duration p90,
            @Nullable Duration p99) {}
}
