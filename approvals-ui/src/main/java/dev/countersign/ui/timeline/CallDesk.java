package dev.countersign.ui.timeline;

import dev.countersign.ui.inbox.Viewer;
import java.util.Optional;
import java.util.UUID;

/** What the page about a call needs from the orchestrator. Blocks; called on virtual threads. */
public interface CallDesk {

    /**
     * Empty when there is no such call, or when this person may not see it.
     *
     * @param round whose card to show; 0 for the newest
     */
    Optional<CallStory> call(Viewer viewer, UUID call, int round);
}
