package dev.countersign.ui.timeline;

import dev.countersign.ui.inbox.Viewer;
import java.util.Optional;
import java.util.UUID;

/** What the pages about runs need from the orchestrator. What may not be seen is empty. Blocks; virtual threads only. */
public interface RunDesk {

    /** The runs that this person may see, newest first. */
    RunPage runs(Viewer viewer, RunQuery query);

    /** The run with the part of its story that begins behind an event; 0 is the beginning. */
    Optional<RunStory> run(Viewer viewer, UUID run, long after);

    /** What the model was asked at a step; developers only. */
    Optional<Prompt> prompt(Viewer viewer, UUID run, int step);

    /** Some of the run's events behind one, as they stand in the ledger. */
    Optional<RawEvents> events(Viewer viewer, UUID run, long after);
}
