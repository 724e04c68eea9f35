package dev.countersign.ui.testing;

import dev.countersign.ui.inbox.InboxPage;
import dev.countersign.ui.inbox.InboxQuery;
import dev.countersign.ui.inbox.InboxQuery.Filter;
import dev.countersign.ui.inbox.InboxQuery.Order;
import dev.countersign.ui.inbox.InboxQuery.View;
import dev.countersign.ui.inbox.InboxRow;
import dev.countersign.ui.inbox.InboxUpdate;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.Answer;
import dev.countersign.ui.review.ApprovalDesk;
import dev.countersign.ui.review.Attention;
import dev.countersign.ui.review.Ballot;
import dev.countersign.ui.review.Reason;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.review.Verdict;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Approvals in memory with the rules that the pages rely on, seeded anew for each test. */
@ApplicationScoped
public class TestingDesk implements ApprovalDesk {

    private final Map<UUID, Review> reviews = new ConcurrentHashMap<>();
    private final Map<UUID, Answer.Refused> refusals = new ConcurrentHashMap<>();
    private final AtomicInteger votes = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final List<InboxUpdate.Changed> told = new ArrayList<>();
    private final List<String> resumed = new CopyOnWriteArrayList<>();
    private volatile BroadcastProcessor<InboxUpdate> updates = BroadcastProcessor.create();
    private final TestingAttention attention;
    private final TestingViews views;
    private int pageSize;

    @Inject
    TestingDesk(TestingAttention attention, TestingViews views) {
        this.attention = attention;
        this.views = views;
    }

    public synchronized void seed(List<Review> seeded) {
        reviews.clear();
        refusals.clear();
        votes.set(0);
        streams.set(0);
        resumed.clear();
        pageSize = 0;
        attention.forget();
        views.forget();
        seeded.forEach(review -> reviews.put(review.id(), review));
    }

    /** The next vote on it is refused like this. */
    public void refuse(UUID approval, Answer.Refused refusal) {
        refusals.put(approval, refusal);
    }

    public int votesTaken() {
        return votes.get();
    }

    public Review review(UUID id) {
        return Optional.ofNullable(reviews.get(id)).orElseThrow();
    }

    List<Review> all() {
        return List.copyOf(reviews.values());
    }

    /** Stores a new state of an approval and tells the open pages. */
    public void put(Review review) {
        synchronized (told) {
            reviews.put(review.id(), review);
            var change = new InboxUpdate.Changed(
                    "e" + told.size(), review.id(), review.state(), review.round(), review.digest());
            told.add(change);
            updates.onNext(change);
        }
    }

    /** Stores a new state of an approval and tells nobody. */
    public void store(Review review) {
        reviews.put(review.id(), review);
    }

    /** Ends every open stream, as a restart of the server does; the browsers come back by themselves. */
    public void cutStreams() {
        BroadcastProcessor<InboxUpdate> cut = updates;
        updates = BroadcastProcessor.create();
        cut.onComplete();
    }

    /** How many streams were opened since the seed. */
    public int streamsOpened() {
        return streams.get();
    }

    /** The ids with which streams were resumed since the seed; "" for a stream from now on. */
    public List<String> resumedFrom() {
        return List.copyOf(resumed);
    }

    @Override
    public InboxPage list(Viewer viewer, InboxQuery query) {
        Order order = Objects.requireNonNullElseGet(query.order(), () -> views.order(viewer));
        List<Review> found = reviews.values().stream()
                .filter(review -> belongs(review, viewer, query.view()) && passes(review, query.filter()))
                .sorted(sorted(order))
                .toList();
        int from = query.cursor() != null && query.cursor().startsWith("page-")
                ? Integer.parseInt(query.cursor().substring(5))
                : 0;
        int to = Math.min(found.size(), from + (pageSize == 0 ? query.limit() : pageSize));
        int waiting = (int)
                found.stream().filter(review -> review.state().takesVotes()).count();
        return new InboxPage(
                found.subList(Math.min(from, to), to).stream()
                        .map(review -> row(attended(review, viewer)))
                        .toList(),
                to < found.size() ? "page-" + to : null,
                waiting,
                order);
    }

    private static Comparator<Review> sorted(Order order) {
        Comparator<Review> byExpiry = Comparator.comparing(Review::expiresAt).thenComparing(Review::tier);
        return switch (order) {
            case EXPIRY -> byExpiry;
            case NEWEST -> Comparator.comparing(Review::openedAt).reversed().thenComparing(byExpiry);
            case OLDEST -> Comparator.comparing(Review::openedAt).thenComparing(byExpiry);
            case TIER -> Comparator.comparing(Review::tier).reversed().thenComparing(byExpiry);
        };
    }

    private static boolean passes(Review review, Filter filter) {
        return (filter.workflow() == null || filter.workflow().equals(review.workflow()))
                && (filter.tool() == null || filter.tool().equals(review.tool()))
                && (filter.rule() == null
                        || filter.rule().equals(review.card().why().ruleId()))
                && (filter.tier() == null || filter.tier() == review.tier())
                && filter.ref() == null;
    }

    /** Pages of so many rows, for tests of turning them; 0 for what is asked. */
    public void pages(int rows) {
        pageSize = rows;
    }

