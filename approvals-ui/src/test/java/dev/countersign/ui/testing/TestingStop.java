package dev.countersign.ui.testing;

import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.stop.Scope;
import dev.countersign.ui.stop.StopDesk;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Freezes in memory: what is asked for is confirmed at once unless a test says otherwise. */
@ApplicationScoped
public class TestingStop implements StopDesk {

    public static final UUID CRM = TestingReviews.id(701);
    public static final UUID EMAIL = TestingReviews.id(702);

    private final List<Frozen> frozen = new CopyOnWriteArrayList<>();
    private final List<Released> released = new CopyOnWriteArrayList<>();
    private volatile boolean confirms = true;
    private volatile boolean overAll;

    public void reset() {
        frozen.clear();
        released.clear();
        confirms = true;
        overAll = false;
    }

    /** One of each: confirmed, not confirmed yet, released. */
    public void seed(Instant now) {
        reset();
        frozen.add(new Frozen(
                CRM,
                new Scope(Scope.Kind.TOOL, "email.send_email"),
                "Bounce rate over 5 %.",
                "Maya Lindqvist",
                now.minusSeconds(2_520),
                now.minusSeconds(2_519),
                9));
        frozen.add(new Frozen(
                EMAIL,
                new Scope(Scope.Kind.WORKFLOW, "sdr-outbound"),
                "Wrong signature.",
                "Omar Said",
                now.minusSeconds(3),
                null,
                0));
        released.add(new Released(
                new Scope(Scope.Kind.CONNECTOR, "enrichment"),
                "Price list was wrong.",
                "Dana Reyes",
                now.minusSeconds(7_000),
                "Omar Said",
                now.minusSeconds(6_160)));
    }

    /** Every freeze concerns every approval from here on. */
    public void concernsAll() {
        overAll = true;
    }

    /** From here on nothing is confirmed, until {@link #confirm}. */
    public void hangs() {
        confirms = false;
    }

    public void confirm() {
        confirms = true;
        frozen.replaceAll(one -> one.confirmedAt() != null
                ? one
                : new Frozen(
                        one.id(),
                        one.scope(),
                        one.reason(),
                        one.by(),
                        one.requestedAt(),
                        Instant.now(),
                        one.waiting()));
    }

    public List<Frozen> frozen() {
        return List.copyOf(frozen);
    }

    @Override
    public Choices choices() {
        return new Choices(
                List.of(new Choices.Connector("crm", "production"), new Choices.Connector("email", "sandbox")),
                List.of("crm.update_owner", "email.send_email"),
                List.of("sdr-outbound", "territories"));
    }

    @Override
    public Board board() {
        return new Board(frozen, released);
    }

    @Override
    public Stopped stopped(Scope scope) {
        return scope.kind() == Scope.Kind.ALL ? new Stopped(1_000, 2, 40) : new Stopped(14, 1, 3);
    }

    @Override
    public Outcome freeze(Viewer viewer, Scope scope, String reason) {
        if (!viewer.has("operator")) {
            return new Outcome.Refused(403, "FORBIDDEN", "Only an operator stops and releases calls.", "Tell one.");
        }
        if (scope.kind() == Scope.Kind.RUN) {
            return new Outcome.Refused(422, "INVALID", "There is no run of this id.", "Nothing was stopped.");
        }
        Instant now = Instant.now();
        frozen.addFirst(new Frozen(UUID.randomUUID(), scope, reason, viewer.name(), now, confirms ? now : null, 0));
        return new Outcome.Done();
    }

    @Override
    public Outcome release(Viewer viewer, UUID id) {
        var gone = new ArrayList<Frozen>(frozen);
        gone.removeIf(one -> !one.id().equals(id));
        if (!viewer.has("operator") || gone.isEmpty()) {
            return new Outcome.Refused(409, "CONFLICT", "It was released already, by Lee Carter.", "Nothing changed.");
        }
        frozen.removeAll(gone);
        return new Outcome.Done();
    }

    @Override
    public List<Frozen> over(Collection<UUID> approvals) {
        return overAll ? frozen() : List.of();
    }
}
