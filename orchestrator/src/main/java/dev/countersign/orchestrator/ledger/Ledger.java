package dev.countersign.orchestrator.ledger;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.util.List;

/** Reads and seals the event log. Blocks; virtual threads and workers only. */
@Singleton
public class Ledger {
    private static final NamedSql SEAL = NamedSql.of("SELECT ledger_seal(:max) AS moved");
    private static final NamedSql AFTER = NamedSql.of("SELECT " + CloudEvent.COLUMNS
            + " FROM event WHERE stream = :stream AND sequence > :after ORDER BY sequence LIMIT :max");
    private static final NamedSql SEALED = NamedSql.of(
            "SELECT " + CloudEvent.COLUMNS + " FROM event WHERE position > :after ORDER BY position LIMIT :max");
    private static final NamedSql UNRELAYED = NamedSql.of("SELECT " + CloudEvent.COLUMNS
            + " FROM event WHERE position > (SELECT relayed FROM ledger_head) ORDER BY position LIMIT :max");
    private static final NamedSql RELAYED =
            NamedSql.of("UPDATE ledger_head SET relayed = :position WHERE relayed < :position");
    private static final NamedSql HEAD = NamedSql.of("SELECT position, relayed FROM ledger_head");
    private static final NamedSql LAST = NamedSql.of("SELECT last_sequence FROM stream WHERE id = :stream");

    private final Database database;
    private final String source;

    public Ledger(Database database, LedgerConfig config) {
        this.database = database;
        this.source = "/countersign/" + config.installation();
    }

    /** Gives at most {@code max} committed events their global position; returns how many. */
    int seal(int max) {
        return database.row(SEAL, Bindings.of("max", max)).orElseThrow().getInteger("moved");
    }

    /** Events of one stream with a sequence above {@code after}, in order. */
    public List<CloudEvent> stream(String stream, long after, int max) {
        return events(database.rows(
                AFTER, Bindings.of("stream", stream).and("after", after).and("max", max)));
    }

    /** Sealed events of all streams behind a position, in global order. */
    public List<CloudEvent> sealedAfter(long position, int max) {
        return events(database.rows(SEALED, Bindings.of("after", position).and("max", max)));
    }

    List<CloudEvent> unrelayed(int max) {
        return events(database.rows(UNRELAYED, Bindings.of("max", max)));
    }

    void relayedTo(long position) {
        database.execute(RELAYED, Bindings.of("position", position));
    }

    /** How far the log is sealed and how far it is on Kafka. */
    public Head head() {
        Row row = database.row(HEAD, Bindings.none()).orElseThrow();
        return new Head(row.getLong("position"), row.getLong("relayed"));
    }

    /** The last sequence of a stream, 0 when it has none. */
    public long lastSequence(String stream) {
        return database.row(LAST, Bindings.of("stream", stream))
                .map(row -> row.getLong("last_sequence"))
                .orElse(0L);
    }

    private List<CloudEvent> events(List<Row> rows) {
        return rows.stream().map(row -> CloudEvent.of(row, source)).toList();
    }

    /** Positions of the newest sealed event and of the newest one that Kafka has acknowledged. */
    public record Head(long sealed, long relayed) {
        public long lag() {
            return sealed - relayed;
        }
    }
}
