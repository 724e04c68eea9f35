package dev.countersign.orchestrator.ledger;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.transition.Rows;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event as CloudEvents 1.0 names its parts. Made from the stored row alone, so that a repeat has the same bytes.
 *
 * @param position the global order, null while it is not sealed
 */
public record CloudEvent(
        UUID id,
        String source,
        String type,
        String subject,
        Instant time,
        String stream,
        @Nullable UUID runId,
        long sequence,
        @Nullable Long position,
        String traceparent,
        String data) {
    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    static final String COLUMNS = "id, type, subject, at, stream, run_id, sequence, position, traceparent, data";

    static CloudEvent of(Row row, String source) {
        return new CloudEvent(
                row.getUUID("id"),
                source,
                row.getString("type"),
                row.getString("subject"),
                Objects.requireNonNull(Rows.instant(row, "at")),
                row.getString("stream"),
                row.getUUID("run_id"),
                row.getLong("sequence"),
                row.getLong("position"),
                row.getString("traceparent"),
                row.getString("data"));
    }

    /** RFC 3339, UTC, milliseconds: the only form of a time that leaves the product. */
    public static String time(Instant instant) {
        return MILLIS.format(instant);
    }

    /** The attributes with their names as in the structured form; the binary form puts {@code ce_} in front. */
    Map<String, String> attributes() {
        var attributes = new LinkedHashMap<String, String>();
        attributes.put("specversion", "1.0");
        attributes.put("id", id.toString());
        attributes.put("source", source);
        attributes.put("type", type);
        attributes.put("subject", subject);
        attributes.put("time", time(time));
        attributes.put("partitionkey", stream);
        if (runId != null) {
            attributes.put("runid", runId.toString());
        }
        attributes.put("sequence", Long.toString(sequence));
        if (position != null) {
            attributes.put("position", Long.toString(position));
        }
        return attributes;
    }

    /** The structured form, as the API lists it. */
    public ObjectNode structured() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        attributes().forEach(node::put);
        node.put("traceparent", traceparent).put("datacontenttype", "application/json");
        node.set("data", Rows.parse(data));
        return node;
    }
}
