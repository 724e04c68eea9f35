package dev.countersign.ui.testing;

import dev.countersign.ui.card.Tier;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.unknown.UnknownDesk;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Two calls of unknown outcome in memory, one with a probe; what is settled goes over to the settled ones. */
@ApplicationScoped
public class TestingUnknown implements UnknownDesk {

    public static final UUID CREDIT = TestingReviews.id(801);
    public static final UUID MAIL = TestingReviews.id(802);
    public static final String HOSTILE = "<script>window.owned=true</script>\u202Eevil {page.left}";

    private final Set<UUID> settled = ConcurrentHashMap.newKeySet();
    private final Set<UUID> takeable = ConcurrentHashMap.newKeySet();
    private volatile boolean empty = true;
    private volatile boolean hostile;
    private volatile @Nullable Probed probed;
    private volatile String note = "";

    /** Nothing is unknown, and nothing can be taken over. */
    public void reset() {
        empty = true;
        hostile = false;
        probed = null;
        note = "";
        settled.clear();
        takeable.clear();
    }

    public void seed() {
        reset();
        empty = false;
    }

    public void poison() {
        hostile = true;
    }

    public void offer(UUID call) {
        takeable.add(call);
    }

    /** What was last written down. */
    public String note() {
        return note;
    }

    public boolean isSettled(UUID call) {
        return settled.contains(call);
    }

    @Override
    public Lane lane(Viewer viewer) {
        List<Unknown> open = empty
                ? List.of()
                : List.of(credit(), mail()).stream()
                        .filter(one -> !settled.contains(one.call()))
                        .toList();
        return new Lane(
                open,
                open.size(),
                settled.stream()
                        .map(call ->
                                new Settled(call, "Log call with Osprey Freight", true, "Omar Said", Instant.now()))
                        .toList());
    }

    private Unknown credit() {
        Instant sent = Instant.now().minusSeconds(1_260);
        return new Unknown(
                CREDIT,
                TestingTimeline.RUN,
                TestingReviews.MERGE,
                Tier.T3,
                hostile ? HOSTILE : "Issue credit note of 860.00 EUR to Hollis Print",
                "erp.credit_note",
                "erp",
                "production",
                "billing-desk",
                "ONCE",
                1,
                sent,
                hostile ? HOSTILE : "The connection was lost after 30.0 s.",
                List.of(new Yes("Maya Lindqvist", sent.minusSeconds(60)), new Yes("Dana Reyes", sent.minusSeconds(10))),
                List.of(hostile ? HOSTILE : "invoice 2026-1093"),
                CREDIT.toString(),
                true,
                probed);
    }

    private static Unknown mail() {
        return new Unknown(
                MAIL,
                TestingTimeline.RUN,
                null,
                null,
                "email.send_email",
                "email.send_email",
                "email",
                "sandbox",
                "sdr-outbound",
                "ONCE",
                1,
                Instant.now().minusSeconds(360),
                "The mail server answered 503.",
                List.of(),
                List.of(),
                MAIL.toString(),
                false,
                null);
    }

    @Override
    public int waiting(Viewer viewer) {
        return lane(viewer).waiting();
    }

    @Override
    public Outcome settle(Viewer viewer, UUID call, boolean executed, String found) {
        if (!viewer.has("operator")) {
            return new Outcome.Refused(403, "FORBIDDEN", "Only an operator settles calls.", "Tell one.");
        }
        if (!settled.add(call)) {
            return new Outcome.Refused(
                    409, "CONFLICT", "It was settled already, by Lee Carter.", "Your text is kept below.");
        }
        note = found;
        return new Outcome.Done();
    }

    @Override
    public Outcome probe(Viewer viewer, UUID call) {
        probed = new Probed("not_found", Instant.now());
        return new Outcome.Done();
    }

    @Override
    public boolean mayTakeOver(Viewer viewer, UUID call) {
        return takeable.contains(call);
    }

    @Override
    public Outcome takeOver(Viewer viewer, UUID call, String words) {
        if (!takeable.remove(call)) {
            return new Outcome.Refused(409, "CONFLICT", "It does not wait any more.", "Nothing was changed.");
        }
        note = words;
        return new Outcome.Done();
    }
}
