package dev.countersign.cli.event;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the whole topic without a group, so that nobody's offsets are touched. Not thread safe. */
public final class EventReader implements AutoCloseable {
    private final KafkaConsumer<String, byte[]> consumer;

    /** Where to begin. */
    public enum From {
        BEGINNING,
        NOW
    }

    public EventReader(String bootstrap, String topic, From from) {
        this.consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrap, "default.api.timeout.ms", 20_000, "enable.auto.commit", false),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        switch (from) {
            case BEGINNING -> consumer.seekToBeginning(partitions);
            case NOW -> consumer.seekToEnd(partitions);
        }
        // Seeking is lazy; asking for a position settles where "now" is.
        partitions.forEach(consumer::position);
    }

    public Iterable<ConsumerRecord<String, byte[]>> poll(Duration patience) {
        ConsumerRecords<String, byte[]> records = consumer.poll(patience);
        return records;
    }

    /** Ends a poll that another thread is in. */
    public void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
