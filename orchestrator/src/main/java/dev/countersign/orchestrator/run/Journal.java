package dev.countersign.orchestrator.run;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the private journal of model messages; {@link Runs#record} writes it. Blocks; virtual threads only. */
@Singleton
public class Journal {
    private static final NamedSql ALL =
            NamedSql.of("SELECT envelope FROM journal WHERE run_id = :id ORDER BY step LIMIT 1000");
    private static final NamedSql SOME = NamedSql.of("""
            SELECT step, envelope FROM journal WHERE run_id = :id AND step BETWEEN :first AND :last ORDER BY step""");
    private static final NamedSql REQUEST = NamedSql.of("""
            SELECT j.salt, j.request_digest, t.document FROM journal j LEFT JOIN tool_list t ON t.digest = j.tools
            WHERE j.run_id = :id AND j.step = :step""");

    private final Database database;

    public Journal(Database database) {
        this.database = database;
    }

    /** The recorded model turns, oldest first, each in its envelope. */
    public List<String> turns(UUID run) {
        return database.rows(ALL, Bindings.of("id", run)).stream()
                .map(row -> row.getString("envelope"))
                .toList();
    }

    /** Some of them by step. */
    public Map<Integer, String> turns(UUID run, int first, int last) {
        return database.rows(SOME, Bindings.of("id", run).and("first", first).and("last", last)).stream()
                .collect(Collectors.toMap(row -> row.getInteger("step"), row -> row.getString("envelope")));
    }

    /**
     * What is kept of the request of one step.
     *
     * @param digest salted, of the whole request; null for a step of an older version
     * @param tools what the model was told about, as JSON; null likewise
     */
    public record Request(
            String salt, @Nullable String digest, @Nullable String tools) {}

    /** Empty when the run has not taken the step. */
    public Optional<Request> request(UUID run, int step) {
        return database.row(REQUEST, Bindings.of("id", run).and("step", step))
                .map(row ->
                        new Request(row.getString("salt"), row.getString("request_digest"), row.getString("document")));
    }
}
