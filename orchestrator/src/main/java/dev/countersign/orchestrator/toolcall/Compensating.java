package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.transition.GuardRaised;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.orchestrator.workflow.Workflows;
import dev.countersign.policy.decision.Decision;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sets back what was sent: a call of a person's own, made from the tool's declared undo, that takes the path of every
 * other call (ADR 0020). Policy is asked in phase {@code compensate}, the intent is committed, and only then it is sent.
 */
@Singleton
class Compensating {
    private static final int TRIES = 5;

    private final SetBack setBack;
    private final ToolCalls calls;
    private final Runs runs;
    private final Workflows workflows;
    private final People people;
    private final Situations situations;
    private final Judge judge;
    private final ActivePolicy policy;
    private final Drift drift;
    private final UndoTransitions undos;
    private final CallTransitions transitions;
    private final Sender sender;
    private final Ids ids;

    Compensating(
            SetBack setBack,
            ToolCalls calls,
            Runs runs,
            Workflows workflows,
            People people,
            Situations situations,
            Judge judge,
            ActivePolicy policy,
            Drift drift,
            UndoTransitions undos,
            CallTransitions transitions,
            Sender sender,
            Ids ids) {
        this.setBack = setBack;
        this.calls = calls;
        this.runs = runs;
        this.workflows = workflows;
        this.people = people;
        this.situations = situations;
        this.judge = judge;
        this.policy = policy;
        this.drift = drift;
        this.undos = undos;
        this.transitions = transitions;
        this.sender = sender;
        this.ids = ids;
    }

    /** Sends the call that undoes this one, unless there is one already. */
    Undoing.Result compensate(Approval approval, ToolCall call, Caller.Person person) {
        for (int attempt = 1; ; attempt++) {
            Optional<ToolCall> earlier = calls.compensation(call.id()).filter(Compensating::stands);
            if (earlier.isPresent()) {
                return new Undoing.Result.Afterwards(earlier.get().id());
            }
            Undoing.Result result = attempt(approval, call, person, attempt == TRIES);
            if (result != null) {
                return result;
            }
            policy.refresh();
        }
    }

    /** What failed or was refused changed nothing, so the same may be asked again. */
    private static boolean stands(ToolCall compensation) {
        return compensation.state() != CallState.FAILED && compensation.state() != CallState.REFUSED;
    }

    /** Null when something moved between the decision and its commit. */
    private Undoing.@Nullable Result attempt(Approval approval, ToolCall call, Caller.Person person, boolean last) {
        switch (setBack.of(approval, call)) {
            case SetBack.Plan.Impossible impossible -> {
                return Undoing.refused(impossible.code(), impossible.detail());
            }
            case SetBack.Plan.Call planned -> {
                Optional<Refusal> drifted = drift.check(planned.tool());
                if (drifted.isPresent()) {
                    return Undoing.refused(
                            UndoRefusal.NOT_UNDOABLE, drifted.get().detail());
                }
                Run run = runs.find(call.runId()).orElseThrow();
                Workflow workflow =
                        workflows.version(run.workflow(), run.workflowVersion()).orElseThrow();
                Situation situation = situation(run, workflow, call, planned, person);
                // The record is compared after this read: what changes before it is seen, what changes behind it is
                // refused downstream by the version that was read.
                Optional<SetBack.Plan.Impossible> others = setBack.changedByOthers(approval, call);
                if (others.isPresent()) {
                    return Undoing.refused(others.get().code(), others.get().detail());
                }
                Judge.Judgement judgement = judge.judge(situation, "compensate", null);
                return decided(approval, call, person, draft(call, planned, situation, judgement), judgement, last);
            }
        }
    }

    private Situation situation(
            Run run, Workflow workflow, ToolCall call, SetBack.Plan.Call planned, Caller.Person person) {
        PinnedConnector.Tool tool = planned.tool();
        return situations
                .read(run, workflow, call.step(), tool, Gate.effective(tool).name(), planned.arguments())
                .by(actor(person, tool));
    }

    /** People hold every scope until an identity provider says which. */
    private static Situation.Actor actor(Caller.Person person, PinnedConnector.Tool tool) {
        return new Situation.Actor(person.id(), person.roles(), tool.binding().scopes());
    }

