package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Cards;
import dev.countersign.orchestrator.approval.Queue;
import dev.countersign.orchestrator.approval.SavedViews;
import dev.countersign.orchestrator.approval.Snoozes;
import dev.countersign.orchestrator.approval.Vote;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.toolcall.CallState;
import dev.countersign.orchestrator.toolcall.Entitlement;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.orchestrator.toolcall.Voting;
import dev.countersign.ui.card.Card;
import dev.countersign.ui.card.Tier;
import dev.countersign.ui.inbox.InboxPage;
import dev.countersign.ui.inbox.InboxQuery;
import dev.countersign.ui.inbox.InboxRow;
import dev.countersign.ui.inbox.InboxUpdate;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.Answer;
import dev.countersign.ui.review.ApprovalDesk;
import dev.countersign.ui.review.Aside;
import dev.countersign.ui.review.Attention;
import dev.countersign.ui.review.Ballot;
import dev.countersign.ui.review.Reason;
import dev.countersign.ui.review.ReasonCode;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.Verdict;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The approver's desk over the approvals: what the pages list, open and decide. */
@Singleton
public class Desk implements ApprovalDesk {
    private final Approvals approvals;
    private final Queue queue;
    private final SavedViews views;
    private final Snoozes snoozes;
    private final ToolCalls calls;
    private final Voting voting;
    private final Runs runs;
    private final People people;
    private final Entitlement entitlement;
    private final Readers readers;
    private final AskedBoard askings;
    private final Feed feed;
    private final HoldBoard holds;
    private final RetryBoard retries;
    private final Besides besides;

    public Desk(
            Approvals approvals,
            Queue queue,
            SavedViews views,
            Snoozes snoozes,
            ToolCalls calls,
            Voting voting,
            Runs runs,
            People people,
            Entitlement entitlement,
            Readers readers,
            AskedBoard askings,
            Feed feed,
            HoldBoard holds,
            RetryBoard retries,
            Besides besides) {
        this.approvals = approvals;
        this.queue = queue;
        this.views = views;
        this.snoozes = snoozes;
        this.calls = calls;
        this.voting = voting;
        this.runs = runs;
        this.people = people;
        this.entitlement = entitlement;
        this.readers = readers;
        this.askings = askings;
        this.feed = feed;
        this.holds = holds;
        this.retries = retries;
        this.besides = besides;
    }

    // ---- list -------------------------------------------------------------------------------------------------------

    @Override
    public InboxPage list(Viewer viewer, InboxQuery asked) {
        InboxQuery.Order order = asked.order() != null || !asked.view().isOrdered()
                ? Objects.requireNonNullElse(asked.order(), InboxQuery.Order.EXPIRY)
                : views.order(viewer.id());
        Queue.Reader reader = readers.of(viewer);
        Queue.After after = QueueCursor.after(asked, order);
        List<Queue.Item> items = queue.page(reader, asked, order, after, asked.limit() + 1);
        List<Queue.Item> shown = items.subList(0, Math.min(items.size(), asked.limit()));
        String next = items.size() > asked.limit() ? QueueCursor.of(asked, order, shown.getLast()) : null;
        List<InboxRow> rows =
                rows(viewer, shown.stream().map(Queue.Item::approval).toList());
        int count = next == null && after == null ? rows.size() : queue.count(reader, asked);
        return new InboxPage(rows, next, count, order);
    }

    @Override
    public boolean holds(Viewer viewer, InboxQuery query, UUID approval) {
        return queue.holds(readers.of(viewer), query, approval);
    }

    private List<InboxRow> rows(Viewer viewer, List<Approval> shown) {
        Map<UUID, List<Vote>> votes =
                approvals.votes(shown.stream().map(Approval::id).toList());
        // What waits has a call that waits; only of the others it is a question what became of them.
        Map<UUID, CallState> states = calls.states(shown.stream()
                .filter(approval -> !approval.state().takesVotes())
                .map(Approval::callId)
                .toList());
        people.learnNames(shown.stream()
                .flatMap(approval -> Stream.of(approval.decidedBy(), approval.claimedBy(), approval.editedBy()))
                .filter(Objects::nonNull)
                .toList());
        var rows = new ArrayList<InboxRow>();
        for (Approval approval : shown) {
            Card card = Cards.of(approval);
            rows.add(new InboxRow(
                    approval.id(),
                    approval.state(),
                    approval.round(),
                    approval.digest(),
                    Tier.valueOf(approval.tier()),
                    card.consequence(),
                    approval.workflow(),
                    card.why().title(),
                    (int) current(approval, votes.getOrDefault(approval.id(), List.of())),
                    approval.quorum(),
                    card.changes(),
                    approval.expiresAt(),
                    approval.decidedBy() == null ? null : people.name(approval.decidedBy()),
                    verdict(approval),
                    approval.decidedAt(),
                    states.getOrDefault(approval.callId(), CallState.AWAITING_APPROVAL)
                            .wire(),
                    approval.holdUntil(),
                    attention(viewer, approval, null)));
        }
        return rows;
    }

    private static long current(Approval approval, List<Vote> votes) {
        return votes.stream()
                .filter(vote ->
                        vote.round() == approval.round() && vote.verdict().equals("approve"))
                .count();
    }

    private static @Nullable Verdict verdict(Approval approval) {
        return switch (approval.state()) {
            case GRANTED -> Verdict.APPROVE;
            case REJECTED -> Verdict.REJECT;
            case PENDING, STALE, EXPIRED, WITHDRAWN -> null;
        };
    }

    // ---- open and decide --------------------------------------------------------------------------------------------

