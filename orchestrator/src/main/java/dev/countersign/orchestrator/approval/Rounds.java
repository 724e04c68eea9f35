package dev.countersign.orchestrator.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads rounds as they were shown, and how long people were waited for. Blocks; virtual threads only. */
@Singleton
public class Rounds {
    private static final NamedSql OF = NamedSql.of("""
            SELECT round, digest, opened_at FROM approval_round WHERE approval_id = :id ORDER BY round LIMIT 200""");
    private static final NamedSql ONE = NamedSql.of("""
            SELECT round, digest, bound, card, opened_at FROM approval_round
            WHERE approval_id = :id AND round = :round""");
    private static final NamedSql WAITS = NamedSql.of("""
            SELECT opened_at, decided_at, CASE WHEN '/name' = ANY(masked) THEN NULL ELSE shown::json ->> 'name' END AS name
            FROM approval WHERE run_id = :run ORDER BY opened_at LIMIT 1000""");

    private final Database database;

    public Rounds(Database database) {
        this.database = database;
    }

    /** One time that people were asked. */
    public record Round(int number, String digest, Instant openedAt) {}

    /** The same with what they were shown, and the document that was bound. */
    public record Snapshot(int number, String digest, JsonNode bound, JsonNode card, Instant openedAt) {}

    /**
     * One approval of a run.
     *
     * @param until null while people are waited for
     * @param name of the record that they were shown, if it has one and it is not hidden
     */
    public record Wait(
            Instant since,
            @Nullable Instant until,
            @Nullable String name) {}

    /** Oldest first. */
    public List<Round> of(UUID approval) {
        return database.rows(OF, Bindings.of("id", approval)).stream()
                .map(row -> new Round(row.getInteger("round"), row.getString("digest"), opened(row)))
                .toList();
    }

    public Optional<Snapshot> snapshot(UUID approval, int round) {
        return database.row(ONE, Bindings.of("id", approval).and("round", round))
                .map(row -> new Snapshot(
                        row.getInteger("round"),
                        row.getString("digest"),
                        Objects.requireNonNull(Rows.json(row, "bound")),
                        Objects.requireNonNull(Rows.json(row, "card")),
                        opened(row)));
    }

    /** Of all approvals of a run, oldest first. */
    public List<Wait> waits(UUID run) {
        return database.rows(WAITS, Bindings.of("run", run)).stream()
                .map(row -> new Wait(opened(row), Rows.instant(row, "decided_at"), row.getString("name")))
                .toList();
    }

    private static Instant opened(Row row) {
        return Objects.requireNonNull(Rows.instant(row, "opened_at"));
    }
}
