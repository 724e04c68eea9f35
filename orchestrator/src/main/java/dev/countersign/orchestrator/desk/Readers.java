package dev.countersign.orchestrator.desk;

import dev.countersign.orchestrator.approval.Queue;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.Delegations;
import dev.countersign.ui.inbox.Viewer;
import jakarta.inject.Singleton;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose lists a signed-in person sees: operators and developers look everywhere, others in their groups and in those of
 * people who are away and handed their decisions over.
 */
@Singleton
class Readers {
    private final Delegations delegations;

    Readers(Delegations delegations) {
        this.delegations = delegations;
    }

    Queue.Reader of(Viewer viewer) {
        boolean everywhere = viewer.has("operator") || viewer.has("developer");
        Set<String> groups = new TreeSet<>(viewer.groups());
        if (viewer.has("approver")) {
            groups.addAll(delegations.groups(viewer.id()));
        }
        return new Queue.Reader(viewer.id(), groups, everywhere ? null : groups);
    }

    /** The same person to whoever decides what they may do. */
    static Caller.Person person(Viewer viewer) {
        return new Caller.Person(viewer.id(), viewer.name(), viewer.roles(), viewer.groups());
    }
}
