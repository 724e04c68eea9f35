package dev.countersign.orchestrator.approval;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.ui.review.ReviewState;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads approvals and votes. Blocks; virtual threads only. */
@Singleton
public class Approvals {
    private static final String SELECT = "SELECT " + Approval.COLUMNS + " FROM approval ";
    private static final List<String> ALL =
            Arrays.stream(ReviewState.values()).map(ReviewState::wire).toList();
    private static final NamedSql FIND = NamedSql.of(SELECT + "WHERE id = :id");
    private static final NamedSql SOME = NamedSql.of(SELECT + "WHERE id = ANY(:ids::text[]::uuid[]) LIMIT 2000");
    private static final String BEHIND =
            " AND (:after_at::timestamptz IS NULL OR (expires_at, tier, id) > (:after_at, :after_tier, :after_id::uuid))";
    private static final String FRONT = " ORDER BY expires_at, tier, id LIMIT :max";
    private static final String ONLY = " AND (:groups::text[] IS NULL OR groups && :groups)";
    private static final NamedSql OF_RUN_LISTED = NamedSql.of(SELECT + """
            WHERE run_id = :run AND (:states::text[] IS NULL OR state = ANY(:states))""" + ONLY + BEHIND + FRONT);
    /** A page from the front of each state, merged: a list of all states costs what six lists cost. */
    private static final NamedSql LIST = NamedSql.of("WITH page AS MATERIALIZED (SELECT w.* FROM"
            + " unnest(:states::text[]) s(state), LATERAL (SELECT id, expires_at, tier FROM approval"
            + " WHERE approval.state = s.state" + ONLY + BEHIND + FRONT + ") w" + FRONT + ") "
            + "SELECT approval.* FROM page JOIN approval USING (id)"
            + " ORDER BY approval.expires_at, approval.tier, approval.id");

    private static final NamedSql VOTES = NamedSql.of("""
            SELECT approval_id, round, person_id, for_person, verdict, reason_code, note, at FROM vote
            WHERE approval_id = ANY(:ids::text[]::uuid[]) ORDER BY at, round""");
    private static final NamedSql HELD = NamedSql.of(SELECT + """
            WHERE state = 'granted' AND decided_by = :person AND hold_until > clock_timestamp()
            ORDER BY decided_at DESC, id DESC LIMIT :max""");
    private static final NamedSql OF_RUN = NamedSql.of("SELECT 1 FROM approval WHERE run_id = :run LIMIT 1");
    private static final NamedSql AUTHORITY =
            NamedSql.of("SELECT may_vote(:person, approval) AS entitled, votes_for(:person, approval) AS holder"
                    + " FROM approval WHERE id = :id");
    private static final NamedSql TIERS =
            NamedSql.of("SELECT id, tier FROM approval WHERE id = ANY(:ids::text[]::uuid[])");
    private static final NamedSql AGE = NamedSql.of("""
            SELECT count(*) AS waiting, coalesce(extract(epoch FROM clock_timestamp() - min(opened_at)), 0)::float8 AS oldest
            FROM approval WHERE state IN ('pending', 'stale')""");

    private final Database database;

    public Approvals(Database database) {
        this.database = database;
    }

    /** Some approvals, at most 2,000 of them. */
    public List<Approval> some(Collection<UUID> ids) {
        return database.rows(SOME, Bindings.of("ids", ids)).stream()
                .map(Approval::of)
                .toList();
    }

    public Optional<Approval> find(UUID id) {
        return database.row(FIND, Bindings.of("id", id)).map(Approval::of);
    }

    /**
     * What a person may do with an approval now.
     *
     * @param entitled whether they may act on it: take back, edit, claim
     * @param holder in whose name a vote of theirs would count; empty when it would not, which is also so for an entitled
     *     person in whose name somebody voted
     */
    public record Authority(boolean entitled, Optional<String> holder) {
        private static final Authority NONE = new Authority(false, Optional.empty());
    }

    /** What a person may do with an approval now; nothing with one that does not exist. */
    public Authority authority(String person, UUID id) {
        return database.row(AUTHORITY, Bindings.of("person", person).and("id", id))
                .map(row -> new Authority(row.getBoolean("entitled"), Optional.ofNullable(row.getString("holder"))))
                .orElse(Authority.NONE);
    }

    /** Where the last page ended: the sort key of its last row. */
    public record After(Instant at, String tier, UUID id) {}

    /**
     * Approvals by expiry and then tier.
     *
     * @param states empty for all
     * @param groups null for all
     */
    public List<Approval> list(
            Collection<String> states,
            @Nullable Collection<String> groups,
            @Nullable UUID run,
            @Nullable After after,
            int max) {
        Bindings page = Bindings.of("groups", groups)
                .and("after_at", after == null ? null : after.at())
                .and("after_tier", after == null ? null : after.tier())
                .and("after_id", after == null ? null : after.id())
                .and("max", max);
        if (run != null) {
            page.and("run", run).and("states", states.isEmpty() ? null : states);
            return approvals(OF_RUN_LISTED, page);
        }
        return approvals(LIST, page.and("states", states.isEmpty() ? ALL : states));
    }

    /** What this person granted and what is still held, newest first. */
    public List<Approval> heldBy(String person, int max) {
        return approvals(HELD, Bindings.of("person", person).and("max", max));
    }

    private List<Approval> approvals(NamedSql sql, Bindings bindings) {
        return database.rows(sql, bindings).stream().map(Approval::of).toList();
    }

    /** The tier of each; what is not there is left out. */
    public Map<UUID, String> tiers(Collection<UUID> ids) {
        return database.rows(TIERS, Bindings.of("ids", ids)).stream()
                .collect(Collectors.toMap(row -> row.getUUID("id"), row -> row.getString("tier")));
    }

    /** Whether a run ever asked a person. */
    public boolean asked(UUID run) {
        return database.row(OF_RUN, Bindings.of("run", run)).isPresent();
    }

    /** Votes of all rounds, oldest first, by approval. */
    public Map<UUID, List<Vote>> votes(Collection<UUID> approvals) {
        return database.rows(VOTES, Bindings.of("ids", approvals)).stream()
                .map(Vote::of)
                .collect(Collectors.groupingBy(Vote::approvalId));
    }

    public List<Vote> votes(UUID approval) {
        return votes(List.of(approval)).getOrDefault(approval, List.of());
    }

    /** How much waits and for how long the oldest has. */
    public record Backlog(long waiting, double oldestSeconds) {}

    public Backlog backlog() {
        var row = database.row(AGE, Bindings.none()).orElseThrow();
        return new Backlog(row.getLong("waiting"), row.getDouble("oldest"));
    }
}
