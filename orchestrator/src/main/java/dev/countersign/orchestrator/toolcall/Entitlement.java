package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.Role;
import jakarta.inject.Singleton;
import java.util.Collections;
import java.util.Optional;

/**
 * Who may act on an approval, in whose name they vote, and in which words somebody is told why not. It only tells: what
 * decides is {@code may_vote} and {@code votes_for} in the database, asked again in the statement that changes something.
 */
@Singleton
public class Entitlement {
    private final Approvals approvals;

    Entitlement(Approvals approvals) {
        this.approvals = approvals;
    }

    /**
     * Why a person may not act, or their vote would not count, as a sentence that says who decides instead.
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
        return approvals.authority(person.id(), approval.id()).holder();
    }

    /** What this person lacks to vote; empty when the vote would count. Looks at neither time, state nor own votes. */
    public Optional<Missing> missingToVote(Caller.Person person, Approval approval) {
        Approvals.Authority authority = approvals.authority(person.id(), approval.id());
        if (authority.holder().isPresent()) {
            return Optional.empty();
        }
        return authority.entitled()
                ? Optional.of(new Missing(
                        VoteRefusal.ALREADY_VOTED,
                        "Somebody voted in your name on this round already, and the two would be one person's."))
                : Optional.of(lacking(person, approval));
    }

    /** What this person lacks to act on an approval: take back, claim. Looks at the person, not at time, state or votes. */
    public Optional<Missing> missing(Caller.Person person, Approval approval) {
        return approvals.authority(person.id(), approval.id()).entitled()
                ? Optional.empty()
                : Optional.of(lacking(person, approval));
    }

    private static Missing lacking(Caller.Person person, Approval approval) {
        String groups = String.join(" or ", approval.groups());
        boolean own = approval.owner().equals(person.id()) || person.id().equals(approval.onBehalfOf());
        boolean member = !Collections.disjoint(person.groups(), approval.groups());
        if (!person.is(Role.APPROVER) || !(member || own)) {
            return new Missing(VoteRefusal.NOT_AN_APPROVER, "Only an approver of " + groups + " decides this.");
        }
        if (approval.separate() && own) {
            return new Missing(
                    VoteRefusal.SELF_APPROVAL, "This run is yours, so somebody else of " + groups + " decides.");
        }
        if (approval.separate() && approval.quorum() > 1 && person.id().equals(approval.editedBy())) {
            return new Missing(
                    VoteRefusal.SELF_APPROVAL,
                    "You changed what would be sent, so " + approval.quorum() + " others of " + groups + " decide.",
                    true);
        }
        return new Missing(
                VoteRefusal.NOT_AN_APPROVER, "You may not decide this: somebody else of " + groups + " does.");
    }
}
