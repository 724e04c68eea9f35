package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Cards;
import dev.countersign.orchestrator.approval.Rounds;
import dev.countersign.orchestrator.approval.Vote;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.ui.card.Tier;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.Aside;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.timeline.CallDesk;
import dev.countersign.ui.timeline.CallStory;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Tells one call for people, with the cards of its rounds as they were stored when they were shown. */
@Singleton
public class CallBoard implements CallDesk {
    private final ToolCalls calls;
    private final Runs runs;
    private final Approvals approvals;
    private final Rounds rounds;
    private final People people;
    private final Explaining explaining;
    private final CallFacts facts;
    private final Reach reach;

    public CallBoard(
            ToolCalls calls,
            Runs runs,
            Approvals approvals,
            Rounds rounds,
            People people,
            Explaining explaining,
            CallFacts facts,
            Reach reach) {
        this.calls = calls;
        this.runs = runs;
        this.approvals = approvals;
        this.rounds = rounds;
        this.people = people;
        this.explaining = explaining;
        this.facts = facts;
        this.reach = reach;
    }

    @Override
    public Optional<CallStory> call(Viewer viewer, UUID id, int round) {
        return calls.find(id).filter(call -> reach.maySee(viewer, call.runId())).map(call -> story(call, round));
    }

    private CallStory story(ToolCall call, int round) {
        Run run = runs.find(call.runId()).orElseThrow();
        Approval approval = call.approvalId() == null
                ? null
                : approvals.find(call.approvalId()).orElseThrow();
        List<Vote> votes = approval == null ? List.of() : approvals.votes(approval.id());
        people.learnNames(votes.stream().map(Vote::person).toList());
        List<Rounds.Round> asked = approval == null ? List.of() : rounds.of(approval.id());
        Optional<Explaining.Told> why = explaining.of(call);
        JsonNode content = Kept.content(call.answer());
        return new CallStory(
                call.id(),
                call.runId(),
                call.approvalId(),
                call.tool(),
                call.state().wire(),
                facts.of(call, run, approval, votes),
                why.map(Explaining.Told::why).orElse(null),
                why.map(Explaining.Told::now).orElse(null),
                call.shownArguments() == null ? null : JsonText.block(call.shownArguments()),
                call.proposedArguments() == null ? null : JsonText.block(call.proposedArguments()),
                content == null ? null : JsonText.block(content),
                Kept.sentence(call.withheld()),
                told(asked, approval, votes),
                approval == null ? null : shown(call, run, approval, votes, round));
    }

    private List<CallStory.Round> told(List<Rounds.Round> asked, @Nullable Approval approval, List<Vote> votes) {
        var told = new ArrayList<CallStory.Round>();
        for (Rounds.Round round : asked) {
            var outcome = new StringBuilder();
            for (Vote vote : votes) {
                if (vote.round() == round.number()) {
                    outcome.append(vote.verdict().equals("approve") ? "Approved by " : "Rejected by ")
                            .append(people.name(vote.person()))
                            .append(vote.verdict().equals("approve") ? ". " : ": " + Scene.reason(vote) + " ");
                }
            }
            boolean newest = approval != null && round.number() == approval.round();
            String end = newest ? word(approval.state()) : "Another round was opened.";
            told.add(new CallStory.Round(round.number(), round.openedAt(), (outcome + end).strip()));
        }
        return told;
    }

    private static String word(ReviewState state) {
        return switch (state) {
            case PENDING -> "Waits.";
            case STALE -> "Waits, on a record that had moved.";
            case EXPIRED -> "Expired.";
            case WITHDRAWN -> "Withdrawn.";
            case GRANTED, REJECTED -> "";
        };
    }

    /** The card of a round, from its own row and nothing newer; a round that there never was is the newest. */
    private CallStory.@Nullable Shown shown(ToolCall call, Run run, Approval approval, List<Vote> votes, int asked) {
        Rounds.Snapshot snapshot = rounds.snapshot(approval.id(), asked)
                .or(() -> rounds.snapshot(approval.id(), approval.round()))
                .orElse(null);
        if (snapshot == null) {
            return null;
        }
        JsonNode terms = snapshot.bound().path("terms");
        var groups = new ArrayList<String>();
        terms.path("groups").forEach(group -> groups.add(group.asText()));
        var editable = new ArrayList<String>();
        terms.path("editable").forEach(field -> editable.add(field.asText()));
        boolean newest = snapshot.number() == approval.round();
        try {
            var review = new Review(
                    approval.id(),
                    call.id(),
                    call.runId(),
                    String.valueOf(call.connector()),
                    call.tool(),
                    approval.workflow(),
                    newest ? approval.state() : ReviewState.WITHDRAWN,
                    snapshot.number(),
                    snapshot.digest(),
                    Tier.valueOf(terms.path("tier").asText(approval.tier())),
                    groups,
                    terms.path("quorum").asInt(1),
                    editable,
                    votes.stream()
                            .filter(vote -> vote.round() == snapshot.number())
                            .map(vote -> Desk.ballot(vote, people))
                            .toList(),
                    snapshot.openedAt(),
                    approval.expiresAt(),
                    null,
                    String.valueOf(call.policyRevision()),
                    Untouched.shown(Cards.read(snapshot.card()), call.arguments()),
                    new Review.RunSoFar(run.usage().steps(), run.usage().cost()),
                    new Review.Fate(call.state().wire(), null, null),
                    false,
                    null,
                    Aside.NONE);
            return new CallStory.Shown(
                    review,
                    JsonText.block(snapshot.bound()),
                    Digest.of(snapshot.bound()).value());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the card of approval " + approval.id() + " cannot be read", e);
        }
    }
}
