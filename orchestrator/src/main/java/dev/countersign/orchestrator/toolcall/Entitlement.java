package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.Role;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.Optional;

/**
 * Who may decide an approval, in whose name, and in which words somebody is told why not. It only tells: what decides is
 * {@code stands_for} in the database, asked again in the statement that records the vote.
 */
@Singleton
public class Entitlement {
    private final Approvals approvals;

    Entitlement(Approvals approvals) {
        this.approvals = approvals;
    }

    /**
     * Why a person's vote would not count, as a sentence that says who decides instead.
     *
     * @param asEditor whether it is only because this person changed what would be sent
     */
    public record Missing(VoteRefusal code, String detail, boolean asEditor) {

        Missing(VoteRefusal code, String detail) {
            this(code, detail, false);
        }
    }

    /** The same for an edit: who edited may edit again, also where the own vote no longer counts. */
    public Optional<Missing> missingToEdit(Caller.Person person, Approval approval) {
        return missing(person, approval).filter(missing -> !missing.asEditor());
    }

    /** Whose authority the person's vote would use: the own one, or that of somebody who is away; empty for nobody's. */
    public Optional<String> holder(Caller.Person person, Approval approval) {
        return approvals.standsFor(person.id(), approval.id());
    }

    /** What this person lacks; empty when the vote would count. Looks at the person, not at time, state or own votes. */
    public Optional<Missing> missing(Caller.Person person, Approval approval) {
        if (holder(person, approval).isPresent()) {
            return Optional.empty();
        }
        String groups = String.join(" or ", approval.groups());
        boolean own = approval.owner().equals(person.id()) || person.id().equals(approval.onBehalfOf());
        boolean member = !Collections.disjoint(person.groups(), approval.groups());
        if (!person.is(Role.APPROVER) || !(member || own)) {
            return missing(VoteRefusal.NOT_AN_APPROVER, "Only an approver of " + groups + " decides this.");
        }
        if (approval.separate() && own) {
            return missing(VoteRefusal.SELF_APPROVAL, "This run is yours, so somebody else of " + groups + " decides.");
        }
        if (approval.separate() && approval.quorum() > 1 && person.id().equals(approval.editedBy())) {
            return Optional.of(new Missing(
                    VoteRefusal.SELF_APPROVAL,
                    "You changed what would be sent, so " + approval.quorum() + " others of " + groups + " decide.",
                    true));
        }
        return missing(
                VoteRefusal.ALREADY_VOTED,
                "Somebody voted in your name on this round already, and the two would be one person's.");
    }

    private static Optional<Missing> missing(VoteRefusal code, String detail) {
        return Optional.of(new Missing(code, detail));
    }
}
