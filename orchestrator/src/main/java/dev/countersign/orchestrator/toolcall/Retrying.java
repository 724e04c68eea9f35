package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.freeze.Freezes;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.RunState;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.transition.GuardRaised;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.orchestrator.workflow.Workflows;
import dev.countersign.policy.decision.Decision;
import dev.countersign.ui.review.ReviewState;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks for what failed after its approval again: a new call with an approval of its own, linked to the failed one. Policy
 * decides on the values of now, and people are asked whatever it says (ADR 0029). Blocks; virtual threads only.
 */
@Singleton
public class Retrying {
    private static final int TRIES = 5;

    private final Approvals approvals;
    private final ToolCalls calls;
    private final Runs runs;
    private final Workflows workflows;
    private final Connectors connectors;
    private final People people;
    private final Entitlement entitlement;
    private final Freezes freezes;
    private final Drift drift;
    private final Situations situations;
    private final Judge judge;
    private final ActivePolicy policy;
    private final NextRound rounds;
    private final UndoTransitions undos;
    private final RetryTransitions transitions;
    private final Ids ids;

    Retrying(
            Approvals approvals,
            ToolCalls calls,
            Runs runs,
            Workflows workflows,
            Connectors connectors,
            People people,
            Entitlement entitlement,
            Freezes freezes,
            Drift drift,
            Situations situations,
            Judge judge,
            ActivePolicy policy,
            NextRound rounds,
            UndoTransitions undos,
            RetryTransitions transitions,
            Ids ids) {
        this.approvals = approvals;
        this.calls = calls;
        this.runs = runs;
        this.workflows = workflows;
        this.connectors = connectors;
        this.people = people;
        this.entitlement = entitlement;
        this.freezes = freezes;
        this.drift = drift;
        this.situations = situations;
        this.judge = judge;
        this.policy = policy;
        this.rounds = rounds;
        this.undos = undos;
        this.transitions = transitions;
        this.ids = ids;
    }

    /** What came of it. */
    public sealed interface Result {
        /** This approval asks now; it is the one that was there when somebody had asked before. */
        record Asked(UUID approval) implements Result {}

        /** Nothing changed. */
        record Refused(RetryRefusal code, String detail) implements Result {}

        record NotFound() implements Result {}
    }

    /** @param digest of the card whose call failed */
    public Result ask(Caller.Person asked, UUID id, String digest) {
        Optional<Approval> found = approvals.find(id);
        if (found.isEmpty()) {
            return new Result.NotFound();
        }
        Caller.Person person = people.person(asked.id()).orElse(asked);
        Approval approval = found.get();
        Optional<Entitlement.Missing> missing = entitlement.missing(person, approval);
        if (missing.isPresent()) {
            return refused(
                    RetryRefusal.valueOf(missing.get().code().name()),
                    missing.get().detail());
        }
        if (!digest.equals(approval.digest())) {
            return refused(
                    RetryRefusal.DIGEST_MISMATCH,
                    "The card changed after you opened it. Nothing was asked. Look at it again.");
        }
        ToolCall call = calls.find(approval.callId()).orElseThrow();
        if (approval.state() != ReviewState.GRANTED || call.state() != CallState.FAILED) {
            return refused(RetryRefusal.CONFLICT, "It has not failed, so there is nothing to ask for again.");
        }
        return ask(approval, call, person);
    }

