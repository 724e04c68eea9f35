package dev.countersign.orchestrator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.orchestrator.transition.StoreUnavailable;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.opa.PolicyEngine;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one active revision of this instance. An activation takes the activation lock in the store alone and is answered
 * when this instance decides by it. Another instance notices when what it decided does not commit, or at its next watch.
 * A revision that cannot be opened here decides nothing: every answer is indeterminate until it can.
 */
@Singleton
public class ActivePolicy {
    private static final Logger LOG = Logger.getLogger(ActivePolicy.class);
    private static final String SYSTEM = "countersign";
    private static final int START_TRIES = 10;
    /** Points that no longer decide are closed when there are more, or after {@link #GRACE}. */
    private static final int RETIRED = 4;

    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final Duration REOPEN = Duration.ofSeconds(5);
    private static final PolicyInput NOTHING = new PolicyInput(JsonNodeFactory.instance.objectNode());

    private final Revisions revisions;
    private final RevisionLog log;
    private final RuleStore rules;
    private final Engines engines;
    private final InstantSource clock;
    /** Held while a revision is opened and put in place, so that each is opened once. */
    private final ReentrantLock turn = new ReentrantLock();

    private final Deque<Retired> retired = new ArrayDeque<>();
    private volatile @Nullable Active active;
    private volatile @Nullable Trouble unopened;
    private Instant reopenAt = Instant.MIN;

    ActivePolicy(Revisions revisions, RevisionLog log, RuleStore rules, Engines engines, InstantSource clock) {
        this.revisions = revisions;
        this.log = log;
        this.rules = rules;
        this.engines = engines;
        this.clock = clock;
    }

    /** A revision, its data document, and the engine that decides by them. */
    public record Active(PolicyRevision revision, JsonNode data, PolicyDecisionPoint point) {}

    /**
     * Why nothing can be decided right now.
     *
     * @param cause for operators; holds no input
     */
    public record Trouble(Instant since, String cause) {}

    private record Retired(PolicyDecisionPoint point, Instant since) {}

    // ---- start and end ---------------------------------------------------------------------------------------------

    void load(@Observes @Priority(2) StartupEvent event) {
        rules.keepShipped();
        for (int attempt = 1; attempt <= START_TRIES && active == null; attempt++) {
            Optional<Revisions.Stored> stored = revisions.active();
            if (stored.isEmpty()) {
                begin(Objects.requireNonNull(rules.shipped().data()), null);
            } else if (!upgraded(stored.get())) {
                use(stored.get());
            }
        }
    }

    /** The first start, or an upgrade that brought other rules: the company's data stay. */
    private boolean begin(JsonNode data, @Nullable String expected) {
        var revision = new PolicyRevision(log.number(), rules.shippedDigest(), PolicyData.digest(data));
        return activate(
                rules.get(revision.rulesDigest()),
                data,
                revision,
                () -> log.replace(revision, data, expected, null, SYSTEM));
    }

    /** True when the rules of this version replaced older shipped ones. Rules that a company uploaded stay. */
    private boolean upgraded(Revisions.Stored stored) {
        String now = stored.revision().rulesDigest();
        if (now.equals(rules.shippedDigest())
                || !rules.isShipped(now)
                // An instance of an older version that starts again must not take them back.
                || log.everActive(rules.shippedDigest())) {
            return false;
        }
        try {
            return begin(stored.data(), stored.revision().name());
        } catch (DocumentInvalid unfit) {
            LOG.errorf(
                    "the rules of this version do not take the active data, so revision %s goes on: %s",
                    stored.revision().name(), unfit.getMessage());
            return false;
        }
    }

    void close(@Observes ShutdownEvent event) {
        turn.lock();
        try {
            retired.forEach(old -> old.point().close());
            retired.clear();
            Active current = active;
            if (current != null) {
                current.point().close();
            }
        } finally {
            turn.unlock();
        }
    }

    // ---- what is active --------------------------------------------------------------------------------------------

    /** @throws StoreUnavailable while none is loaded yet */
    public Active active() {
        Active current = active;
        if (current == null) {
            throw new StoreUnavailable("no policy is loaded yet", new IllegalStateException());
        }
        return current;
    }

