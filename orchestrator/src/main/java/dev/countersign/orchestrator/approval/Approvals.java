package dev.countersign.orchestrator.approval;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import jakarta.inject.Singleton;
import java.time.Instant;
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
    private static final NamedSql FIND = NamedSql.of(SELECT + "WHERE id = :id");
    private static final NamedSql WAITING = NamedSql.of(SELECT + """
            WHERE state IN ('pending', 'stale') AND (:groups::text[] IS NULL OR groups && :groups::text[])
              AND (:run::uuid IS NULL OR run_id = :run)
              AND (:not_voted::text IS NULL OR NOT EXISTS (SELECT 1 FROM vote v WHERE v.approval_id = approval.id
                AND v.round = approval.round AND v.person_id = :not_voted))
              AND (:after_at::timestamptz IS NULL OR (expires_at, tier, id) > (:after_at, :after_tier, :after_id::uuid))
            ORDER BY expires_at, tier, id LIMIT :max""");
    private static final NamedSql LIST = NamedSql.of(SELECT + """
            WHERE (:state::text IS NULL OR state = :state) AND (:groups::text[] IS NULL OR groups && :groups::text[])
              AND (:run::uuid IS NULL OR run_id = :run)
              AND (:after_at::timestamptz IS NULL OR (expires_at, tier, id) > (:after_at, :after_tier, :after_id::uuid))
            ORDER BY expires_at, tier, id LIMIT :max""");
    private static final NamedSql DECIDED_BY = NamedSql.of(SELECT + """
            WHERE id IN (SELECT approval_id FROM vote WHERE person_id = :person ORDER BY at DESC LIMIT 1000)
              AND (:before_at::timestamptz IS NULL OR (opened_at, id) < (:before_at, :before_id::uuid))
            ORDER BY opened_at DESC, id DESC LIMIT :max""");
    private static final NamedSql COUNT = NamedSql.of("""
            SELECT count(*) AS n FROM (SELECT 1 FROM approval
              WHERE state IN ('pending', 'stale') AND (:groups::text[] IS NULL OR groups && :groups::text[])
                AND (:not_voted::text IS NULL OR NOT EXISTS (SELECT 1 FROM vote v WHERE v.approval_id = approval.id
                  AND v.round = approval.round AND v.person_id = :not_voted))
              LIMIT 1000) capped""");
    private static final NamedSql VOTES = NamedSql.of("""
            SELECT approval_id, round, person_id, verdict, reason_code, note, at FROM vote
            WHERE approval_id = ANY(:ids::text[]::uuid[]) ORDER BY at, round""");
    private static final NamedSql DIGEST =
            NamedSql.of("SELECT digest FROM approval_round WHERE approval_id = :id AND round = :round");
    private static final NamedSql HELD = NamedSql.of(SELECT + """
            WHERE state = 'granted' AND decided_by = :person AND hold_until > clock_timestamp()
            ORDER BY decided_at DESC, id DESC LIMIT :max""");
    private static final NamedSql OF_RUN = NamedSql.of("SELECT 1 FROM approval WHERE run_id = :run LIMIT 1");
    private static final NamedSql AGE = NamedSql.of("""
            SELECT count(*) AS waiting, coalesce(extract(epoch FROM clock_timestamp() - min(opened_at)), 0)::float8 AS oldest
            FROM approval WHERE state IN ('pending', 'stale')""");

    private final Database database;

    public Approvals(Database database) {
        this.database = database;
    }

    public Optional<Approval> find(UUID id) {
        return database.row(FIND, Bindings.of("id", id)).map(Approval::of);
    }

    /** Where the last page ended: the sort key of its last row. */
    public record After(Instant at, String tier, UUID id) {}

    /**
     * What waits, by expiry and then tier.
     *
     * @param groups null for all
     * @param notVotedBy leaves out what this person has voted on in its round; null keeps it
     */
    public List<Approval> waiting(
            @Nullable Collection<String> groups,
            @Nullable UUID run,
            @Nullable String notVotedBy,
            @Nullable After after,
            int max) {
        return database.rows(WAITING, page(groups, run, after, max).and("not_voted", notVotedBy)).stream()
                .map(Approval::of)
                .toList();
    }

    /** All of a state, or of all states, by expiry and then tier. */
    public List<Approval> list(
            @Nullable String state,
            @Nullable Collection<String> groups,
            @Nullable UUID run,
            @Nullable After after,
            int max) {
        return database.rows(LIST, page(groups, run, after, max).and("state", state)).stream()
                .map(Approval::of)
                .toList();
    }

    private static Bindings page(
            @Nullable Collection<String> groups, @Nullable UUID run, @Nullable After after, int max) {
        return Bindings.of("groups", groups)
                .and("run", run)
                .and("after_at", after == null ? null : after.at())
                .and("after_tier", after == null ? null : after.tier())
                .and("after_id", after == null ? null : after.id())
                .and("max", max);
    }

    /** What a round's card bound; empty when there was no such round. */
    public Optional<String> digest(UUID approval, int round) {
        return database.row(DIGEST, Bindings.of("id", approval).and("round", round))
                .map(row -> row.getString("digest"));
    }

    /** What this person granted and what is still held, newest first. */
    public List<Approval> heldBy(String person, int max) {
        return database.rows(HELD, Bindings.of("person", person).and("max", max)).stream()
                .map(Approval::of)
                .toList();
    }

    /** What a person voted on, newest first. */
    public List<Approval> votedBy(String person, @Nullable Instant beforeAt, @Nullable UUID beforeId, int max) {
        return database
                .rows(
                        DECIDED_BY,
                        Bindings.of("person", person)
                                .and("before_at", beforeAt)
                                .and("before_id", beforeId)
                                .and("max", max))
                .stream()
                .map(Approval::of)
                .toList();
    }

    /** How much waits, counted up to 1,000. */
    public int count(@Nullable Collection<String> groups, @Nullable String notVotedBy) {
        return database.row(COUNT, Bindings.of("groups", groups).and("not_voted", notVotedBy))
                .orElseThrow()
                .getLong("n")
                .intValue();
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
