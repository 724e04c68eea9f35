package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Queue;
import dev.countersign.ui.inbox.Viewer;

/** Whose lists a signed-in person sees: operators and developers look everywhere, others in their groups. */
final class Readers {
    private Readers() {}

    static Queue.Reader of(Viewer viewer) {
        boolean everywhere = viewer.has("operator") || viewer.has("developer");
        return new Queue.Reader(viewer.id(), viewer.groups(), everywhere ? null : viewer.groups());
    }
}
