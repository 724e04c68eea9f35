package dev.countersign.ui.inbox;

import dev.countersign.ui.inbox.InboxQuery.Order;
import java.util.List;
import java.util.UUID;

/** What one person keeps of lists: the rail with its counts, saved views, the order. Blocks; virtual threads only. */
public interface ViewsDesk {

    /** Views that one person may save. */
    int SAVED_MAX = 20;

    /** Characters that the name of a saved view may have. */
    int NAME_MAX_CHARS = 60;

    /** The views with their counts. One cheap statement, whatever waits. */
    Rail rail(Viewer viewer);

    /** What can be chosen to filter by, at most a hundred of each: what waits now in the viewer's reach. */
    Choices choices(Viewer viewer);

    /** Words that occur among what waits. */
    record Choices(List<String> workflows, List<String> tools, List<String> rules) {
        public static final Choices NONE = new Choices(List.of(), List.of(), List.of());
    }

    /** Keeps the order that this person chose, for every list from now on. */
    void order(Viewer viewer, Order order);

    /**
     * Saves a view under a name, or gives the one with the same query that name.
     *
     * @param query the canonical form of {@link InboxLinks#query}
     * @return false when there are {@link #SAVED_MAX} already
     */
    boolean save(Viewer viewer, String name, String query);

    /** Renames one of the viewer's own; false when there is none. */
    boolean rename(Viewer viewer, UUID view, String name);

    /** Removes one of the viewer's own; removing what is gone does nothing. */
    void remove(Viewer viewer, UUID view);
}
