package dev.countersign.orchestrator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Reactive;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.orchestrator.transition.StoreUnavailable;
import dev.countersign.orchestrator.transition.TransitionLog;
import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.opa.OpaWasmDecisionPoint;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.sqlclient.Row;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The one active revision. An activation takes the activation lock alone, so that no intent is committed beside it,
 * and is answered when this process decides by it. Another process notices when its next intent does not commit.
 */
@Singleton
public class ActivePolicy {
    private static final Logger LOG = Logger.getLogger(ActivePolicy.class);
    private static final NamedSql ACTIVE = NamedSql.of("""
            SELECT r.revision, r.rules_digest, r.data_digest, r.data
            FROM policy_active a JOIN policy_revision r ON r.revision = a.revision""");

    private final Database database;
    private final Reactive reactive;
    private final LedgerWorkers ledger;
    private final Ids ids;
    private final PolicyConfig config;
    private final DefaultBundle bundle = DefaultBundle.load();
    private volatile @Nullable Active active;
    private @Nullable Active retired;

    public ActivePolicy(Database database, Reactive reactive, LedgerWorkers ledger, Ids ids, PolicyConfig config) {
        this.database = database;
        this.reactive = reactive;
        this.ledger = ledger;
        this.ids = ids;
        this.config = config;
    }

    /** A revision, its data document, and the engine that decides by them. */
    public record Active(PolicyRevision revision, JsonNode data, PolicyDecisionPoint point) {}

    void load(@Observes StartupEvent event) {
        Optional<Row> row = database.row(ACTIVE, Bindings.none());
        if (row.isEmpty() || !row.get().getString("rules_digest").equals(bundle.rulesDigest())) {
            // The first start, or an upgrade that brought other rules: the company's data stay.
            JsonNode data =
                    row.map(known -> Rows.parse(known.getString("data"))).orElse(bundle.data());
            String expected =
                    row.map(known -> known.getLong("revision").toString()).orElse(null);
            activate(data, expected, "countersign");
        } else {
            use(row.get());
        }
    }

    void close(@Observes ShutdownEvent event) {
        Active current = active;
        if (current != null) {
            current.point().close();
        }
    }

    /** @throws StoreUnavailable while none is loaded yet */
    public Active active() {
        Active current = active;
        if (current == null) {
            throw new StoreUnavailable("no policy is loaded yet", new IllegalStateException());
        }
        return current;
    }

    /** Whether a revision is loaded. */
    public boolean ready() {
        return active != null;
    }

    /** Loads what is active in the store when that is another one. */
    public void refresh() {
        Row row = database.row(ACTIVE, Bindings.none()).orElseThrow();
        if (!row.getLong("revision").toString().equals(active().revision().name())) {
            use(row);
        }
    }

    /** What came of an activation. */
    public sealed interface Activation {
        /** Active: no decision that begins from now on uses an older one. */
        record Done(PolicyRevision revision) implements Activation {}

        /** Somebody else was first; {@code current} is what is active. */
        record Moved(String current) implements Activation {}
    }

    /**
     * Activates data that was checked before.
     *
     * @param expected the revision that the caller saw, null for the very first
     */
    public synchronized Activation activate(JsonNode data, @Nullable String expected, String by) {
        // The engine is built first: data that it cannot take never becomes active.
        String digest = PolicyData.digest(data);
        long number = expected == null ? 1 : next();
        var revision = new PolicyRevision(Long.toString(number), bundle.rulesDigest(), digest);
        Active prepared = new Active(revision, data, open(data, revision));
        boolean done = reactive.transaction(session -> session.createNativeQuery(
                        "SELECT CAST(pg_advisory_xact_lock(" + TransitionLog.ACTIVATION_LOCK + ") AS text)",
                        String.class)
                .getSingleResultOrNull()
                .chain(() -> store(session, prepared, expected, by)));
        if (!done) {
            prepared.point().close();
            return new Activation.Moved(database.row(ACTIVE, Bindings.none())
                    .orElseThrow()
                    .getLong("revision")
                    .toString());
        }
        swap(prepared);
        ledger.wake();
        return new Activation.Done(revision);
    }

    private Uni<Boolean> store(Mutiny.Session session, Active prepared, @Nullable String expected, String by) {
        PolicyRevision revision = prepared.revision();
        long number = Long.parseLong(revision.name());
        Story story = Story.with(ids)
                .tell(
                        EventType.POLICY_ACTIVATED,
                        "policy",
                        Story.data()
                                .put("policy_revision", revision.name())
                                .put("rules_digest", revision.rulesDigest())
                                .put("data_digest", revision.dataDigest())
                                .put("by", by)
                                .end());
        return session.createNativeQuery(
                        expected == null
                                ? "SELECT count(*) FROM policy_active WHERE revision <> :expected"
                                : "SELECT 1 - count(*) FROM policy_active WHERE revision = :expected",
                        Long.class)
                .setParameter("expected", expected == null ? 0L : Long.parseLong(expected))
                .getSingleResult()
                .chain(others -> others != 0
                        ? Uni.createFrom().item(false)
                        : session.createNativeQuery("""
                                        INSERT INTO policy_revision
                                          (revision, rules_digest, data_digest, data, activated_by)
                                        VALUES (:number, :rules, :digest, :data, :by)""")
                                .setParameter("number", number)
                                .setParameter("rules", revision.rulesDigest())
                                .setParameter("digest", revision.dataDigest())
                                .setParameter("data", Rows.text(prepared.data()))
                                .setParameter("by", by)
                                .executeUpdate()
                                .chain(() -> session.createNativeQuery("""
                                                INSERT INTO policy_active (revision) VALUES (:number)
                                                ON CONFLICT (one) DO UPDATE SET revision = excluded.revision""")
                                        .setParameter("number", number)
                                        .executeUpdate())
                                .chain(() -> story.append(session, "policy"))
                                .replaceWith(true));
    }

    private static final NamedSql NEXT =
            NamedSql.of("SELECT coalesce(max(revision), 0) + 1 AS next FROM policy_revision");

    private long next() {
        return database.row(NEXT, Bindings.none()).orElseThrow().getLong("next");
    }

    private void use(Row row) {
        var revision = new PolicyRevision(
                row.getLong("revision").toString(), row.getString("rules_digest"), row.getString("data_digest"));
        JsonNode data = Rows.parse(row.getString("data"));
        swap(new Active(revision, data, open(data, revision)));
    }

    private PolicyDecisionPoint open(JsonNode data, PolicyRevision revision) {
        return OpaWasmDecisionPoint.open(
                bundle.wasm(),
                data,
                revision,
                new OpaWasmDecisionPoint.Settings(config.instances(), config.deadline()));
    }

    /** Decisions under way finish on the engine that they began with; the one before it is closed. */
    private synchronized void swap(Active next) {
        if (retired != null) {
            retired.point().close();
        }
        retired = active;
        active = next;
        LOG.infof("policy revision %s is active", next.revision().name());
    }

    /** Puts another decision point in place, for tests of what a broken engine does. */
    void decideBy(PolicyDecisionPoint point) {
        Active current = active();
        active = new Active(current.revision(), current.data(), point);
    }
}
