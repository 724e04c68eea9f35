package dev.countersign.cli.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** A CloudEvent in binary mode, as the record carries it, turned into one in structured mode. */
public final class StructuredEvent {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PREFIX = "ce_";
    private static final List<String> FIRST = List.of(
            "specversion", "id", "source", "type", "subject", "time", "partitionkey", "runid", "sequence", "position");

    private StructuredEvent() {}

    /** Context attributes first, in a fixed order, then extensions, then the data. */
    public static ObjectNode of(ConsumerRecord<String, byte[]> record) {
        ObjectNode event = JSON.createObjectNode();
        for (String name : FIRST) {
            String value = text(record.headers().lastHeader(PREFIX + name));
            if (value != null) {
                event.put(name, value);
            }
        }
        for (Header header : record.headers()) {
            if (header.key().startsWith(PREFIX)) {
                String name = header.key().substring(PREFIX.length());
                if (!event.has(name)) {
                    event.put(name, text(header));
                }
            } else if (header.key().equals("traceparent")) {
                event.put("traceparent", text(header));
            } else if (header.key().equals("content-type")) {
                event.put("datacontenttype", text(header));
            }
        }
        if (record.value() != null) {
            event.set("data", data(record.value()));
        }
        return event;
    }

    private static @Nullable String text(@Nullable Header header) {
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Data that is no JSON is shown as the text that it is. */
    private static JsonNode data(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (JsonProcessingException noJson) {
            return JSON.getNodeFactory().textNode(new String(value, StandardCharsets.UTF_8));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
