package dev.countersign.orchestrator.approval;

import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.ui.inbox.InboxQuery.Order;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/** The lists that a person named, and the order that a person chose. Blocks; virtual threads only. */
@Singleton
public class SavedViews {

    /** One saved view; the query is what stands behind the question mark of its address. */
    public record Saved(UUID id, String name, String query) {}

    private static final NamedSql ALL =
            NamedSql.of("SELECT id, name, query FROM saved_view WHERE person_id = :person ORDER BY place");
    /** The first free place; without one there is no row, and two at once cannot both have it. */
    private static final NamedSql SAVE = NamedSql.of("""
            WITH known AS (
              UPDATE saved_view SET name = :name WHERE person_id = :person AND query = :query RETURNING id),
            added AS (
              INSERT INTO saved_view (id, person_id, place, name, query)
              SELECT :id, :person, p.place, :name, :query FROM generate_series(1, :max::int) p(place)
              WHERE NOT EXISTS (SELECT 1 FROM known)
                AND NOT EXISTS (SELECT 1 FROM saved_view s WHERE s.person_id = :person AND s.place = p.place)
              ORDER BY p.place LIMIT 1
              ON CONFLICT (person_id, place) DO NOTHING RETURNING id)
            SELECT id FROM known UNION ALL SELECT id FROM added""");

    private static final NamedSql RENAME =
            NamedSql.of("UPDATE saved_view SET name = :name WHERE person_id = :person AND id = :id");
    private static final NamedSql REMOVE = NamedSql.of("DELETE FROM saved_view WHERE person_id = :person AND id = :id");
    private static final NamedSql ORDER = NamedSql.of("SELECT ordering FROM list_order WHERE person_id = :person");
    private static final NamedSql SORT = NamedSql.of("""
            INSERT INTO list_order (person_id, ordering) VALUES (:person, :ordering)
            ON CONFLICT (person_id) DO UPDATE SET ordering = excluded.ordering""");

    private final Database database;
    private final Ids ids;

    public SavedViews(Database database, Ids ids) {
        this.database = database;
        this.ids = ids;
    }

    public List<Saved> of(String person) {
        return database.rows(ALL, Bindings.of("person", person)).stream()
                .map(row -> new Saved(row.getUUID("id"), row.getString("name"), row.getString("query")))
                .toList();
    }

    /** False when there are {@code max} already. */
    public boolean save(String person, String name, String query, int max) {
        return !database.rows(
                        SAVE,
                        Bindings.of("person", person)
                                .and("id", ids.next())
                                .and("name", name)
                                .and("query", query)
                                .and("max", max))
                .isEmpty();
    }

    public boolean rename(String person, UUID id, String name) {
        return database.execute(
                        RENAME, Bindings.of("person", person).and("id", id).and("name", name))
                == 1;
    }

    public void remove(String person, UUID id) {
        database.execute(REMOVE, Bindings.of("person", person).and("id", id));
    }

    /** The order that this person chose last; by expiry for whoever chose none. */
    public Order order(String person) {
        return database.row(ORDER, Bindings.of("person", person))
                .map(row -> Order.valueOf(row.getString("ordering").toUpperCase(Locale.ROOT)))
                .orElse(Order.EXPIRY);
    }

    public void order(String person, Order order) {
        database.execute(
                SORT, Bindings.of("person", person).and("ordering", order.name().toLowerCase(Locale.ROOT)));
    }
}
