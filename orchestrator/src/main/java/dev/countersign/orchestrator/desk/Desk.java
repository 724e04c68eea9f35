package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Vote;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
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
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The approver's desk over the approvals: what the pages list, open and decide. */
@Singleton
public class Desk implements ApprovalDesk {
    private static final ObjectMapper CARDS =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private final Approvals approvals;
    private final ToolCalls calls;
    private final Voting voting;
    private final Runs runs;
    private final People people;
    private final Entitlement entitlement;
    private final Feed feed;

    public Desk(
            Approvals approvals,
            ToolCalls calls,
            Voting voting,
            Runs runs,
            People people,
            Entitlement entitlement,
            Feed feed) {
        this.approvals = approvals;
        this.calls = calls;
        this.voting = voting;
        this.runs = runs;
        this.people = people;
        this.entitlement = entitlement;
        this.feed = feed;
    }

    // ---- list -------------------------------------------------------------------------------------------------------

    @Override
    public InboxPage list(Viewer viewer, InboxQuery query) {
        Set<String> groups = viewer.groups();
        String[] after = parts(query.cursor());
        List<Approval> rows =
                switch (query.view()) {
                    case MINE -> approvals.waiting(groups, null, viewer.id(), keyset(after), query.limit() + 1);
                    case TEAM -> approvals.waiting(reach(viewer), null, null, keyset(after), query.limit() + 1);
                    case DECIDED ->
                        approvals.votedBy(
                                viewer.id(),
                                after == null ? null : Instant.parse(after[0]),
                                after == null ? null : UUID.fromString(after[2]),
                                query.limit() + 1);
                };
        List<Approval> shown = rows.subList(0, Math.min(rows.size(), query.limit()));
        String next = rows.size() > query.limit() ? cursor(query.view(), shown.getLast()) : null;
        return new InboxPage(rows(viewer, shown), next, counts(viewer));
    }

    /** Operators see what waits everywhere, others what waits in their groups. */
    private static @Nullable Set<String> reach(Viewer viewer) {
        return viewer.has("operator") || viewer.has("developer") ? null : viewer.groups();
    }

    @Override
    public Map<InboxQuery.View, Integer> counts(Viewer viewer) {
        var counts = new EnumMap<InboxQuery.View, Integer>(InboxQuery.View.class);
        counts.put(InboxQuery.View.MINE, approvals.count(viewer.groups(), viewer.id()));
        counts.put(InboxQuery.View.TEAM, approvals.count(reach(viewer), null));
        return counts;
    }

    private List<InboxRow> rows(Viewer viewer, List<Approval> shown) {
        Map<UUID, List<Vote>> votes =
                approvals.votes(shown.stream().map(Approval::id).toList());
        var rows = new ArrayList<InboxRow>();
        for (Approval approval : shown) {
            Card card = card(approval);
            String callState =
                    calls.find(approval.callId()).orElseThrow().state().wire();
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
                    callState,
                    approval.holdUntil(),
                    attention(viewer, approval)));
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

    private static String @Nullable [] parts(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("\\|", -1);
            if (parts.length != 3) {
                return null;
            }
            Instant.parse(parts[0]);
            UUID.fromString(parts[2]);
            return parts;
        } catch (IllegalArgumentException | java.time.DateTimeException old) {
            // A cursor of an older version, or a mangled link: the list begins at its beginning.
            return null;
        }
    }

    private static Approvals.@Nullable After keyset(String @Nullable [] parts) {
        return parts == null ? null : new Approvals.After(Instant.parse(parts[0]), parts[1], UUID.fromString(parts[2]));
    }

    private static String cursor(InboxQuery.View view, Approval last) {
        Instant at = view == InboxQuery.View.DECIDED ? last.openedAt() : last.expiresAt();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((at + "|" + last.tier() + "|" + last.id()).getBytes(StandardCharsets.UTF_8));
    }

    // ---- open and decide --------------------------------------------------------------------------------------------

    @Override
    public Optional<Review> open(Viewer viewer, UUID id) {
        return approvals.find(id).filter(approval -> maySee(viewer)).map(approval -> review(viewer, approval));
    }

    private static boolean maySee(Viewer viewer) {
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
                votes.stream().map(this::ballot).toList(),
                approval.openedAt(),
                approval.expiresAt(),
                approval.holdUntil(),
                String.valueOf(call.policyRevision()),
                Untouched.shown(card(approval), call.arguments()),
                soFar(approval.runId()),
                fate(call),
                whyNot == null,
                whyNot,
                new Aside(attention(viewer, approval)));
    }

    private Attention attention(Viewer viewer, Approval approval) {
        return new Attention(
                approval.claimedBy() == null ? null : people.name(approval.claimedBy()),
                viewer.id().equals(approval.claimedBy()),
                approval.claimedUntil(),
                null,
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
        Optional<Entitlement.Missing> missing = entitlement.missing(person(viewer), approval);
        if (missing.isPresent()) {
            return missing.get().detail();
        }
        boolean voted = votes.stream()
                .anyMatch(vote ->
                        vote.round() == approval.round() && vote.person().equals(viewer.id()));
        return voted ? "You have voted; it needs " + approval.quorum() + " different people." : null;
    }

    private Ballot ballot(Vote vote) {
        Reason reason =
                vote.reasonCode() == null ? null : new Reason(ReasonCode.valueOf(vote.reasonCode()), vote.note());
        return new Ballot(
                vote.person(),
                people.name(vote.person()),
                Verdict.of(vote.verdict()).orElseThrow(),
                reason,
                vote.round(),
                vote.at());
    }

    private static Review.Fate fate(ToolCall call) {
        Instant at = call.endedAt() != null ? call.endedAt() : call.dispatchedAt();
        String detail =
                switch (call.state()) {
                    case REFUSED -> call.refusalDetail();
                    case FAILED -> failure(call.answer());
                    case AWAITING_APPROVAL, PERMITTED, EXECUTING, SUCCEEDED, OUTCOME_UNKNOWN -> null;
                };
        return new Review.Fate(call.state().wire(), at, detail);
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

    static Card card(Approval approval) {
        try {
            return CARDS.treeToValue(approval.card(), Card.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the card of approval " + approval.id() + " cannot be read", e);
        }
    }

    @Override
    public Answer decide(Viewer viewer, UUID id, Verdict verdict, String digest, @Nullable Reason reason) {
        return switch (voting.vote(person(viewer), id, verdict, digest, reason)) {
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

    private static Caller.Person person(Viewer viewer) {
        return new Caller.Person(viewer.id(), viewer.name(), viewer.roles(), viewer.groups());
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
    }}
