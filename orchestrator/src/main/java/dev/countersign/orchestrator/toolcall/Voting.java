package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Vote;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.transition.GuardRaised;
import dev.countersign.ui.review.Reason;
import dev.countersign.ui.review.Verdict;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes votes (M21, M23). The record is read again where the card showed one; the vote itself is one guarded statement
 * in which digest, expiry, entitlement and quorum are decided by the database.
 */
@Singleton
public class Voting {
    static final String LATE = "The record was not read in time, so approving waits. Nothing was sent.";

    private final Approvals approvals;
    private final Recheck recheck;
    private final ApprovalTransitions transitions;
    private final CallWorkers workers;
    private final People people;
    private final Standing standing;
    private final Entitlement entitlement;
    private final DispatchConfig config;

    Voting(
            Approvals approvals,
            Recheck recheck,
            ApprovalTransitions transitions,
            CallWorkers workers,
            People people,
            Standing standing,
            Entitlement entitlement,
            DispatchConfig config) {
        this.approvals = approvals;
        this.recheck = recheck;
        this.transitions = transitions;
        this.workers = workers;
        this.people = people;
        this.standing = standing;
        this.entitlement = entitlement;
        this.config = config;
    }

    /** What came of a vote. Refusals are told in the order of DESIGN section 3. */
    public sealed interface Result {
        record Recorded(UUID approval) implements Result {}

        /** The same person's same verdict of the same round: success, and no second effect. */
        record Repeated(UUID approval) implements Result {}

        /** It did not count and nothing was sent. */
        record Refused(
                VoteRefusal code,
                String detail,
                @Nullable String decidedBy,
                @Nullable Instant decidedAt,
                @Nullable String verdict)
                implements Result {}

        record NotFound() implements Result {}
    }

    public Result vote(Caller caller, UUID id, Verdict verdict, String digest, @Nullable Reason reason) {
        return vote(caller, id, verdict, digest, reason, () -> true);
    }

    /**
     * @param inTime asked right before the first thing that lasts; false means that the caller no longer waits, so that
     *     nothing happens
     */
    Result vote(
            Caller caller, UUID id, Verdict verdict, String digest, @Nullable Reason reason, BooleanSupplier inTime) {
        Optional<Approval> found = approvals.find(id);
        if (found.isEmpty()) {
            return new Result.NotFound();
        }
        if (!(caller instanceof Caller.Person voter)) {
            return refused(VoteRefusal.NOT_AN_APPROVER, "An agent's key never votes. A person has to decide.");
        }
        Approval approval = found.get();
        // Roles and groups are the database's, not the session's: they may have changed since.
        Caller.Person person = people.person(voter.id()).orElse(voter);
        Optional<Result> early = precheck(approval, person, verdict, digest);
        if (early.isPresent()) {
            return early.get();
        }
        if (verdict == Verdict.APPROVE) {
            Recheck.Finding finding = recheck.beforeVote(approval, inTime);
            if (!(finding instanceof Recheck.Finding.Unchanged)) {
                return told(finding).orElseGet(() -> whoWasFirst(approval, voter, verdict, digest));
            }
        }
        if (!inTime.getAsBoolean()) {
            return refused(VoteRefusal.RECORD_UNREADABLE, LATE);
        }
        if (record(approval, person, verdict, reason)) {
            workers.wakeDispatcher();
            return new Result.Recorded(id);
        }
        return whoWasFirst(approval, voter, verdict, digest);
    }

    /** Somebody was first between the check and the statement: says who, from what is there now. */
    private Result whoWasFirst(Approval approval, Caller.Person voter, Verdict verdict, String digest) {
        return precheck(
                        approvals.find(approval.id()).orElseThrow(),
                        people.person(voter.id()).orElse(voter),
                        verdict,
                        digest)
                .orElseGet(Standing::expired);
    }

    private boolean record(Approval approval, Caller.Person person, Verdict verdict, @Nullable Reason reason) {
        Optional<String> holder = entitlement.holder(person, approval);
        if (holder.isEmpty()) {
            return false;
        }
        var ballot = new ApprovalTransitions.Ballot(person.id(), holder.get());
        try {
            return switch (verdict) {
                case APPROVE -> transitions.approve(approval, ballot, config.dispatchDeadline());
                case REJECT -> {
                    Reason why = Objects.requireNonNull(reason);
                    yield transitions.reject(
                            approval,
                            ballot,
                            Refusal.rejected(person.name(), why.code().name(), why.note()));
                }
            };
        } catch (GuardRaised twice) {
            // The same person, or two in one name, at the same moment: the unique key let one through.
            return false;
        }
    }

    private Optional<Result> precheck(Approval approval, Caller.Person person, Verdict verdict, String digest) {
        List<Vote> votes = approvals.votes(approval.id());
        Optional<Vote> own = votes.stream()
                .filter(vote ->
                        vote.round() == approval.round() && vote.person().equals(person.id()))
                .findFirst();
        if (own.isPresent() && own.get().verdict().equals(verdict.wire())) {
            return Optional.of(new Result.Repeated(approval.id()));
        }
        Optional<Result.Refused> refused = standing.vote(person, approval, digest);
        if (refused.isPresent()) {
            return Optional.of(refused.get());
        }
        return own.isPresent()
                ? some(
                        VoteRefusal.ALREADY_VOTED,
                        "You have voted on this round already; it needs " + approval.quorum() + " different people.")
                : Optional.empty();
    }

    /** Why a card that is no longer true cannot be approved; empty when somebody else knows more. */
    static Optional<Result> told(Recheck.Finding finding) {
        return switch (finding) {
            case Recheck.Finding.Unchanged unchanged -> Optional.empty();
            case Recheck.Finding.Overtaken overtaken -> Optional.empty();
            case Recheck.Finding.Late late -> some(VoteRefusal.RECORD_UNREADABLE, LATE);
            case Recheck.Finding.Unreadable unreadable ->
                some(
                        VoteRefusal.RECORD_UNREADABLE,
                        "The record cannot be read right now, so approving waits. You can reject.");
            case Recheck.Finding.Unanswered unanswered ->
                some(
                        VoteRefusal.POLICY_INDETERMINATE,
                        "Policy gives no answer right now, so approving waits. You can reject.");
            case Recheck.Finding.Moved moved ->
                some(
                        VoteRefusal.STALE,
                        "The record changed after you read it. Nothing was sent. Look at the new values and decide"
                                + " again.");
            case Recheck.Finding.Stricter stricter ->
                some(
                        VoteRefusal.DIGEST_MISMATCH,
                        "Policy grew stricter since this was asked. Nothing was sent. Look at what it asks for now and"
                                + " decide again.");
            case Recheck.Finding.Denied denied -> some(VoteRefusal.WITHDRAWN, denied.words() + ". Nothing was sent.");
        };
    }

    /** Looks whether a card is still true, as a yes would; empty when it is, or when somebody else knows more. */
    Optional<Result> readAgain(Approval approval, BooleanSupplier inTime) {
        return told(recheck.beforeVote(approval, inTime));
    }

    private static Optional<Result> some(VoteRefusal code, String detail) {
        return Optional.of(refused(code, detail));
    }

    static Result.Refused refused(VoteRefusal code, String detail) {
        return new Result.Refused(code, detail, null, null, null);
    }
}
