package dev.countersign.ui.inbox;

import dev.countersign.ui.inbox.InboxQuery.View;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What stands in the rail beside every page of a signed-in person.
 *
 * @param counts how many items each view holds, counted up to {@link #COUNTED}; none for {@code DECIDED}
 * @param saved the person's own views in the order they were saved
 */
public record Rail(Map<View, Integer> counts, List<Saved> saved) {

    /** Nothing is counted beyond this: more than a thousand is "1,000+". */
    public static final int COUNTED = 1_000;

    public static final Rail EMPTY = new Rail(Map.of(), List.of());

    public Rail {
        counts = Map.copyOf(counts);
        saved = List.copyOf(saved);
    }

    /** A view that a person saved: its name, its address behind the question mark, and how much it holds now. */
    public record Saved(UUID id, String name, String query, int count) {}

    /** A count as people read it. */
    public static String words(int count) {
        return count >= COUNTED ? "1,000+" : Integer.toString(count);
    }
}
