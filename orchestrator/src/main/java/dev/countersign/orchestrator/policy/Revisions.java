package dev.countersign.orchestrator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyRevision;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Every revision there ever was or that was proposed, and the way to open one beside the active one. */
@Singleton
public class Revisions {
    static final String COLUMNS = """
            r.revision, r.rules_digest, r.data_digest, r.data, r.proposed_by, r.proposed_at, r.activated_by,
            r.activated_at, r.based_on, r.restores, r.signed_by""";
    private static final NamedSql FIND =
            NamedSql.of("SELECT " + COLUMNS + " FROM policy_revision r WHERE r.revision = :revision");
    private static final NamedSql NEWEST = NamedSql.of("SELECT " + COLUMNS + """
             FROM policy_revision r WHERE :before::bigint IS NULL OR r.revision < :before
            ORDER BY r.revision DESC LIMIT :max""");
    private static final NamedSql ACTIVE = NamedSql.of(
            "SELECT " + COLUMNS + " FROM policy_active a JOIN policy_revision r ON r.revision = a.revision");

    private final Database database;
    private final RuleStore rules;
    private final Engines engines;

    Revisions(Database database, RuleStore rules, Engines engines) {
        this.database = database;
        this.rules = rules;
        this.engines = engines;
    }

    /**
     * A revision as it is stored.
     *
     * @param activatedAt null while it was never active
     * @param basedOn what was active when it was proposed; null for the very first
     * @param restores the older revision that a rollback brought back; null for everything else
     * @param signedBy fingerprint of the key that signed the upload; null for a change of data by PUT
     */
    public record Stored(
            PolicyRevision revision,
            JsonNode data,
            String proposedBy,
            Instant proposedAt,
            @Nullable String activatedBy,
            @Nullable Instant activatedAt,
            @Nullable String basedOn,
            @Nullable String restores,
            @Nullable String signedBy) {

        static Stored of(Row row) {
            return new Stored(
                    new PolicyRevision(
                            row.getLong("revision").toString(),
                            row.getString("rules_digest"),
                            row.getString("data_digest")),
                    Rows.parse(row.getString("data")),
                    row.getString("proposed_by"),
                    Objects.requireNonNull(Rows.instant(row, "proposed_at")),
                    row.getString("activated_by"),
                    Rows.instant(row, "activated_at"),
                    name(row.getLong("based_on")),
                    name(row.getLong("restores")),
                    row.getString("signed_by"));
        }

        private static @Nullable String name(@Nullable Long number) {
            return number == null ? null : number.toString();
        }
    }

    public Optional<Stored> find(String name) {
        if (!name.matches("[1-9][0-9]{0,17}")) {
            return Optional.empty();
        }
        return database.row(FIND, Bindings.of("revision", Long.parseLong(name))).map(Stored::of);
    }

    /** Newest first, at most {@code max}, older than {@code before} (null for the newest). */
    public List<Stored> newest(@Nullable String before, int max) {
        Long bound = before == null ? null : Long.valueOf(before);
        return database.rows(NEWEST, Bindings.of("before", bound).and("max", max)).stream()
                .map(Stored::of)
                .toList();
    }

    /** What is active everywhere from the moment of its commit, read from the store; empty before the first start. */
    public Optional<Stored> active() {
        return database.row(ACTIVE, Bindings.none()).map(Stored::of);
    }

    /**
     * The rules of a revision with their Rego sources.
     *
     * @throws dev.countersign.policy.document.DocumentInvalid when they were not kept
     */
    public RuleBundle rules(Stored revision) {
        return rules.get(revision.revision().rulesDigest());
    }

    /** Opens a decision point of a revision, in process, for whoever closes it. Blocks about a second. */
    public PolicyDecisionPoint open(Stored revision) {
        return engines.inProcess().open(rules(revision), revision.data(), revision.revision());
    }
}
