package dev.countersign.orchestrator.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Ids;
import dev.countersign.orchestrator.transition.NamedSql;
import dev.countersign.orchestrator.transition.Rows;
import io.smallrye.mutiny.Uni;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The events that one transition appends, in order, in the form that the statement takes. Their data are ids, digests,
 * codes and counts: never arguments, results, notes or message text (INTERFACE, Kafka).
 */
public final class Story {
    private static final String APPEND =
            "SELECT ledger_append(:stream, CAST(NULL AS uuid), :trace, CAST(CAST(:events AS text) AS json))";
    private static final NamedSql APPEND_ALONE =
            NamedSql.of("SELECT ledger_append(:stream, NULL::uuid, :trace, :events::text::json)");

    private final Ids ids;
    private final ArrayNode events = JsonNodeFactory.instance.arrayNode();
    private @Nullable UUID receipt;

    private Story(Ids ids) {
        this.ids = ids;
    }

    public static Story with(Ids ids) {
        return new Story(ids);
    }

    public Story tell(EventType type, Object subject, ObjectNode data) {
        UUID id = ids.next();
        if (receipt == null) {
            receipt = id;
        }
        events.addObject()
                .put("id", id.toString())
                .put("type", type.wire())
                .put("subject", subject.toString())
                .set("data", data);
        return this;
    }

    /** Id of the first event: it is there if and only if the transition was committed. */
    public UUID receipt() {
        if (receipt == null) {
            throw new IllegalStateException("a transition without an event");
        }
        return receipt;
    }

    public String json() {
        return Rows.text(events);
    }

    /** Appends to a stream that belongs to no run, inside the session's transaction. */
    public Uni<Long> append(Mutiny.Session session, String stream) {
        return session.createNativeQuery(APPEND, Long.class)
                .setParameter("stream", stream)
                .setParameter("trace", Traces.fresh())
                .setParameter("events", json())
                .getSingleResult();
    }

    /** Appends to a stream that belongs to no run, in a transaction of its own. Blocks. */
    public void append(Database database, String stream) {
        database.rows(
                APPEND_ALONE,
                Bindings.of("stream", stream).and("trace", Traces.fresh()).and("events", json()));
    }

    /** Starts the data of an event; null values are left out. */
    public static Data data() {
        return new Data();
    }

    /** The members of one event's data, in the order they were put. */
    public static final class Data {
        private final ObjectNode node = JsonNodeFactory.instance.objectNode();

        public Data put(String name, @Nullable Object value) {
            switch (value) {
                case null -> {}
                case Integer number -> node.put(name, number);
                case Long number -> node.put(name, number);
                case Boolean truth -> node.put(name, truth);
                case JsonNode tree -> node.set(name, tree);
                default -> node.put(name, value.toString());
            }
            return this;
        }

        public ObjectNode end() {
            return node;
        }
    }
}
