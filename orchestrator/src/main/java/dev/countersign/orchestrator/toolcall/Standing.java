package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.ui.review.ReviewState;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether a person may act on the round that they saw, and in which words not. It only tells, in the order of DESIGN
 * section 3; what decides is asked again in the statement that acts.
 */
@Singleton
class Standing {
    private final People people;
    private final Entitlement entitlement;

    Standing(People people, Entitlement entitlement) {
        this.people = people;
        this.entitlement = entitlement;
    }

    /** Why this person's vote on this digest would not count; earlier votes are not looked at. */
    Optional<Voting.Result.Refused> vote(Caller.Person person, Approval approval, String digest) {
        return act(person, approval, digest, entitlement.missingToVote(person, approval));
    }

    /** The same for an edit. */
    Optional<Voting.Result.Refused> edit(Caller.Person person, Approval approval, String digest) {
        return act(person, approval, digest, entitlement.missingToEdit(person, approval));
    }

    private Optional<Voting.Result.Refused> act(
            Caller.Person person, Approval approval, String digest, Optional<Entitlement.Missing> missing) {
        if (missing.isPresent()) {
            return Optional.of(
                    Voting.refused(missing.get().code(), missing.get().detail() + " Nothing was sent."));
        }
        if (!digest.equals(approval.digest())) {
            return Optional.of(Voting.refused(
                    VoteRefusal.DIGEST_MISMATCH,
                    "The card changed after you opened it. Nothing was sent. Look at it again and decide."));
        }
        return ended(person, approval);
    }

    private Optional<Voting.Result.Refused> ended(Caller.Person person, Approval approval) {
        return switch (approval.state()) {
            case PENDING, STALE ->
                approval.expiresAt().isBefore(Instant.now()) ? Optional.of(expired()) : Optional.empty();
            case EXPIRED -> Optional.of(expired());
            case WITHDRAWN ->
                Optional.of(Voting.refused(VoteRefusal.WITHDRAWN, "The request was withdrawn. Nothing was sent."));
            case GRANTED, REJECTED -> {
                String by = String.valueOf(approval.decidedBy());
                boolean rejected = approval.state() == ReviewState.REJECTED;
                yield Optional.of(new Voting.Result.Refused(
                        VoteRefusal.ALREADY_DECIDED,
                        person.id().equals(by)
                                ? "You " + (rejected ? "rejected" : "approved")
                                        + " this already. This vote was not counted."
                                : people.name(by) + (rejected ? " rejected this" : " approved this")
                                        + " before you. Your vote was not counted.",
                        by,
                        approval.decidedAt(),
                        rejected ? "reject" : "approve"));
            }
        };
    }

    static Voting.Result.Refused expired() {
        return Voting.refused(VoteRefusal.EXPIRED, "The time to decide ran out. Nothing was sent.");
    }
}