    /** Whether a revision is loaded, so that decisions can be asked for. */
    public boolean ready() {
        return active != null && unopened == null;
    }

    /** Since when nothing can be decided here, and why; empty while policy answers. Asks nothing itself. */
    public Optional<Trouble> trouble() {
        Trouble own = unopened;
        if (own != null) {
            return Optional.of(own);
        }
        PolicyEngine.Health health = engines.deciding().health();
        return health.failingSince() == null
                ? Optional.empty()
                : Optional.of(new Trouble(
                        health.failingSince(),
                        Objects.requireNonNullElse(health.cause(), "The engine gives no answer")));
    }

    /** Loads what is active in the store when that is another one. */
    public void refresh() {
        if (!behind()) {
            return;
        }
        turn.lock();
        try {
            // Whoever waited for the turn finds it done.
            if (behind()) {
                use(revisions.active().orElseThrow());
            }
        } finally {
            turn.unlock();
        }
    }

    private boolean behind() {
        Active current = active;
        return current == null
                || !log.active().map(current.revision().name()::equals).orElse(false);
    }

    /**
     * One look of the watch: asks an engine that failed again, closes what has retired long ago, opens again what
     * could not be opened, and loads what another instance activated.
     */
    void watch() {
        if (engines.deciding().health().failingSince() != null) {
            active().point().needs(NOTHING);
        }
        turn.lock();
        try {
            closeRetired(clock.instant().minus(GRACE));
            if (unopened != null && !clock.instant().isBefore(reopenAt)) {
                use(revisions.active().orElseThrow());
            }
        } finally {
            turn.unlock();
        }
        refresh();
    }

    // ---- changes ---------------------------------------------------------------------------------------------------

    /**
     * Activates a revision. Its engine is opened first: what cannot be opened never becomes active.
     *
     * @param commit makes it active in the store, and says whether it did
     * @throws DocumentInvalid when the rules or data cannot decide
     */
    boolean activate(RuleBundle wanted, JsonNode data, PolicyRevision revision, BooleanSupplier commit) {
        turn.lock();
        try {
            PolicyDecisionPoint point = engines.open(wanted, data, revision);
            boolean done = false;
            try {
                done = commit.getAsBoolean();
            } finally {
                if (!done) {
                    point.close();
                }
            }
            if (done) {
                swap(new Active(revision, data, point), null);
            }
            return done;
        } finally {
            turn.unlock();
        }
    }

    private void use(Revisions.Stored stored) {
        turn.lock();
        try {
            PolicyDecisionPoint point =
                    engines.deciding().open(revisions.rules(stored), stored.data(), stored.revision());
            swap(new Active(stored.revision(), stored.data(), point), null);
        } catch (StoreUnavailable away) {
            throw away;
        } catch (RuntimeException unusable) {
            LOG.errorf(
                    unusable,
                    "policy revision %s cannot be opened here",
                    stored.revision().name());
            String cause = "Revision " + stored.revision().name() + " is active and cannot be opened by this instance: "
                    + unusable.getMessage();
            Trouble before = unopened;
            reopenAt = clock.instant().plus(REOPEN);
            swap(
                    new Active(stored.revision(), stored.data(), new UnopenedPoint(stored.revision(), cause)),
                    new Trouble(before == null ? clock.instant() : before.since(), cause));
        } finally {
            turn.unlock();
        }
    }

    /** Decisions under way finish on the point that they began with. */
    private void swap(Active next, @Nullable Trouble trouble) {
        Active before = active;
        active = next;
        unopened = trouble;
        if (before != null) {
            retired.addLast(new Retired(before.point(), clock.instant()));
        }
        closeRetired(Instant.MIN);
        LOG.infof("policy revision %s is active", next.revision().name());
    }

    /** A decision that began on a point which is closed meanwhile is indeterminate, and does not commit any more. */
    private void closeRetired(Instant before) {
        while (!retired.isEmpty()
                && (retired.size() > RETIRED || retired.getFirst().since().isBefore(before))) {
            retired.removeFirst().point().close();
        }
    }

    /** Puts another decision point in place, for tests of what a broken engine does. */
    void decideBy(PolicyDecisionPoint point) {
        Active current = active();
        active = new Active(current.revision(), current.data(), point);
    }
}
