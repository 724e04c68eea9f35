package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Vote;
import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.transition.GuardRaised;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.orchestrator.workflow.Workflows;
import dev.countersign.policy.decision.Decision;
import dev.countersign.ui.review.Reason;
import dev.countersign.ui.review.ReviewState;
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
    private final ToolCalls calls;
    private final Runs runs;
    private final Workflows workflows;
    private final Connectors connectors;
    private final Situations situations;
    private final Judge judge;
    private final NextRound nextRound;
    private final BeforeImages images;
    private final ApprovalTransitions transitions;
    private final CallWorkers workers;
    private final People people;
    private final Entitlement entitlement;
    private final DispatchConfig config;

    Voting(
            Approvals approvals,
            ToolCalls calls,
            Runs runs,
            Workflows workflows,
            Connectors connectors,
            Situations situations,
            Judge judge,
            NextRound nextRound,
            BeforeImages images,
            ApprovalTransitions transitions,
            CallWorkers workers,
            People people,
            Entitlement entitlement,
            DispatchConfig config) {
        this.approvals = approvals;
        this.calls = calls;
        this.runs = runs;
        this.workflows = workflows;
        this.connectors = connectors;
        this.situations = situations;
        this.judge = judge;
        this.nextRound = nextRound;
        this.images = images;
        this.transitions = transitions;
        this.workers = workers;
        this.people = people;
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
        if (verdict == Verdict.APPROVE && approval.shown() != null) {
            Optional<Result> moved = readAgain(approval, inTime);
            if (moved.isPresent()) {
                return moved.get();
            }
        }
        if (!inTime.getAsBoolean()) {
            return refused(VoteRefusal.RECORD_UNREADABLE, LATE);
        }
        if (record(approval, person, verdict, reason)) {
            workers.wakeDispatcher();
            return new Result.Recorded(id);
        }
        // Somebody was first between the check and the statement: say who, from what is there now.
        return precheck(
                        approvals.find(id).orElseThrow(),
                        people.person(voter.id()).orElse(voter),
                        verdict,
                        digest)
                .orElseGet(() -> refused(VoteRefusal.EXPIRED, "The time to decide ran out. Nothing was sent."));
    }

    private boolean record(Approval approval, Caller.Person person, Verdict verdict, @Nullable Reason reason) {
        try {
            return switch (verdict) {
                case APPROVE -> transitions.approve(approval, person.id(), config.dispatchDeadline());
                case REJECT -> {
                    Reason why = Objects.requireNonNull(reason);
                    yield transitions.reject(
                            approval,
                            person.id(),
                            Refusal.rejected(person.name(), why.code().name(), why.note()));
                }
            };
        } catch (GuardRaised twice) {
            // The same person twice at the same moment: the unique key let one through.
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
        Optional<Entitlement.Missing> missing = entitlement.missing(person, approval);
        if (missing.isPresent()) {
            return some(missing.get().code(), missing.get().detail() + " Nothing was sent.");
        }
        if (!digest.equals(approval.digest())) {
            return some(
                    VoteRefusal.DIGEST_MISMATCH,
                    "The card changed after you opened it. Nothing was sent. Look at it again and decide.");
        }
        return ended(approval, person, votes, own);
    }

    private Optional<Result> ended(Approval approval, Caller.Person person, List<Vote> votes, Optional<Vote> own) {
        return switch (approval.state()) {
            case PENDING, STALE -> {
                if (approval.expiresAt().isBefore(Instant.now())) {
                    yield some(VoteRefusal.EXPIRED, "The time to decide ran out. Nothing was sent.");
                }
                yield own.isPresent()
                        ? some(
                                VoteRefusal.ALREADY_VOTED,
                                "You have voted on this round already; it needs " + approval.quorum()
                                        + " different people.")
                        : Optional.empty();
            }
            case EXPIRED -> some(VoteRefusal.EXPIRED, "The time to decide ran out. Nothing was sent.");
            case WITHDRAWN -> some(VoteRefusal.WITHDRAWN, "The request was withdrawn. Nothing was sent.");
            case GRANTED, REJECTED -> {
                String by = String.valueOf(approval.decidedBy());
                boolean rejected = approval.state() == ReviewState.REJECTED;
                yield Optional.of(new Result.Refused(
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

    /** Reads the record again; when a value that the card showed has moved, the approval is asked anew. */
    Optional<Result> readAgain(Approval approval, BooleanSupplier inTime) {
        ToolCall call = calls.find(approval.callId()).orElseThrow();
        Run run = runs.find(call.runId()).orElseThrow();
        Workflow workflow =
                workflows.version(run.workflow(), run.workflowVersion()).orElseThrow();
        PinnedConnector.Tool tool = connectors
                .tool(call.connector(), call.connectorVersion(), call.tool())
                .orElseThrow();
        ObjectNode arguments = (ObjectNode) Objects.requireNonNull(call.arguments());
        Situation situation =
                situations.read(run, workflow, call.step(), tool, String.valueOf(call.effect()), arguments);
        RecordReader.Snapshot snapshot = situation.snapshot();
        if (snapshot == null) {
            return some(
                    VoteRefusal.RECORD_UNREADABLE,
                    "The record cannot be read right now, so approving waits. You can reject.");
        }
        if (!images.moved(approval, snapshot)) {
            return Optional.empty();
        }
        Judge.Judgement judgement = judge.judge(situation, "dispatch", call.id());
        if (judgement.decision() instanceof Decision.Indeterminate) {
            // Without policy nobody knows what of the new values may be shown.
            return some(
                    VoteRefusal.RECORD_UNREADABLE,
                    "The record changed, and policy gives no answer right now, so approving waits. You can reject.");
        }
        if (!inTime.getAsBoolean()) {
            return some(VoteRefusal.RECORD_UNREADABLE, LATE);
        }
        nextRound.ask(call, approval, judgement, null);
        return some(
                VoteRefusal.STALE,
                "The record changed after you read it. Nothing was sent. Look at the new values and decide again.");
    }

    private static Optional<Result> some(VoteRefusal code, String detail) {
        return Optional.of(refused(code, detail));
    }

    private static Result.Refused refused(VoteRefusal code, String detail) {
        return new Result.Refused(code, detail, null, null, null);
    }
}
