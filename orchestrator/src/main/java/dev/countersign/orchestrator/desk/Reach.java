package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.toolcall.Search;
import dev.countersign.ui.inbox.Viewer;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;

/** How far a signed-in person sees, as the API has it for a token: approvers see the runs that asked a person. */
@Singleton
class Reach {
    private final Approvals approvals;

    Reach(Approvals approvals) {
        this.approvals = approvals;
    }

    /** Empty for somebody who sees nothing. */
    static Optional<Search.Range> range(Viewer viewer) {
        if (viewer.has("developer") || viewer.has("operator")) {
            return Optional.of(new Search.Range(null, false));
        }
        return viewer.has("approver") ? Optional.of(new Search.Range(null, true)) : Optional.empty();
    }

    boolean maySee(Viewer viewer, UUID run) {
        return range(viewer)
                .filter(range -> !range.approvedOnly() || approvals.asked(run))
                .isPresent();
    }
}
