package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Terms;
import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.orchestrator.workflow.Workflows;
import dev.countersign.policy.decision.Decision;
import dev.countersign.ui.review.ReviewState;
import jakarta.inject.Singleton;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sends what waited: approved, held or to be sent again. Everything that could have moved is checked outside any
 * transaction, policy is asked again, and only then the intent is committed (DESIGN section 4, step 5).
 */
@Singleton
public class Dispatcher {
    private static final long POLICY_WAIT_MS = 2_000;
    private static final long READ_WAIT_MS = 2_000;

    private final ToolCalls calls;
    private final Approvals approvals;
    private final Runs runs;
    private final Workflows workflows;
    private final Connectors connectors;
    private final Situations situations;
    private final Judge judge;
    private final ActivePolicy policy;
    private final Drift drift;
    private final CallTransitions transitions;
    private final NextRound nextRound;
    private final BeforeImages images;
    private final Sender sender;
    private final Compensating compensating;

    Dispatcher(
            ToolCalls calls,
            Approvals approvals,
            Runs runs,
            Workflows workflows,
            Connectors connectors,
            Situations situations,
            Judge judge,
            ActivePolicy policy,
            Drift drift,
            CallTransitions transitions,
            NextRound nextRound,
            BeforeImages images,
            Sender sender,
            Compensating compensating) {
        this.calls = calls;
        this.approvals = approvals;
        this.runs = runs;
        this.workflows = workflows;
        this.connectors = connectors;
        this.situations = situations;
        this.judge = judge;
        this.policy = policy;
        this.drift = drift;
        this.transitions = transitions;
        this.nextRound = nextRound;
        this.images = images;
        this.sender = sender;
        this.compensating = compensating;
    }

    /** Takes one claimed call to its intent and its answer, back to the people, or to a refusal. */
    void dispatch(ToolCall call) {
        Run run = runs.find(call.runId()).orElseThrow();
        Workflow workflow =
                workflows.version(run.workflow(), run.workflowVersion()).orElseThrow();
        Optional<PinnedConnector.Tool> found = connectors.tool(call.connector(), call.connectorVersion(), call.tool());
        if (found.isEmpty() || !(call.arguments() instanceof ObjectNode arguments)) {
            end(call, Refusal.of(RefusalCode.TAMPERED, "The stored call cannot be read."));
            return;
        }
        PinnedConnector.Tool tool = found.get();
        Approval approval = call.approvalId() == null
                ? null
                : approvals.find(call.approvalId()).orElse(null);
        Optional<Refusal> broken = unsound(call, tool, arguments, approval);
        if (broken.isPresent()) {
            end(call, broken.get());
        } else if (call.mayHaveHappened()) {
            // It may have happened already: the same bytes with the same key, and no drift check against our own
            // effect.
            resend(call, run, tool, arguments);
        } else if (call.compensates() != null) {
            compensate(call, run, workflow);
        } else {
            first(call, run, workflow, tool, tool.bare(arguments), approval);
        }
    }

    /** Refuses it; what may have happened already becomes unknown instead, because a refusal says: nothing was sent. */
    private void end(ToolCall call, Refusal refusal) {
        if (call.mayHaveHappened()) {
            transitions.lose(call, "An earlier attempt got no answer. " + refusal.detail());
        } else {
            transitions.refuse(call, refusal, call.fence());
        }
    }

    /** What was shown is what runs: the approval's digest binds the arguments that are about to be sent. */
    private Optional<Refusal> unsound(
            ToolCall call, PinnedConnector.Tool tool, ObjectNode arguments, @Nullable Approval approval) {
        if (approval != null) {
            String shown = approval.bound().path("arguments_digest").asText();
            String now = dev.countersign.mcp.canonical.Digest.of(tool.bare(arguments))
                    .value();
            boolean sound = shown.equals(now)
                    && approval.digest()
                            .equals(dev.countersign.mcp.canonical.Digest.of(approval.bound())
                                    .value());
            if (!sound || approval.state() != ReviewState.GRANTED) {
                return Optional.of(Refusal.of(
                        RefusalCode.TAMPERED,
                        "The stored call is not the one that was approved, so nothing was sent."));
            }
        }
        return drift.check(tool);
    }

