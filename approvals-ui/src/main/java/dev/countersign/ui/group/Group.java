package dev.countersign.ui.group;

import java.util.List;

/**
 * Items for one table.
 *
 * @param more whether there are more than the table may have
 */
public record Group(List<Item> items, boolean more) {

    public Group {
        items = List.copyOf(items);
    }
}