    @Override
    public Optional<Review> open(Viewer viewer, UUID id) {
        return approvals.find(id).filter(approval -> maySee(viewer)).map(approval -> review(viewer, approval));
    }

    static boolean maySee(Viewer viewer) {
        return viewer.has("approver") || viewer.has("developer") || viewer.has("operator");
    }

    private Review review(Viewer viewer, Approval approval) {
        List<Vote> votes = approvals.votes(approval.id());
        people.learnNames(votes.stream().map(Vote::person).toList());
        ToolCall call = calls.find(approval.callId()).orElseThrow();
        String whyNot = whyNot(viewer, approval, votes);
        return new Review(
                approval.id(),
                approval.callId(),
                approval.runId(),
                String.valueOf(call.connector()),
                call.tool(),
                approval.workflow(),
                approval.state(),
                approval.round(),
                approval.digest(),
                Tier.valueOf(approval.tier()),
                approval.groups(),
                approval.quorum(),
                approval.editable(),
                votes.stream().map(vote -> ballot(vote, people)).toList(),
                approval.openedAt(),
                approval.expiresAt(),
                approval.holdUntil(),
                String.valueOf(call.policyRevision()),
                Untouched.shown(Cards.of(approval), call.arguments()),
                soFar(approval.runId()),
                fate(call, people),
                whyNot == null,
                whyNot,
                new Aside(
                        attention(viewer, approval, snoozes.until(viewer.id(), approval.id())),
                        holds.of(viewer, approval, call),
                        retries.of(viewer, approval, call),
                        askings.asked(viewer, approval),
                        besides.around(viewer, readers.of(viewer).reach(), approval.id()),
                        besides.similar(approval.id())));
    }

    private Attention attention(Viewer viewer, Approval approval, @Nullable Instant snoozedUntil) {
        boolean claimed = approval.claimedAt(Instant.now());
        return new Attention(
                claimed ? people.name(approval.claimedBy()) : null,
                claimed && viewer.id().equals(approval.claimedBy()),
                claimed ? approval.claimedUntil() : null,
                snoozedUntil,
                approval.escalatedAt(),
                approval.editedBy() == null ? null : people.name(approval.editedBy()));
    }

    private Review.RunSoFar soFar(UUID run) {
        Run.Usage usage = runs.find(run).orElseThrow().usage();
        return new Review.RunSoFar(usage.steps(), usage.cost());
    }

    private @Nullable String whyNot(Viewer viewer, Approval approval, List<Vote> votes) {
        if (!approval.state().takesVotes()) {
            return "This is decided.";
        }
        Optional<Entitlement.Missing> missing = entitlement.missingToVote(Readers.person(viewer), approval);
        if (missing.isPresent()) {
            return missing.get().detail();
        }
        boolean voted = votes.stream()
                .anyMatch(vote ->
                        vote.round() == approval.round() && vote.person().equals(viewer.id()));
        return voted ? "You have voted; it needs " + approval.quorum() + " different people." : null;
    }

    static Ballot ballot(Vote vote, People people) {
        Reason reason =
                vote.reasonCode() == null ? null : new Reason(ReasonCode.valueOf(vote.reasonCode()), vote.note());
        return new Ballot(
                vote.person(),
                people.name(vote.person()) + (vote.forPerson() == null ? "" : " for " + people.name(vote.forPerson())),
                Verdict.of(vote.verdict()).orElseThrow(),
                reason,
                vote.round(),
                vote.at());
    }

    static Review.Fate fate(ToolCall call, People people) {
        Instant at = call.endedAt() != null ? call.endedAt() : call.dispatchedAt();
        String detail =
                switch (call.state()) {
                    case REFUSED -> call.refusalDetail();
                    case FAILED -> call.resolved() == null ? failure(call.answer()) : settled(call.resolved(), people);
                    case AWAITING_APPROVAL, PERMITTED, EXECUTING, SUCCEEDED, OUTCOME_UNKNOWN -> null;
                };
        return new Review.Fate(call.state().wire(), at, detail);
    }

    /** Somebody looked where nobody knew. */
    private static String settled(JsonNode resolved, People people) {
        String note = resolved.path("note").asText("");
        return people.name(resolved.path("by").asText()) + " found that it did not happen"
                + (note.isBlank() ? "." : ": " + note);
    }

    private static @Nullable String failure(@Nullable JsonNode answer) {
        if (answer == null) {
            return null;
        }
        JsonNode content = answer.path("structured_content");
        String text = content.path("detail")
                .asText(content.path("code").asText(answer.path("text").asText("")));
        return text.isEmpty() ? null : text;
    }

    @Override
    public Answer decide(Viewer viewer, UUID id, Verdict verdict, String digest, @Nullable Reason reason) {
        return switch (voting.vote(Readers.person(viewer), id, verdict, digest, reason)) {
            case Voting.Result.NotFound none -> new Answer.NotFound();
            case Voting.Result.Recorded recorded -> new Answer.Accepted(false, opened(viewer, id));
            case Voting.Result.Repeated repeated -> new Answer.Accepted(true, opened(viewer, id));
            case Voting.Result.Refused refused ->
                new Answer.Refused(
                        refused.code().name(),
                        refused.detail(),
                        refused.decidedBy() == null ? null : people.name(refused.decidedBy()),
                        refused.decidedAt(),
                        refused.verdict() == null
                                ? null
                                : Verdict.of(refused.verdict()).orElseThrow());
        };
    }

    private Review opened(Viewer viewer, UUID id) {
        return open(viewer, id).orElseThrow();
    }

    @Override
    public Multi<InboxUpdate> watch(Viewer viewer, @Nullable String lastEventId) {
        return feed.watch(lastEventId);
    }

    @Override
    public String position() {
        return feed.position();
    }
}
