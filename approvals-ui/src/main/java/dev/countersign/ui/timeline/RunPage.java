package dev.countersign.ui.timeline;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One page of runs.
 *
 * @param next where the next page begins; null at the end
 * @param workflows those that the list can be narrowed to
 */
public record RunPage(List<Row> rows, @Nullable String next, List<String> workflows) {

    public RunPage {
        rows = List.copyOf(rows);
        workflows = List.copyOf(workflows);
    }

    /**
     * One run.
     *
     * @param waitsFor in words; null unless it sleeps
     */
    public record Row(
            UUID id,
            String workflow,
            int version,
            String state,
            @Nullable String waitsFor,
            String owner,
            Instant startedAt,
            int steps,
            long inputTokens,
            long outputTokens) {}
}
