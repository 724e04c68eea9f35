package dev.countersign.ui.group;

import java.util.List;
import java.util.UUID;

/**
 * Alike items that stand in the list as one row.
 *
 * @param onPage those of the page, which the row stands for
 * @param group all of them
 */
public record Pile(String key, List<UUID> onPage, Group group) {

    public Pile {
        onPage = List.copyOf(onPage);
    }
}
