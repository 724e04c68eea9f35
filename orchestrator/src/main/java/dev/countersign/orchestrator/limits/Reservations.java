package dev.countersign.orchestrator.limits;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

/** Reads what calls hold of their limits. Blocks; virtual threads only. */
@Singleton
public class Reservations {
    private static final NamedSql OF = NamedSql.of("""
            SELECT limit_id, key, amount FROM reservation WHERE call_id = :call ORDER BY limit_id, key LIMIT 100""");

    private final Database database;

    public Reservations(Database database) {
        this.database = database;
    }

    /** What one call holds. A key that may be an address is a digest. */
    public record Held(String limit, String key, BigDecimal amount) {}

    public List<Held> of(UUID call) {
        return database.rows(OF, Bindings.of("call", call)).stream()
                .map(row -> new Held(
                        row.getString("limit_id"),
                        row.getString("key"),
                        row.getNumeric("amount").bigDecimalValue()))
                .toList();
    }
}
