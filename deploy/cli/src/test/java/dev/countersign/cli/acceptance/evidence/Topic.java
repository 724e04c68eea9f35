package dev.countersign.cli.acceptance.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The topic from its beginning. Keeps the first occurrence of each event and insists at once: per stream they come in
 * order and without a gap, and a repeat is the same to the byte, key and all headers included.
 */
public final class Topic implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Held here so that its level is not lost with it. */
    private static final Logger LIBRARY = Logger.getLogger("org.apache.kafka");

    static {
        LIBRARY.setLevel(Level.OFF);
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Event> events = new LinkedHashMap<>();
    private final Map<String, Long> lastSequences = new HashMap<>();
    private final Map<Integer, Long> lastPositions = new HashMap<>();
    private int repeats;

    public Topic(String bootstrap, String topic) {
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "enable.auto.commit", false, "default.api.timeout.ms", 60_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The first occurrence of an event; {@code bytes} is all of the record, for comparison. */
    public record Event(
            String id,
            String stream,
            long sequence,
            long position,
            String type,
            String subject,
            String data,
            String bytes) {

        /** The type without what all have in common. */
        public String name() {
            return type.replaceFirst("^dev\\.countersign\\.", "").replaceFirst("\\.v1$", "");
        }
    }

    /** Reads what has come since. Never waits long. */
    public synchronized void poll() {
        consumer.poll(POLL).forEach(this::take);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), text(header.value())));
        Event event = new Event(
                headers.getOrDefault("ce_id", ""),
                text(record.key()),
                Long.parseLong(headers.getOrDefault("ce_sequence", "-1")),
                Long.parseLong(headers.getOrDefault("ce_position", "-1")),
                headers.getOrDefault("ce_type", ""),
                headers.getOrDefault("ce_subject", ""),
                text(record.value()),
                bytes(record));
        Event first = events.putIfAbsent(event.id(), event);
        if (first != null) {
            repeats++;
            assertThat(event.bytes()).as("repeat of event %s", event.id()).isEqualTo(first.bytes());
            return;
        }
        assertThat(headers)
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_partitionkey", event.stream())
                .containsEntry("content-type", "application/json");
        long next = lastSequences.merge(event.stream(), 1L, Long::sum);
        assertThat(event.sequence())
                .as("first occurrences of stream %s are gap-free and in order", event.stream())
                .isEqualTo(next);
        long before = lastPositions.getOrDefault(record.partition(), 0L);
        assertThat(event.position())
                .as("global order in partition %d", record.partition())
                .isGreaterThan(before);
        lastPositions.put(record.partition(), event.position());
    }

    private static String bytes(ConsumerRecord<byte[], byte[]> record) {
        StringBuilder all = new StringBuilder(text(record.key()));
        for (Header header : record.headers()) {
            all.append('\n').append(header.key()).append('=').append(text(header.value()));
        }
        return all.append('\n').append(text(record.value())).toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Waits until a stream has come as far as the API says that it goes. */
    public void awaitEvents(String stream, long lastSequence) {
        await("events of " + stream).atMost(PATIENCE).untilAsserted(() -> {
            poll();
            assertThat(ofStream(stream)).hasSizeGreaterThanOrEqualTo((int) lastSequence);
        });
    }

    public synchronized Map<String, Event> byId() {
        return Map.copyOf(events);
    }

    public synchronized int size() {
        return events.size();
    }

    public synchronized int repeats() {
        return repeats;
    }

    /** The events of one stream, in order. */
    public synchronized List<Event> ofStream(String stream) {
        return events.values().stream()
                .filter(event -> event.stream().equals(stream))
                .toList();
    }

    /** The events about one call, in order. */
    public synchronized List<Event> ofCall(String callId) {
        return new ArrayList<>(about(callId).toList());
    }

    private Stream<Event> about(String callId) {
        return events.values().stream()
                .filter(event -> event.subject().equals(callId) || event.data().contains(callId));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
