package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.CanonicalJson;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.mcp.schema.Problem;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Terms;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.toolcall.WaitingCalls.WaitingCall;
import dev.countersign.orchestrator.transition.GuardRaised;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.decision.Decision;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes what would be sent, within what the tool lets a person change (INBOX section 4, ADR 0021). An edited call goes
 * through what a proposal goes through: schema, clamps, policy, limits; then it is asked about anew. An edit never
 * approves. Blocks; virtual threads only.
 */
@Singleton
public class Editing {
    /** How often it is judged again because policy or a limit moved between that and the commit. */
    private static final int TRIES = 5;

    private final Approvals approvals;
    private final WaitingCalls waiting;
    private final Standing standing;
    private final People people;
    private final Judge judge;
    private final ActivePolicy policy;
    private final BeforeImages images;
    private final Recheck recheck;
    private final CardMaker cards;
    private final EditTransition transition;

    Editing(
            Approvals approvals,
            WaitingCalls waiting,
            Standing standing,
            People people,
            Judge judge,
            ActivePolicy policy,
            BeforeImages images,
            Recheck recheck,
            CardMaker cards,
            EditTransition transition) {
        this.approvals = approvals;
        this.waiting = waiting;
        this.standing = standing;
        this.people = people;
        this.judge = judge;
        this.policy = policy;
        this.images = images;
        this.recheck = recheck;
        this.cards = cards;
        this.transition = transition;
    }

    /** What came of an edit. Unless it is {@link Edited}, nothing changed, but for a record that moved. */
    public sealed interface Result {
        /** The next round is open with the edited call. */
        record Edited(UUID approval) implements Result {}

        /** As for a vote: not entitled, not this card, too late, or not now. */
        record Refused(Voting.Result.Refused refusal) implements Result {}

        /** Members outside what the tool lets a person change, with pointers into the arguments. */
        record NotEditable(List<Problem> problems) implements Result {}

        /** Arguments that could not be sent, or that change nothing; pointers into the arguments. */
        record Invalid(List<Problem> problems) implements Result {}

        /** Policy would not let the edited call pass. */
        record Denied(String ruleId, String title, String because) implements Result {}

        /** The run's money does not cover the edited call. */
        record TooExpensive(String detail) implements Result {}

        record NotFound() implements Result {}
    }

