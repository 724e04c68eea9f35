package dev.countersign.orchestrator.approval;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.ui.inbox.InboxQuery;
import dev.countersign.ui.inbox.InboxQuery.Filter;
import dev.countersign.ui.inbox.InboxQuery.Order;
import dev.countersign.ui.inbox.InboxQuery.View;
import dev.countersign.ui.inbox.Rail;
import io.vertx.sqlclient.Row;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The lists of the inbox (ADR 0023). A list of what waits takes a page from the front of every class of alike items that
 * it is about and merges the pages, so that it reads no more when a hundred times as much waits. Blocks; virtual threads
 * only.
 */
@Singleton
public class Queue {

    /**
     * Whose list it is.
     *
     * @param groups in which this person may decide
     * @param reach in which this person may look; null for everywhere
     */
    public record Reader(
            String person,
            Collection<String> groups,
            @Nullable Collection<String> reach) {}

    /** Where the last page ended: the sort key of its last row. */
    public record After(Instant at, String tier, UUID id) {}

    /** One row with the moment that its list is sorted by. */
    public record Item(Approval approval, Instant at) {}

    private final Database database;
    private final Map<String, NamedSql> statements = new ConcurrentHashMap<>();

    public Queue(Database database) {
        this.database = database;
    }

    /** One page of a view, at most {@code max} rows. */
    public List<Item> page(Reader reader, InboxQuery query, Order order, @Nullable After after, int max) {
        String sql = QueueSql.page(query.view(), order, query.filter(), after != null);
        Bindings bindings = bindings(sql, reader, query).and("max", max);
        if (after != null) {
            bindings.and("at", after.at()).and("after_id", after.id());
            if (sql.contains(":after_tier")) {
                bindings.and("after_tier", after.tier());
            }
        }
        return database.rows(statement(sql), bindings).stream()
                .map(row -> new Item(Approval.of(row), moment(row)))
                .toList();
    }

    private static Instant moment(Row row) {
        return row.getOffsetDateTime("sorted_at").toInstant();
    }

    /** How much a view holds with its filters, counted up to {@link Rail#COUNTED}. */
    public int count(Reader reader, InboxQuery query) {
        String sql = "SELECT " + QueueSql.count(query.view(), query.filter()) + " AS n";
        return database.row(statement(sql), bindings(sql, reader, query))
                .orElseThrow()
                .getLong("n")
                .intValue();
    }

    /** Whether one item belongs to a view with its filters now. */
    public boolean holds(Reader reader, InboxQuery query, UUID id) {
        if (query.view() == View.DECIDED || query.view() == View.FAILED) {
            return false;
        }
        String sql = QueueSql.holds(query.view(), query.filter());
        return database.row(statement(sql), bindings(sql, reader, query).and("id", id))
                .isPresent();
    }

    /** All counts of the rail in one statement; what is decided is not counted. */
    public Map<View, Integer> counts(Reader reader) {
        Optional<Row> row = database.row(
                QueueSql.RAIL,
                Bindings.of("person", reader.person())
                        .and("groups", reader.groups())
                        .and("reach", reader.reach()));
        var counts = new java.util.EnumMap<View, Integer>(View.class);
        for (View view : QueueSql.COUNTED) {
            counts.put(view, row.orElseThrow().getLong(QueueSql.column(view)).intValue());
        }
        return counts;
    }

    /** The words that occur among what waits in reach. */
    public record Words(List<String> workflows, List<String> tools, List<String> rules) {}

    private static final NamedSql WORDS = NamedSql.of("""
            WITH k AS MATERIALIZED (SELECT * FROM waiting_kinds(:reach::text[], NULL, NULL, NULL, NULL, NULL))
            SELECT ARRAY(SELECT DISTINCT workflow_id FROM k ORDER BY 1 LIMIT 100) AS workflows,
              ARRAY(SELECT DISTINCT tool FROM k ORDER BY 1 LIMIT 100) AS tools,
              ARRAY(SELECT DISTINCT rule_id FROM k WHERE rule_id IS NOT NULL ORDER BY 1 LIMIT 100) AS rules""");

    public Words words(Reader reader) {
        Row row = database.row(WORDS, Bindings.of("reach", reader.reach())).orElseThrow();
        return new Words(
                List.of(row.getArrayOfStrings("workflows")),
                List.of(row.getArrayOfStrings("tools")),
                List.of(row.getArrayOfStrings("rules")));
    }

    private NamedSql statement(String sql) {
        return statements.computeIfAbsent(sql, NamedSql::of);
    }

    private static Bindings bindings(String sql, Reader reader, InboxQuery query) {
        Bindings bindings = Bindings.of("person", reader.person());
        if (sql.contains(":groups")) {
            bindings.and("groups", QueueSql.decides(query.view()) ? reader.groups() : reader.reach());
        }
        Filter filter = query.filter();
        also(bindings, sql, "workflow", filter.workflow());
        also(bindings, sql, "tool", filter.tool());
        also(bindings, sql, "ref", filter.ref());
        also(bindings, sql, "rule", filter.rule());
        also(bindings, sql, "tier", filter.tier() == null ? null : filter.tier().name());
        return bindings;
    }

    private static void also(Bindings bindings, String sql, String name, @Nullable String value) {
        if (sql.contains(":" + name + "::")) {
            bindings.and(name, value);
        }
    }
}