    private void compensate(ToolCall call, Run run, Workflow workflow) {
        ToolCall original =
                calls.find(Objects.requireNonNull(call.compensates())).orElseThrow();
        Approval approval =
                approvals.find(Objects.requireNonNull(original.approvalId())).orElseThrow();
        compensating.dispatch(call, approval, original, run, workflow);
    }

    private void resend(ToolCall call, Run run, PinnedConnector.Tool tool, ObjectNode arguments) {
        if (!sender.mayResend(call)) {
            transitions.lose(call, "An earlier attempt got no answer, and it may not be sent again any more.");
            return;
        }
        var intent =
                new CallTransitions.Intent(arguments, policy.active().revision().name(), true, null);
        if (sender.intendAndSend(call, tool, intent, run.traceparent())) {
            return;
        }
        lookAgain(call);
    }

    private void first(
            ToolCall call,
            Run run,
            Workflow workflow,
            PinnedConnector.Tool tool,
            ObjectNode arguments,
            @Nullable Approval approval) {
        Situation situation =
                situations.read(run, workflow, call.step(), tool, String.valueOf(call.effect()), arguments);
        RecordReader.Snapshot snapshot = situation.snapshot();
        if (approval != null && approval.shown() != null && snapshot == null) {
            later(call, READ_WAIT_MS, Refusal.of(RefusalCode.CONNECTOR_UNAVAILABLE, "The record could not be read."));
            return;
        }
        Judge.Judgement judgement = judge.judge(situation, "dispatch", call.id());
        boolean moved = approval != null && images.moved(approval, snapshot);
        switch (judgement.decision()) {
            case Decision.Indeterminate indeterminate ->
                later(
                        call,
                        POLICY_WAIT_MS,
                        Refusal.of(RefusalCode.POLICY_INDETERMINATE, "Policy gave no clean answer in time."));
            case Decision.Deny deny -> refuse(call, denied(deny, judgement.disclosed()), judgement);
            case Decision.Permit permit -> {
                if (moved) {
                    nextRound.ask(call, approval, judgement, call.fence());
                } else {
                    intend(call, situation, judgement);
                }
            }
            case Decision.RequireApproval asked -> {
                Terms terms = judge.terms(asked, tool.binding().editable());
                if (approval == null) {
                    refuse(
                            call,
                            Refusal.of(RefusalCode.POLICY_DENIED, "Policy grew stricter: this now needs a person."),
                            judgement);
                } else if (moved || !NextRound.granted(approval).cover(terms)) {
                    nextRound.ask(call, approval, judgement, call.fence());
                } else {
                    intend(call, situation, judgement);
                }
            }
        }
    }

    private static Refusal denied(Decision.Deny deny, Disclosed disclosed) {
        return Refusal.of(
                RefusalCode.valueOf(deny.refusal()),
                disclosed.text(deny.ruling().title()) + ". "
                        + disclosed.render(deny.ruling().because()));
    }

    private void intend(ToolCall call, Situation situation, Judge.Judgement judgement) {
        ObjectNode arguments = Sender.withVersion(situation.tool(), situation.arguments(), situation.snapshot());
        var intent =
                new CallTransitions.Intent(arguments, judgement.revision(), situation.write(), judgement.obligations());
        boolean done = sender.intendAndSend(
                call, situation.tool(), intent, situation.run().traceparent());
        if (!done) {
            // The guard did not hold: another revision, a cancelled run, a lost lease. Whoever holds it looks again.
            lookAgain(call);
        }
    }

    /** A refusal that policy decided, while its revision is still active. */
    private void refuse(ToolCall call, Refusal refusal, Judge.Judgement judgement) {
        if (!transitions.refuse(call, refusal, call.fence(), judgement)) {
            lookAgain(call);
        }
    }

    private void lookAgain(ToolCall call) {
        policy.refresh();
        if (calls.pastDispatchDeadline(call.id())) {
            end(call, Refusal.of(RefusalCode.APPROVAL_EXPIRED, "It could not be sent in time after the approval."));
        } else {
            calls.putBack(call, 0);
        }
    }

    private void later(ToolCall call, long waitMs, Refusal atTheEnd) {
        if (calls.pastDispatchDeadline(call.id())) {
            transitions.refuse(call, atTheEnd, call.fence());
        } else {
            calls.putBack(call, waitMs);
        }
    }
}
