package dev.countersign.ui.day;

import dev.countersign.ui.inbox.Viewer;

/** What the page of an empty inbox needs from the orchestrator. Blocks; called on virtual threads. */
public interface DayDesk {

    /** What happened since midnight UTC: numbers of the whole house, and only calls that this person may open. */
    Day today(Viewer viewer);
}
