package dev.countersign.ui.search;

import dev.countersign.ui.inbox.Viewer;

/** What the search page needs from the orchestrator. Blocks; called on virtual threads. */
public interface SearchDesk {

    /** What this person may see of it, newest first. The query has at least one criterion. */
    FoundPage find(Viewer viewer, Sought sought);
}
