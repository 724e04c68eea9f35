package dev.countersign.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.cli.event.EventReader;
import dev.countersign.local.testing.TestKafka;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KafkaAccountTest {
    private static TestKafka kafka;

    @BeforeAll
    static void startKafka() {
        kafka = TestKafka.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void countsFirstOccurrencesOfTheRunsOnly() throws Exception {
        // Given
        String run = "run-a";
        send(run, 1, "run.started", "{}");
        send(run, 2, "toolcall.dispatched", "{\"call_id\":\"c1\"}");
        send(run, 2, "toolcall.dispatched", "{\"call_id\":\"c1\"}");
        send(run, 3, "toolcall.parked", "{\"call_id\":\"c2\",\"approval_id\":\"a2\"}");
        send(run, 4, "approval.granted", "{\"call_id\":\"c2\",\"approval_id\":\"a2\"}");
        send(run, 5, "toolcall.permitted", "{\"call_id\":\"c2\"}");
        send(run, 6, "toolcall.dispatched", "{\"call_id\":\"c2\"}");
        send(run, 7, "toolcall.refused", "{\"call_id\":\"c3\"}");
        send(run, 8, "toolcall.parked", "{\"call_id\":\"c4\",\"approval_id\":\"a4\"}");
        send(run, 9, "approval.rejected", "{\"call_id\":\"c4\",\"approval_id\":\"a4\"}");
        send(run, 10, "toolcall.refused", "{\"call_id\":\"c4\"}");
        send("somebody-else", 1, "toolcall.dispatched", "{\"call_id\":\"c9\"}");

        // When
        KafkaAccount account = read(Map.of(run, 10L), Duration.ofSeconds(30));

        // Then
        assertThat(account.faults()).isEmpty();
        assertThat(account.events()).isEqualTo(10);
        assertThat(account.count()).isEqualTo(new Count(4, 1, 1, 1, 1, 0));
        assertThat(account.count().addsUp()).isTrue();
    }

    @Test
    void aGapAndAMissingEndAreFaults() throws Exception {
        send("run-b", 1, "run.started", "{}");
        send("run-b", 3, "run.completed", "{}");

        List<String> faults = read(Map.of("run-b", 4L), Duration.ofSeconds(2)).faults();

        assertThat(faults)
                .containsExactly(
                        "Kafka has event 3 of run run-b where 2 comes next",
                        "Kafka has 3 events of run run-b, the API 4");
    }

    private static KafkaAccount read(Map<String, Long> expected, Duration patience) {
        try (EventReader reader = new EventReader(kafka.bootstrap(), kafka.topic(), EventReader.From.BEGINNING)) {
            return KafkaAccount.read(reader, expected, patience);
        }
    }

    private static void send(String run, int sequence, String type, String data) throws Exception {
        ProducerRecord<String, String> record = new ProducerRecord<>(kafka.topic(), run, data);
        Map.of(
                        "ce_id", run + "-" + sequence,
                        "ce_type", "dev.countersign." + type + ".v1",
                        "ce_sequence", Integer.toString(sequence))
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrap()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(record).get(30, TimeUnit.SECONDS);
        }
    }
}
