package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Rounds;
import dev.countersign.orchestrator.approval.Terms;
import dev.countersign.orchestrator.toolcall.Entitlement;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.Asked;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Tells how a round came to be, from what the one before it bound. Blocks; virtual threads only. */
@Singleton
class AskedBoard {
    private final Rounds rounds;
    private final Entitlement entitlement;

    AskedBoard(Rounds rounds, Entitlement entitlement) {
        this.rounds = rounds;
        this.entitlement = entitlement;
    }

    Asked asked(Viewer viewer, Approval approval) {
        boolean mayEdit = Editors.mayEdit(entitlement, viewer, approval);
        if (approval.round() == 1) {
            return new Asked(mayEdit, null, false, approval.wouldPermit());
        }
        Optional<JsonNode> before =
                rounds.snapshot(approval.id(), approval.round() - 1).map(Rounds.Snapshot::bound);
        if (before.isEmpty()) {
            return new Asked(mayEdit, null, false, approval.wouldPermit());
        }
        Terms then = Terms.ofBound(before.get().path("terms"));
        Terms now = Terms.ofBound(approval.bound().path("terms"));
        boolean sameCall =
                before.get().path("arguments_digest").equals(approval.bound().path("arguments_digest"));
        return new Asked(
                mayEdit,
                then.tier().compareTo(now.tier()) < 0 ? then.tier() : null,
                sameCall && !then.cover(now),
                approval.wouldPermit());
    }
}