    /** @param arguments the whole new object, of which only what is editable may differ */
    public Result edit(Caller caller, UUID id, String digest, ObjectNode arguments) {
        Optional<Approval> found = approvals.find(id);
        if (found.isEmpty()) {
            return new Result.NotFound();
        }
        if (!(caller instanceof Caller.Person known)) {
            return refused(VoteRefusal.NOT_AN_APPROVER, "An agent's key never edits. A person has to.");
        }
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            Approval approval = approvals.find(id).orElseThrow();
            // Roles and groups are the database's, not the session's: they may have changed since.
            Caller.Person person = people.person(known.id()).orElse(known);
            Optional<Voting.Result.Refused> refusal = standing.edit(person, approval, digest);
            if (refusal.isPresent()) {
                return new Result.Refused(refusal.get());
            }
            try {
                Result result = once(approval, person, arguments);
                if (result != null) {
                    return result;
                }
                policy.refresh();
            } catch (GuardRaised raced) {
                // A limit filled up after policy had looked: it is asked again, and names the limit.
            }
        }
        return refused(
                VoteRefusal.POLICY_INDETERMINATE,
                "Too much changed at the same time. Nothing was changed; save it again.");
    }

    /** Null when something moved meanwhile: whoever asks looks at it again. */
    private @Nullable Result once(Approval approval, Caller.Person person, ObjectNode arguments) {
        WaitingCall call = waiting.of(approval);
        List<Problem> outside = outside(call.arguments(), arguments, approval.editable());
        if (!outside.isEmpty()) {
            return new Result.NotEditable(outside);
        }
        return switch (ProposedArguments.read(Rows.text(arguments), call.tool())) {
            case ProposedArguments.Wrong wrong -> new Result.Invalid(wrong.problems());
            case ProposedArguments.Fit fit ->
                Digest.of(call.arguments()).value().equals(fit.digest())
                        ? new Result.Invalid(List.of(
                                new Problem("", null, "Change at least one value: this is what would be sent anyway.")))
                        : asked(approval, person, call, fit.arguments());
        };
    }

    /** The members that differ and may not. A number that has no canonical form differs from everything. */
    private static List<Problem> outside(ObjectNode now, ObjectNode wanted, List<String> editable) {
        Set<String> names = new LinkedHashSet<>();
        now.fieldNames().forEachRemaining(names::add);
        wanted.fieldNames().forEachRemaining(names::add);
        names.removeAll(editable);
        var problems = new ArrayList<Problem>();
        String allowed = editable.isEmpty() ? "Nothing" : "Only " + String.join(", ", editable);
        for (String name : names) {
            if (!same(now.get(name), wanted.get(name))) {
                problems.add(new Problem(
                        "/" + name.replace("~", "~0").replace("/", "~1"),
                        wanted.get(name),
                        allowed + " may be changed here. Leave it as it is, or reject with a reason."));
            }
        }
        return problems;
    }

    private static boolean same(@Nullable JsonNode one, @Nullable JsonNode other) {
        if (one == null || other == null || one.equals(other)) {
            return Objects.equals(one, other);
        }
        return CanonicalJson.lostNumbers(other).isEmpty()
                && CanonicalJson.text(one).equals(CanonicalJson.text(other));
    }

    private @Nullable Result asked(Approval approval, Caller.Person person, WaitingCall call, ObjectNode arguments) {
        Situation situation = waiting.now(call, arguments);
        if (approval.shown() != null && situation.snapshot() == null) {
            return refused(
                    VoteRefusal.RECORD_UNREADABLE,
                    "The record cannot be read right now, so editing waits. Nothing was changed.");
        }
        if (images.moved(approval, situation.snapshot())) {
            Recheck.Finding finding = recheck.beforeVote(approval, () -> true);
            if (!(finding instanceof Recheck.Finding.Unchanged)) {
                return Voting.told(finding)
                        .map(told -> (Result) new Result.Refused((Voting.Result.Refused) told))
                        .orElse(null);
            }
        }
        Optional<Refusal> poor = Gate.overBudget(situation);
        if (poor.isPresent()) {
            return new Result.TooExpensive(poor.get().detail());
        }
        Judge.Judgement judgement =
                judge.judge(situation, "propose", call.call().id());
        return switch (judgement.decision()) {
            case Decision.Indeterminate indeterminate ->
                refused(
                        VoteRefusal.POLICY_INDETERMINATE,
                        "Policy gives no answer right now, so editing waits. Nothing was changed.");
            case Decision.Deny deny -> {
                Decision.Ruling ruling = judgement.disclosed().filled(deny.ruling());
                yield new Result.Denied(
                        ruling.ruleId(), ruling.title(), judgement.disclosed().render(ruling.because()));
            }
            case Decision.Permit permit ->
                save(approval, person, call, judgement, permit.ruling(), NextRound.granted(approval));
            case Decision.RequireApproval asked -> {
                Terms terms = judge.terms(asked, call.tool().binding().editable());
                yield save(
                        approval,
                        person,
                        call,
                        judgement,
                        asked.ruling(),
                        NextRound.granted(approval).tightened(terms));
            }
        };
    }

    private @Nullable Result save(
            Approval approval,
            Caller.Person person,
            WaitingCall call,
            Judge.Judgement judgement,
            Decision.Ruling raw,
            Terms terms) {
        Disclosed disclosed = judgement.disclosed();
        ObjectNode proposal = proposal(call);
        ObjectNode agents = call.tool().binding().clamped(proposal);
        boolean restored = Digest.of(agents).equals(Digest.of(disclosed.raw().arguments()));
        Decision.Ruling ruling = disclosed.filled(raw);
        String because = disclosed.render(ruling.because());
        Showing showing = cards.show(
                call.call().id(),
                disclosed,
                terms,
                approval.round() + 1,
                ruling,
                because,
                judgement.decision() instanceof Decision.Permit ? null : judge.wouldPassIf(judgement),
                call.call().agentWords(),
                restored ? null : proposal,
                null);
        boolean done = transition.commit(new EditTransition.Edit(
                approval,
                call.call(),
                restored ? null : person.id(),
                person.id(),
                restored && agents == proposal ? null : Rows.text(proposal),
                judgement,
                ruling,
                because,
                showing));
        return done ? new Result.Edited(approval.id()) : null;
    }

    /** What the agent proposed first, however often it was edited since. */
    private static ObjectNode proposal(WaitingCall call) {
        return call.call().proposedArguments() instanceof ObjectNode kept ? kept : call.arguments();
    }

    private static Result refused(VoteRefusal code, String detail) {
        return new Result.Refused(Voting.refused(code, detail));
    }
}