    @Override
    public boolean holds(Viewer viewer, InboxQuery query, UUID approval) {
        Review review = reviews.get(approval);
        return review != null
                && review.state().takesVotes()
                && belongs(review, viewer, query.view())
                && passes(review, query.filter());
    }

    private Review attended(Review review, Viewer viewer) {
        return TestingRounds.beside(review, review.aside().with(attention.of(review, viewer)));
    }

    @Override
    public Optional<Review> open(Viewer viewer, UUID approval) {
        return Optional.ofNullable(reviews.get(approval)).map(review -> seenBy(attended(review, viewer), viewer));
    }

    @Override
    public synchronized Answer decide(
            Viewer viewer, UUID approval, Verdict verdict, String digest, @Nullable Reason reason) {
        Review review = reviews.get(approval);
        if (review == null) {
            return new Answer.NotFound();
        }
        Answer.Refused refusal = refusals.remove(approval);
        if (refusal != null) {
            return refusal;
        }
        if (!review.state().takesVotes()) {
            Ballot last = review.votes().getLast();
            return new Answer.Refused(
                    "ALREADY_DECIDED", "Somebody was first.", last.byName(), last.at(), last.verdict());
        }
        if (!review.digest().equals(digest)) {
            return new Answer.Refused("DIGEST_MISMATCH", "Nothing was sent. Read the new one.", null, null, null);
        }
        votes.incrementAndGet();
        Review next = TestingRounds.voted(review, viewer, verdict, reason);
        put(next);
        return new Answer.Accepted(false, seenBy(next, viewer));
    }

    @Override
    public Multi<InboxUpdate> watch(Viewer viewer, @Nullable String lastEventId) {
        streams.incrementAndGet();
        String last = lastEventId == null ? "" : lastEventId;
        resumed.add(last);
        return Multi.createFrom().emitter(page -> {
            // What is told while somebody comes is told to them too: both happen under this lock.
            synchronized (told) {
                int at = last.isEmpty() ? told.size() : Integer.parseInt(last.substring(1)) + 1;
                told.subList(Math.min(at, told.size()), told.size()).forEach(page::emit);
                Cancellable line = updates.subscribe().with(page::emit, page::fail, page::complete);
                page.onTermination(line::cancel);
            }
        });
    }

    @Override
    public String position() {
        synchronized (told) {
            return told.isEmpty() ? "e-1" : told.getLast().eventId();
        }
    }

    int count(Viewer viewer, InboxQuery query) {
        return (int) reviews.values().stream()
                .filter(review -> review.state().takesVotes()
                        && belongs(review, viewer, query.view())
                        && passes(review, query.filter()))
                .count();
    }

    private boolean belongs(Review review, Viewer viewer, View view) {
        boolean voted = review.votes().stream()
                .anyMatch(vote -> vote.by().equals(viewer.id()) && vote.round() == review.round());
        boolean mine = review.groups().stream().anyMatch(viewer.groups()::contains);
        boolean here = review.state().takesVotes() || fresh(review);
        Attention now = attention.of(review, viewer);
        boolean putOff = now.snoozedUntil() != null;
        return switch (view) {
            case MINE -> mine && !voted && here && !putOff;
            case TEAM -> (mine || !viewer.has("approver")) && here && !putOff;
            case UNASSIGNED -> mine && !voted && here && !putOff && now.claimedBy() == null;
            case EXPIRING ->
                mine
                        && !voted
                        && here
                        && review.expiresAt().isBefore(Instant.now().plus(Duration.ofHours(1)));
            case SNOOZED -> putOff;
            case FAILED ->
                review.fate().callState().equals("failed")
                        || review.fate().callState().equals("outcome_unknown");
            case DECIDED -> voted && !review.state().takesVotes();
        };
    }

    private static boolean fresh(Review review) {
        return !review.votes().isEmpty()
                && review.votes().getLast().at().isAfter(Instant.now().minus(Duration.ofMinutes(5)));
    }

    private static Review seenBy(Review review, Viewer viewer) {
        boolean mine = review.groups().stream().anyMatch(viewer.groups()::contains);
        boolean voted = review.votes().stream()
                .anyMatch(vote -> vote.by().equals(viewer.id()) && vote.round() == review.round());
        String whyNot = !mine
                ? "It waits for " + String.join(", ", review.groups()) + "."
                : voted ? "You voted. It waits for one more approver." : null;
        return TestingRounds.entitled(review, whyNot == null && review.state().takesVotes(), whyNot);
    }

    private static InboxRow row(Review review) {
        boolean ended = !review.state().takesVotes() && !review.votes().isEmpty();
        Ballot last = ended ? review.votes().getLast() : null;
        return new InboxRow(
                review.id(),
                review.state(),
                review.round(),
                review.digest(),
                review.tier(),
                review.card().consequence(),
                review.workflow(),
                review.card().why().title(),
                (int) review.approvals(),
                review.quorum(),
                review.card().changes(),
                review.expiresAt(),
                last == null ? null : last.byName(),
                last == null ? null : last.verdict(),
                last == null ? null : last.at(),
                review.fate().callState(),
                review.holdUntil(),
                review.aside().attention());
    }

    static ReviewState after(Verdict verdict, long approvals, int quorum, ReviewState before) {
        if (verdict == Verdict.REJECT) {
            return ReviewState.REJECTED;
        }
        return approvals >= quorum ? ReviewState.GRANTED : before;
    }
}