    private Draft draft(ToolCall call, SetBack.Plan.Call planned, Situation situation, Judge.Judgement judgement) {
        String dotted = planned.tool().dotted();
        var draft = new Draft(
                ids.next(),
                new Proposal(
                        situation.run(),
                        situation.workflow(),
                        call.step(),
                        undos.place(call),
                        null,
                        dotted,
                        Rows.text(planned.arguments()),
                        null,
                        false,
                        false),
                dotted);
        draft.bound = planned.tool();
        draft.effect = Gate.effective(planned.tool());
        draft.arguments = planned.arguments();
        draft.proposed = planned.seen();
        draft.price = situation.price();
        Disclosed disclosed = judgement.disclosed();
        draft.policyInput = disclosed.stored(judgement.input());
        draft.refs = disclosed.open().refs();
        draft.obligations = judgement.obligations();
        draft.image = BeforeImage.of(disclosed);
        Gate.decided(draft, judgement);
        return draft;
    }

    private Undoing.@Nullable Result decided(
            Approval approval,
            ToolCall call,
            Caller.Person person,
            Draft draft,
            Judge.Judgement judgement,
            boolean last) {
        return switch (judgement.decision()) {
            case Decision.Permit permit -> {
                boolean sent = intend(
                        draft,
                        judgement.disclosed().raw(),
                        new UndoTransitions.Compensation(approval, call, person.id()));
                if (sent) {
                    yield new Undoing.Result.Afterwards(draft.id);
                }
                yield last
                        ? Undoing.refused(UndoRefusal.CONFLICT, "Something changed at the same moment. Look again.")
                        : null;
            }
            case Decision.Deny deny ->
                Undoing.refused(
                        UndoRefusal.POLICY_DENIED,
                        "Policy does not allow it: " + Gate.explained(draft) + " Nothing was undone.");
            case Decision.RequireApproval asked ->
                Undoing.refused(
                        UndoRefusal.POLICY_DENIED,
                        "Policy wants another approval for it: " + Gate.explained(draft) + " Nothing was undone.");
            case Decision.Indeterminate none ->
                Undoing.refused(
                        UndoRefusal.POLICY_INDETERMINATE,
                        "Policy gives no answer right now, so nothing was undone. Try again.");
        };
    }

    private boolean intend(Draft draft, Situation situation, UndoTransitions.Compensation compensation) {
        try {
            return sender.intendAndSend(draft, situation, compensation);
        } catch (GuardRaised raced) {
            return false;
        }
    }

    // ---- proved not sent, and tried again --------------------------------------------------------------------------

    /** Decides a compensation anew whose first attempts did not leave: by policy and by the record of now. */
    void dispatch(ToolCall compensation, Approval approval, ToolCall original, Run run, Workflow workflow) {
        Caller.Person person = people.person(String.valueOf(compensation.askedBy()))
                .orElseGet(() -> new Caller.Person(String.valueOf(compensation.askedBy()), "", Set.of(), Set.of()));
        switch (setBack.of(approval, original)) {
            case SetBack.Plan.Impossible impossible ->
                transitions.refuse(
                        compensation, Refusal.of(RefusalCode.RECORD_DRIFT, impossible.detail()), compensation.fence());
            case SetBack.Plan.Call planned -> {
                Situation situation = situation(run, workflow, original, planned, person);
                Optional<SetBack.Plan.Impossible> others = setBack.changedByOthers(approval, original);
                Judge.Judgement judgement = judge.judge(situation, "compensate", compensation.id());
                if (others.isPresent()) {
                    transitions.refuse(
                            compensation,
                            Refusal.of(RefusalCode.RECORD_DRIFT, others.get().detail()),
                            compensation.fence());
                } else if (judgement.decision() instanceof Decision.Permit) {
                    ObjectNode arguments =
                            Sender.withVersion(planned.tool(), planned.arguments(), situation.snapshot());
                    var intent =
                            new CallTransitions.Intent(arguments, judgement.revision(), false, judgement.obligations());
                    if (!sender.intendAndSend(compensation, planned.tool(), intent, run.traceparent())) {
                        later(compensation);
                    }
                } else if (judgement.decision() instanceof Decision.Indeterminate) {
                    later(compensation);
                } else {
                    transitions.refuse(
                            compensation,
                            Refusal.of(RefusalCode.POLICY_DENIED, "Policy does not allow it any more."),
                            compensation.fence(),
                            judgement);
                }
            }
        }
    }

    private void later(ToolCall compensation) {
        policy.refresh();
        if (calls.pastDispatchDeadline(compensation.id())) {
            transitions.refuse(
                    compensation,
                    Refusal.of(RefusalCode.CONNECTOR_UNAVAILABLE, "It could not be sent in time."),
                    compensation.fence());
        } else {
            calls.putBack(compensation, 2_000);
        }
    }
}