    private Result ask(Approval approval, ToolCall failed, Caller.Person person) {
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            Optional<ToolCall> standing = calls.retry(failed.id()).filter(Retrying::stands);
            if (standing.isPresent()) {
                return new Result.Asked(standing.get().approvalId());
            }
            try {
                Result result = attempt(approval, failed, person);
                if (result != null) {
                    return result;
                }
            } catch (GuardRaised raced) {
                if (attempt == TRIES) {
                    return refused(RetryRefusal.LIMIT_REACHED, "A limit is used up by other calls.");
                }
            }
            policy.refresh();
        }
        return refused(RetryRefusal.CONFLICT, "Something changed at the same moment. Look again.");
    }

    /** Whether this retry takes the place of what it retries: unless it was refused. One that failed too is retried itself. */
    public static boolean stands(ToolCall retry) {
        return retry.state() != CallState.REFUSED;
    }

    /** Null when something moved between the decision and its commit. */
    private @Nullable Result attempt(Approval approval, ToolCall failed, Caller.Person person) {
        Run run = runs.find(failed.runId()).orElseThrow();
        Workflow workflow =
                workflows.version(run.workflow(), run.workflowVersion()).orElseThrow();
        if (run.state() == RunState.CANCELLED) {
            return refused(RetryRefusal.CONFLICT, "Its run was cancelled, so nothing of it is sent. Start a new run.");
        }
        Optional<Refusal> frozen = Gate.frozen(freezes, failed.tool(), workflow.id(), run.id());
        if (frozen.isPresent()) {
            return refused(RetryRefusal.FROZEN, frozen.get().detail());
        }
        Optional<PinnedConnector.Tool> tool = connectors.tool(failed.tool());
        if (tool.isEmpty() || !(failed.arguments() instanceof ObjectNode arguments)) {
            return refused(RetryRefusal.NOT_REPEATABLE, "There is no tool " + failed.tool() + " any more.");
        }
        Optional<Refusal> drifted = drift.check(tool.get());
        if (drifted.isPresent()) {
            return refused(RetryRefusal.NOT_REPEATABLE, drifted.get().detail());
        }
        String again = Rows.text(tool.get().bare(arguments));
        return switch (ProposedArguments.read(again, tool.get())) {
            case ProposedArguments.Wrong wrong ->
                refused(RetryRefusal.NOT_REPEATABLE, "The tool does not take these arguments now: " + wrong.detail());
            case ProposedArguments.Fit fit -> {
                var draft = draft(failed, run, workflow, tool.get(), fit);
                yield decided(draft, approval, failed, person);
            }
        };
    }

    private Draft draft(
            ToolCall failed, Run run, Workflow workflow, PinnedConnector.Tool tool, ProposedArguments.Fit fit) {
        var place = new Proposal(
                run,
                workflow,
                failed.step(),
                undos.place(failed),
                null,
                failed.tool(),
                Rows.text(fit.arguments()),
                failed.agentWords(),
                false,
                false);
        var draft = new Draft(ids.next(), place, failed.tool());
        draft.bound = tool;
        draft.effect = Gate.effective(tool);
        draft.arguments = fit.arguments();
        draft.proposed = fit.proposed();
        draft.argumentsDigest = fit.digest();
        return draft;
    }

    private @Nullable Result decided(Draft draft, Approval approval, ToolCall failed, Caller.Person person) {
        Proposal place = draft.proposal;
        Situation situation = situations.read(
                place.run(),
                place.workflow(),
                place.step(),
                draft.tool(),
                String.valueOf(draft.effect),
                draft.arguments());
        if (approval.shown() != null && situation.snapshot() == null) {
            return refused(
                    RetryRefusal.RECORD_UNREADABLE,
                    "The record cannot be read now, so nobody can be shown what would change. Try again.");
        }
        // What the failed call reserved passes on, so it does not count against the new one.
        Judge.Judgement judgement = judge.judge(situation, "propose", failed.id());
        Gate.decided(draft, judgement);
        return switch (judgement.decision()) {
            case Decision.Deny deny ->
                refused(
                        RetryRefusal.POLICY_DENIED,
                        "Policy does not allow it: " + Gate.explained(draft) + " Nothing was asked.");
            case Decision.Indeterminate none ->
                refused(
                        RetryRefusal.POLICY_INDETERMINATE,
                        "Policy gives no answer right now, so nothing was asked. Try again.");
            case Decision.RequireApproval asked -> park(draft, situation, judgement, approval, person);
            case Decision.Permit permit -> park(draft, situation, judgement, approval, person);
        };
    }

    private @Nullable Result park(
            Draft draft, Situation situation, Judge.Judgement judgement, Approval approval, Caller.Person person) {
        Disclosed disclosed = judgement.disclosed();
        // A repeat is always asked about, also where policy would let a first one pass.
        draft.outcome = "require_approval";
        draft.price = situation.price();
        draft.policyInput = disclosed.stored(judgement.input());
        draft.refs = disclosed.open().refs();
        draft.obligations = judgement.obligations();
        draft.same = RejectionMemory.Same.of(situation);
        UUID id = ids.next();
        Showing showing = rounds.anew(draft.id, approval, judgement, draft.proposal.agentWords());
        return transitions.ask(draft, judgement.claims(), id, showing, approval, person.id())
                ? new Result.Asked(id)
                : null;
    }

    private static Result.Refused refused(RetryRefusal code, String detail) {
        return new Result.Refused(code, detail);
    }
}
