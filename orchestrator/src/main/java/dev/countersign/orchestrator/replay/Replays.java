package dev.countersign.orchestrator.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The replays that were asked for. Whoever works on one holds a lease and a fence: every later write of an older fence
 * changes nothing. Blocks; virtual threads only.
 */
@Singleton
public class Replays {
    /** How far back a replay looks. */
    public static final Duration LONGEST = Duration.ofDays(90);

    /** How many wait at most. */
    public static final int WAITING = 10;

    private static final int KEPT = 100;

    private final Database database;
    private final Candidates candidates;
    private final Ids ids;
    private final UUID worker;

    Replays(Database database, Candidates candidates, Ids ids) {
        this.database = database;
        this.candidates = candidates;
        this.ids = ids;
        this.worker = ids.next();
    }

    // ---- what people ask ------------------------------------------------------------------------------------------

    private static final NamedSql ASK =
            NamedSql.of("SELECT ask_replay(:id, :revision, :since, :by, :waiting, :kept) AS asked");
    private static final NamedSql FIND = NamedSql.of("SELECT " + Replay.COLUMNS + " FROM policy_replay WHERE id = :id");
    private static final NamedSql NEWEST = NamedSql.of("SELECT " + Replay.COLUMNS + " FROM policy_replay " + """
            WHERE :before::uuid IS NULL OR id < :before::uuid ORDER BY id DESC LIMIT :max""");
    private static final NamedSql CANCEL = NamedSql.of("""
            UPDATE policy_replay SET state = 'cancelled', lease_until = NULL, lease_owner = NULL,
              ended_at = date_trunc('milliseconds', clock_timestamp())
            WHERE id = :id AND state IN ('waiting', 'running')""");

    /** What came of asking. */
    public sealed interface Asked {
        record Waiting(UUID id) implements Asked {}

        record UnknownRevision() implements Asked {}

        /** {@link #WAITING} wait already. */
        record Full() implements Asked {}
    }

    /** @param since in the past, at most {@link #LONGEST} */
    public Asked ask(String revision, Instant since, String by) {
        if (candidates.find(revision).isEmpty()) {
            return new Asked.UnknownRevision();
        }
        UUID id = ids.next();
        boolean asked = database.row(
                        ASK,
                        Bindings.of("id", id)
                                .and("revision", revision)
                                .and("since", since)
                                .and("by", by)
                                .and("waiting", WAITING)
                                .and("kept", KEPT))
                .orElseThrow()
                .getBoolean("asked");
        return asked ? new Asked.Waiting(id) : new Asked.Full();
    }

    public Optional<Replay> find(UUID id) {
        return database.row(FIND, Bindings.of("id", id)).map(Replay::of);
    }

    /** Newest first, older than {@code before}; null for the newest. */
    public List<Replay> newest(@Nullable UUID before, int max) {
        return database.rows(NEWEST, Bindings.of("before", before).and("max", max)).stream()
                .map(Replay::of)
                .toList();
    }

    /** False when it had ended already, or there is none. */
    public boolean cancel(UUID id) {
        return database.execute(CANCEL, Bindings.of("id", id)) == 1;
    }

    // ---- what the worker does -------------------------------------------------------------------------------------

    private static final NamedSql CLAIM = NamedSql.of("""
            UPDATE policy_replay SET state = 'running', done = 0, total = NULL, attempts = attempts + 1,
              fence = fence + 1, lease_owner = :worker,
              lease_until = clock_timestamp() + :lease_ms * interval '1 millisecond',
              started_at = coalesce(started_at, date_trunc('milliseconds', clock_timestamp()))
            WHERE id = (
              SELECT id FROM policy_replay
              WHERE state = 'waiting' OR (state = 'running' AND lease_until < clock_timestamp())
              ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING\s""" + Replay.COLUMNS);
    private static final NamedSql PROGRESS = NamedSql.of("""
            UPDATE policy_replay SET done = :done, total = :total,
              lease_until = clock_timestamp() + :lease_ms * interval '1 millisecond'
            WHERE id = :id AND fence = :fence AND state = 'running'""");
    private static final NamedSql COMPLETE = NamedSql.of("""
            UPDATE policy_replay SET state = 'completed', done = :done, report = :report, lease_until = NULL,
              lease_owner = NULL, ended_at = date_trunc('milliseconds', clock_timestamp())
            WHERE id = :id AND fence = :fence AND state = 'running'""");
    private static final NamedSql FAIL = NamedSql.of("""
            UPDATE policy_replay SET state = 'failed', failure = :failure, lease_until = NULL, lease_owner = NULL,
              ended_at = date_trunc('milliseconds', clock_timestamp())
            WHERE id = :id AND fence = :fence AND state = 'running'""");

    /** The oldest that waits, or whose instance gave no sign of life. */
    Optional<Replay> claim(Duration lease) {
        return database.row(CLAIM, Bindings.of("worker", worker).and("lease_ms", lease.toMillis()))
                .map(Replay::of);
    }

    /** Says how far it is and keeps the lease; false when it was cancelled or somebody else took it up. */
    boolean progress(Replay replay, long done, long total, Duration lease) {
        return database.execute(
                        PROGRESS,
                        held(replay).and("done", done).and("total", total).and("lease_ms", lease.toMillis()))
                == 1;
    }

    boolean complete(Replay replay, long done, JsonNode report) {
        return database.execute(COMPLETE, held(replay).and("done", done).and("report", Rows.text(report))) == 1;
    }

    boolean fail(Replay replay, String failure) {
        return database.execute(FAIL, held(replay).and("failure", failure)) == 1;
    }

    private static Bindings held(Replay replay) {
        return Bindings.of("id", replay.id()).and("fence", replay.fence());
    }
}
