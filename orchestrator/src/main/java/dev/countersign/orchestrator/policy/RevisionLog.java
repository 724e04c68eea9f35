package dev.countersign.orchestrator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.ledger.EventType;
import dev.countersign.orchestrator.ledger.LedgerWorkers;
import dev.countersign.orchestrator.ledger.Story;
import dev.countersign.orchestrator.ledger.Traces;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.orchestrator.transition.TransitionLog;
import dev.countersign.policy.decision.PolicyRevision;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every transition of a revision, each one guarded statement: proposed, active, or both at once. All return whether
 * they applied: false means that what they are based on is not active any more, and nothing was written.
 */
@Singleton
class RevisionLog {
    private static final NamedSql NUMBER = NamedSql.of("SELECT nextval('policy_revision_number') AS number");
    private static final NamedSql ACTIVE = NamedSql.of("SELECT revision FROM policy_active");
    private static final NamedSql EVER_ACTIVE = NamedSql.of("""
            SELECT 1 FROM policy_revision WHERE rules_digest = :rules AND activated_at IS NOT NULL LIMIT 1""");
    private static final NamedSql UPLOAD = NamedSql.of("""
            SELECT bundle, signature FROM policy_revision WHERE revision = :revision AND bundle IS NOT NULL""");
    private static final NamedSql PROPOSE = NamedSql.of("""
            WITH made AS (
              INSERT INTO policy_revision (revision, rules_digest, data_digest, data, proposed_by, based_on, bundle,
                signature, signed_by)
              SELECT :number, :rules, :digest, :data, :by, revision, :bundle, :signature, :signed_by
              FROM policy_active WHERE revision = :expected RETURNING revision)
            SELECT ledger_append('policy', NULL::uuid, :trace, :events::text::json) FROM made""");
    private static final NamedSql ACTIVATE = NamedSql.of("""
            SELECT policy_activate(:lock, :number, :expected, :by, :trace, :events::text::json) AS done""");
    private static final NamedSql REPLACE = NamedSql.of("""
            SELECT policy_replace(:lock, :number, :expected, :rules, :digest, :data, :restores, :by, :trace,
              :events::text::json) AS done""");

    private final Database database;
    private final LedgerWorkers ledger;
    private final Ids ids;

    RevisionLog(Database database, LedgerWorkers ledger, Ids ids) {
        this.database = database;
        this.ledger = ledger;
        this.ids = ids;
    }

    /** An upload as it came, and the key that signed it. */
    record Upload(byte[] bundle, String signature, String signedBy) {}

    /** A number that no revision has or will get again. */
    String number() {
        return database.row(NUMBER, Bindings.none())
                .orElseThrow()
                .getLong("number")
                .toString();
    }

    /** The active revision's number in the store; empty before the first start. */
    Optional<String> active() {
        return database.row(ACTIVE, Bindings.none())
                .map(row -> row.getLong("revision").toString());
    }

    /** Whether these rules ever decided here. */
    boolean everActive(String rulesDigest) {
        return database.row(EVER_ACTIVE, Bindings.of("rules", rulesDigest)).isPresent();
    }

    /** The upload that a revision came with, without its key's fingerprint; empty for a change of data by PUT. */
    Optional<Upload> upload(String revision) {
        return database.row(UPLOAD, Bindings.of("revision", Long.parseLong(revision)))
                .map(row -> new Upload(row.getBuffer("bundle").getBytes(), row.getString("signature"), ""));
    }

    /** Writes a proposal down. */
    boolean propose(PolicyRevision revision, JsonNode data, String expected, String by, @Nullable Upload upload) {
        Story story = Story.with(ids)
                .tell(
                        EventType.POLICY_PROPOSED,
                        "policy",
                        story(revision, by)
                                .put("based_on", expected)
                                .put("signed_by", upload == null ? null : upload.signedBy())
                                .end());
        boolean done = !database.rows(
                        PROPOSE,
                        Bindings.of("number", Long.parseLong(revision.name()))
                                .and("rules", revision.rulesDigest())
                                .and("digest", revision.dataDigest())
                                .and("data", Rows.text(data))
                                .and("by", by)
                                .and("expected", Long.parseLong(expected))
                                .and("bundle", upload == null ? null : Buffer.buffer(upload.bundle()))
                                .and("signature", upload == null ? null : upload.signature())
                                .and("signed_by", upload == null ? null : upload.signedBy())
                                .and("trace", Traces.fresh())
                                .and("events", story.json()))
                .isEmpty();
        ledger.wake();
        return done;
    }

    /** Makes a proposal active on what it is based on. */
    boolean activate(Revisions.Stored proposal, String by) {
        Story story = Story.with(ids)
                .tell(
                        EventType.POLICY_ACTIVATED,
                        "policy",
                        story(proposal.revision(), by)
                                .put("proposed_by", proposal.proposedBy())
                                .put("based_on", proposal.basedOn())
                                .put("signed_by", proposal.signedBy())
                                .end());
        return done(
                ACTIVATE,
                Bindings.of("number", Long.parseLong(proposal.revision().name()))
                        .and("expected", number(proposal.basedOn())),
                by,
                story);
    }

    /**
     * Proposes and activates at once.
     *
     * @param expected what has to be active, null for nothing at all
     * @param restores the older revision that comes back, null for new data or rules
     */
    boolean replace(
            PolicyRevision revision, JsonNode data, @Nullable String expected, @Nullable String restores, String by) {
        Story story = Story.with(ids)
                .tell(
                        EventType.POLICY_ACTIVATED,
                        "policy",
                        story(revision, by)
                                .put("proposed_by", by)
                                .put("based_on", expected)
                                .put("restores", restores)
                                .end());
        return done(
                REPLACE,
                Bindings.of("number", Long.parseLong(revision.name()))
                        .and("expected", number(expected))
                        .and("rules", revision.rulesDigest())
                        .and("digest", revision.dataDigest())
                        .and("data", Rows.text(data))
                        .and("restores", number(restores)),
                by,
                story);
    }

    private boolean done(NamedSql sql, Bindings bindings, String by, Story story) {
        boolean done = database.row(
                        sql,
                        bindings.and("lock", TransitionLog.ACTIVATION_LOCK)
                                .and("by", by)
                                .and("trace", Traces.fresh())
                                .and("events", story.json()))
                .orElseThrow()
                .getBoolean("done");
        ledger.wake();
        return done;
    }

    private static Story.Data story(PolicyRevision revision, String by) {
        return Story.data()
                .put("policy_revision", revision.name())
                .put("rules_digest", revision.rulesDigest())
                .put("data_digest", revision.dataDigest())
                .put("by", by);
    }

    private static @Nullable Long number(@Nullable String revision) {
        return revision == null ? null : Long.valueOf(revision);
    }
}
