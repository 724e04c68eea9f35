package dev.countersign.orchestrator.toolcall;

import dev.countersign.mcp.catalog.WireNames;
import dev.countersign.mcp.connector.Effect;
import dev.countersign.orchestrator.approval.Terms;
import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.freeze.Freezes;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.transition.GuardRaised;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.policy.decision.Decision;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * The policy enforcement point (DESIGN section 4): takes one proposed call through every check to exactly one of
 * sent, parked or refused. Blocks for as long as the tool takes; virtual threads only.
 */
@Singleton
public class Gate {
    private static final Logger LOG = Logger.getLogger(Gate.class);
    /** How often a decision is taken again because the policy or a limit moved between it and its commit. */
    private static final int TRIES = 5;
    /** How many activations in a row a decision may lose to before it counts as a try. */
    private static final int MOVES = 100;

    private final Connectors connectors;
    private final ToolCalls calls;
    private final Situations situations;
    private final Judge judge;
    private final ActivePolicy policy;
    private final Drift drift;
    private final RejectionMemory memory;
    private final DryRun dryRun;
    private final CardMaker cards;
    private final ProposalTransitions transitions;
    private final Sender sender;
    private final Ids ids;
    private final Listeners listeners;
    private final Freezes freezes;

    Gate(
            Connectors connectors,
            ToolCalls calls,
            Situations situations,
            Judge judge,
            ActivePolicy policy,
            Drift drift,
            RejectionMemory memory,
            DryRun dryRun,
            CardMaker cards,
            ProposalTransitions transitions,
            Sender sender,
            Ids ids,
            Listeners listeners,
            Freezes freezes) {
        this.connectors = connectors;
        this.calls = calls;
        this.situations = situations;
        this.judge = judge;
        this.policy = policy;
        this.drift = drift;
        this.memory = memory;
        this.dryRun = dryRun;
        this.cards = cards;
        this.transitions = transitions;
        this.sender = sender;
        this.ids = ids;
        this.listeners = listeners;
        this.freezes = freezes;
    }

