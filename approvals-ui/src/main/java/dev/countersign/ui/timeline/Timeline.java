package dev.countersign.ui.timeline;

import dev.countersign.ui.inbox.Viewer;
import java.util.Optional;
import java.util.UUID;

/** What the run and call pages need from the orchestrator. Blocks; called on virtual threads. */
public interface Timeline {

    /** Empty when there is no such run, or when this person may not see it. */
    Optional<RunStory> run(Viewer viewer, UUID run);

    /** Empty when there is no such call, or when this person may not see it. */
    Optional<CallStory> call(Viewer viewer, UUID call);
}
