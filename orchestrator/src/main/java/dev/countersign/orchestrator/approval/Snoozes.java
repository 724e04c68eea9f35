package dev.countersign.orchestrator.approval;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person puts off. It says nothing about the approval: its digest, its expiry and everybody else's lists stay as
 * they are. A time that passed counts for nothing, so nothing has to run for an item to come back. Blocks; virtual
 * threads only.
 */
@Singleton
public class Snoozes {
    /** Items that one person may have put off at a time. */
    public static final int MAX = 500;

    private static final NamedSql SNOOZE = NamedSql.of("""
            WITH over AS (
              DELETE FROM snooze WHERE person_id = :person AND approval_id <> :id AND until <= clock_timestamp())
            INSERT INTO snooze (person_id, approval_id, until)
            SELECT :person, id, :until::timestamptz FROM approval
            WHERE id = :id AND state IN ('pending', 'stale') AND :until > clock_timestamp() AND :until < expires_at
              AND :max > (SELECT count(*) FROM snooze
                          WHERE person_id = :person AND approval_id <> :id AND until > clock_timestamp())
            ON CONFLICT (person_id, approval_id) DO UPDATE SET until = excluded.until, at = excluded.at""");
    private static final NamedSql WAKE =
            NamedSql.of("DELETE FROM snooze WHERE person_id = :person AND approval_id = :id");
    private static final NamedSql STANDING = NamedSql.of("""
            SELECT state IN ('pending', 'stale') AS waits, expires_at, date_trunc('milliseconds', clock_timestamp()) AS now
            FROM approval WHERE id = :id""");
    private static final NamedSql UNTIL = NamedSql.of(
            "SELECT until FROM snooze WHERE person_id = :person AND approval_id = :id AND until > clock_timestamp()");

    private final Database database;

    public Snoozes(Database database) {
        this.database = database;
    }

    /** What came of it. */
    public sealed interface Result {
        record Done() implements Result {}

        /** The time has to lie between these two. */
        record OutOfBounds(Instant after, Instant before) implements Result {}

        /** It does not wait any more. */
        record Ended() implements Result {}

        /** {@link #MAX} are put off already. */
        record TooMany() implements Result {}

        record NotFound() implements Result {}
    }

    public Result snooze(String person, UUID id, Instant until) {
        Bindings bindings =
                Bindings.of("person", person).and("id", id).and("until", until).and("max", (long) MAX);
        if (database.execute(SNOOZE, bindings) == 1) {
            return new Result.Done();
        }
        Optional<Row> standing = database.row(STANDING, Bindings.of("id", id));
        if (standing.isEmpty()) {
            return new Result.NotFound();
        }
        if (!standing.get().getBoolean("waits")) {
            return new Result.Ended();
        }
        Instant now = Objects.requireNonNull(Rows.instant(standing.get(), "now"));
        Instant expires = Objects.requireNonNull(Rows.instant(standing.get(), "expires_at"));
        return until.isAfter(now) && until.isBefore(expires)
                ? new Result.TooMany()
                : new Result.OutOfBounds(now, expires);
    }

    /** Brings it back; what is not put off stays as it is. */
    public Result wake(String person, UUID id) {
        if (database.row(STANDING, Bindings.of("id", id)).isEmpty()) {
            return new Result.NotFound();
        }
        database.execute(WAKE, Bindings.of("person", person).and("id", id));
        return new Result.Done();
    }

    /** Until when this person put it off; null when it is not, or no longer. */
    public @Nullable Instant until(String person, UUID id) {
        return database.row(UNTIL, Bindings.of("person", person).and("id", id))
                .map(row -> Rows.instant(row, "until"))
                .orElse(null);
    }
}