    /**
     * Decides a proposal, and sends it when it may be sent at once. Afterwards there is a row for its place in the
     * run, unless the run's lease was lost.
     */
    public void propose(Proposal proposal) {
        var draft = new Draft(ids.next(), proposal, dotted(proposal));
        Optional<Refusal> refusal = check(draft);
        if (refusal.isPresent()) {
            transitions.refuse(draft, refusal.get());
            return;
        }
        Situation situation = situation(draft);
        int moves = 0;
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try {
                // A lost race shows that there may be a rejection by now.
                if (decide(draft, situation, attempt == 1 ? draft.proposal.run().rejections() : attempt)) {
                    return;
                }
                // Nothing was written: the lease is gone, another revision became active, or it is frozen now.
                Optional<Refusal> frozen = frozen(draft);
                if (frozen.isPresent()) {
                    draft.forgetDecision();
                    transitions.refuse(draft, frozen.get());
                    return;
                }
                policy.refresh();
                if (!policy.active().revision().name().equals(draft.policyRevision) && ++moves <= MOVES) {
                    attempt--;
                }
            } catch (GuardRaised raced) {
                if (attempt == TRIES) {
                    transitions.refuse(
                            draft, Refusal.of(RefusalCode.LIMIT_REACHED, "A limit is used up by other calls."));
                    return;
                }
            }
        }
        LOG.debugf("call %s was not stored: its run is no longer ours", draft.id);
    }

    private static String dotted(Proposal proposal) {
        String bounded =
                proposal.wireName().length() > 200 ? proposal.wireName().substring(0, 200) : proposal.wireName();
        return proposal.workflow().tools().keySet().stream()
                .filter(name -> WireNames.toWire(name).equals(proposal.wireName()))
                .findFirst()
                .orElse(bounded.replaceFirst("__", "."));
    }

    // ---- what needs no policy --------------------------------------------------------------------------------------

    private Optional<Refusal> frozen(Draft draft) {
        return frozen(
                freezes,
                draft.tool,
                draft.proposal.workflow().id(),
                draft.proposal.run().id());
    }

    static Optional<Refusal> frozen(Freezes freezes, String tool, String workflow, UUID run) {
        return freezes.covering(tool, workflow, run)
                .map(freeze -> Refusal.of(
                        RefusalCode.FROZEN,
                        "Calls are stopped for " + freeze.scope().words() + " since "
                                + CloudEvent.time(freeze.requestedAt()) + ": " + freeze.reason()));
    }

    private Optional<Refusal> check(Draft draft) {
        Proposal proposal = draft.proposal;
        Optional<Refusal> frozen = frozen(draft);
        if (frozen.isPresent()) {
            return frozen;
        }
        if (proposal.overTurnCap()) {
            return refusal(RefusalCode.BUDGET_EXHAUSTED, "One message may hold at most 20 calls; this is one more.");
        }
        Workflow workflow = proposal.workflow();
        Optional<PinnedConnector.Tool> tool =
                workflow.tools().containsKey(draft.tool) ? connectors.tool(draft.tool) : Optional.empty();
        if (tool.isEmpty()) {
            return refusal(
                    RefusalCode.UNKNOWN_TOOL,
                    "There is no tool " + draft.tool + " among the tools of workflow " + workflow.id() + ".");
        }
        draft.bound = tool.get();
        draft.effect = effective(tool.get());
        Optional<Refusal> drifted = drift.check(tool.get());
        if (drifted.isPresent()) {
            return drifted;
        }
        switch (ProposedArguments.read(proposal.arguments(), tool.get())) {
            case ProposedArguments.Wrong wrong -> {
                return refusal(RefusalCode.INVALID_ARGUMENTS, wrong.detail());
            }
            case ProposedArguments.Fit fit -> {
                draft.arguments = fit.arguments();
                draft.proposed = fit.proposed();
                draft.argumentsDigest = fit.digest();
            }
        }
        if (proposal.repeatedInMessage()) {
            return refusal(
                    RefusalCode.DUPLICATE,
                    "The call id " + proposal.providerCallId() + " stands twice in one message; the first one counts.");
        }
        return Optional.empty();
    }

    private Optional<Refusal> toolLimit(Draft draft) {
        Workflow workflow = draft.proposal.workflow();
        Integer limit = workflow.tools().get(draft.tool);
        if (limit != null && calls.used(draft.proposal.run().id(), draft.tool) >= limit) {
            return refusal(
                    RefusalCode.LIMIT_REACHED,
                    "Workflow " + workflow.id() + " allows " + limit + (limit == 1 ? " call" : " calls") + " of "
                            + draft.tool + " a run.");
        }
        return Optional.empty();
    }

    static Effect effective(PinnedConnector.Tool tool) {
        return tool.pinned().effect();
    }

    private static Optional<Refusal> refusal(RefusalCode code, String detail) {
        return Optional.of(Refusal.of(code, detail));
    }

    // ---- facts and decision ----------------------------------------------------------------------------------------

    private Situation situation(Draft draft) {
        Situation situation = situations.read(
                draft.proposal.run(),
                draft.proposal.workflow(),
                draft.proposal.step(),
                draft.tool(),
                String.valueOf(draft.effect),
                draft.arguments());
        draft.price = situation.price();
        return situation;
    }

    /**
     * What is told before anything that policy says but DUPLICATE, in the order of {@link RefusalCode}: a budget, a
     * person's earlier no, the workflow's own limit.
     */
    private Optional<Refusal> precedes(Draft draft, Situation situation, Decision decision, int rejections) {
        if (decision instanceof Decision.Deny deny && deny.refusal().equals(RefusalCode.DUPLICATE.name())) {
            return Optional.empty();
        }
        var same = RejectionMemory.Same.of(situation);
        RejectionMemory.Recalled recalled = memory.recall(situation.run(), same, rejections);
        draft.recalled = recalled;
        draft.same = decision instanceof Decision.RequireApproval ? same : null;
        boolean wouldSend =
                switch (decision) {
                    case Decision.Permit permit -> true;
                    case Decision.RequireApproval approval -> true;
                    case Decision.Deny deny -> deny.refusal().equals(RefusalCode.DRY_RUN.name());
                    case Decision.Indeterminate indeterminate -> false;
                };
        return (wouldSend ? overBudget(situation) : Optional.<Refusal>empty())
                .or(() -> Optional.ofNullable(recalled.refusal()))
                .or(() -> toolLimit(draft));
    }

    /**
     * True when the decision is committed.
     *
     * @param rejections how many the run is known to have had
     */
    private boolean decide(Draft draft, Situation situation, int rejections) {
        long asked = System.nanoTime();
        Judge.Judgement judgement = judge.judge(situation, "propose", null);
        draft.decisionMicros = (int) Math.min(Integer.MAX_VALUE, (System.nanoTime() - asked) / 1_000);
        listeners.tell(draft.id, judgement.input(), judgement.decision());
        String revision = judgement.revision();
        Disclosed disclosed = judgement.disclosed();
        draft.policyInput = disclosed.stored(judgement.input());
        draft.refs = disclosed.open().refs();
        decided(draft, judgement);
        Optional<Refusal> first = precedes(draft, situation, judgement.decision(), rejections);
        if (first.isPresent()) {
            return transitions.refuse(draft, first.get());
        }
        return switch (judgement.decision()) {
            case Decision.Deny deny -> transitions.refuse(draft, denied(draft, deny, judgement));
            case Decision.Indeterminate indeterminate -> {
                LOG.warnf(
                        "call %s of run %s: policy gave no answer: %s",
                        draft.id, situation.run().id(), indeterminate.cause());
                yield transitions.refuse(
                        draft,
                        Refusal.of(
                                RefusalCode.POLICY_INDETERMINATE, "Policy gave no clean answer, so nothing was sent."));
            }
            case Decision.Permit permit -> {
                draft.obligations = permit.obligations();
                draft.image = draft.isWrite() ? BeforeImage.of(disclosed) : null;
                yield sender.intendAndSend(draft, situation, judgement);
            }
            case Decision.RequireApproval approval -> {
                draft.obligations = approval.obligations();
                yield park(draft, judgement, approval);
            }
        };
    }

    /** What policy said is kept whatever comes of it. */
    static void decided(Draft draft, Judge.Judgement judgement) {
        Disclosed disclosed = judgement.disclosed();
        Decision.Ruling ruling = judgement.ruling();
        draft.outcome = Judge.outcome(judgement.decision());
        draft.policyRevision = judgement.revision();
        draft.ruling = ruling == null ? null : disclosed.filled(ruling);
        draft.because = ruling == null ? null : disclosed.render(ruling.because());
    }

    private Refusal denied(Draft draft, Decision.Deny deny, Judge.Judgement judgement) {
        RefusalCode code = RefusalCode.valueOf(deny.refusal());
        if (code != RefusalCode.DRY_RUN) {
            return Refusal.of(code, explained(draft));
        }
        draft.would = dryRun.would(judgement);
        return Refusal.of(code, dryRun.told(explained(draft), judgement.disclosed()));
    }

    static String explained(Draft draft) {
        return Objects.requireNonNull(draft.ruling).title() + ". " + draft.because;
    }

    static Optional<Refusal> overBudget(Situation situation) {
        BigDecimal budget = situation.workflow().budgets().cost();
        BigDecimal price = situation.price();
        if (budget == null
                || price == null
                || situation.run().usage().cost().add(price).compareTo(budget) <= 0) {
            return Optional.empty();
        }
        return refusal(
                RefusalCode.BUDGET_EXHAUSTED,
                situation.tool().dotted() + " costs up to " + price.toPlainString() + "; the run has used "
                        + situation.run().usage().cost().toPlainString() + " of " + budget.toPlainString() + ".");
    }

    private boolean park(Draft draft, Judge.Judgement judgement, Decision.RequireApproval approval) {
        Disclosed disclosed = judgement.disclosed();
        UUID id = ids.next();
        Terms terms = judge.terms(approval, draft.tool().binding().editable());
        Showing showing = cards.show(
                draft.id,
                disclosed,
                terms,
                1,
                Objects.requireNonNull(draft.ruling),
                String.valueOf(draft.because),
                judge.wouldPassIf(judgement),
                draft.proposal.agentWords(),
                null,
                null);
        return transitions.park(draft, judgement.claims(), id, showing);
    }
}
