package dev.countersign.ui.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some revisions, newest first.
 *
 * @param below the next older one, to tell what the last of the page changed; null when there is none
 */
public record RevisionPage(
        List<Revision> revisions, @Nullable Revision below) {
    public RevisionPage {
        revisions = List.copyOf(revisions);
    }
}
