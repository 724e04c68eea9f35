package dev.countersign.ui.review;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What else happens to the records that a card is about.
 *
 * @param waiting how many other items wait for this viewer's groups, counted to {@value #WAITING_MAX}
 * @param next the first of them, by expiry
 * @param changes what other agents changed within a day, newest first
 */
public record Around(int waiting, List<Item> next, List<Change> changes) {
    public static final int WAITING_MAX = 100;
    public static final Around NOTHING = new Around(0, List.of(), List.of());

    public Around {
        next = List.copyOf(next);
        changes = List.copyOf(changes);
    }

    /** Another item that waits. */
    public record Item(UUID approval, String consequence) {}

    /**
     * A call of another agent that succeeded.
     *
     * @param workflow the agent, as its workflow names it
     * @param consequence what it did, in the connector's words
     * @param call its id; null when this viewer may not open it
     */
    public record Change(
            String workflow,
            String consequence,
            Instant at,
            @Nullable UUID call) {}
}
