package dev.countersign.orchestrator.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.local.testing.TestKafka;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.orchestrator.transition.Database;
import dev.countersign.orchestrator.transition.Rows;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** From the sealed log to a real broker: in order, whole, and never with a gap, whatever dies on the way. */
@QuarkusTest
class RelayTest extends InHouse {
    private static TestKafka kafka;

    @Inject
    Database database;

    @BeforeAll
    static void broker() {
        kafka = TestKafka.start();
    }

    @AfterAll
    static void end() {
        kafka.close();
    }

    private LedgerConfig config(int batch) {
        return new FixedLedgerConfig(kafka.bootstrap(), kafka.topic(), batch);
    }

    private Relay relay(int batch) {
        return new Relay(new Ledger(database, config(batch)), config(batch));
    }

    private static void drain(Relay relay) throws Relay.RelayStopped {
        long unsealed;
        do {
            // Counted before the step: what is sealed behind it would be neither counted nor published.
            unsealed = Sql.number("SELECT count(*) FROM event WHERE position IS NULL");
        } while (relay.runOnce() > 0 || unsealed > 0);
    }

    private static List<ConsumerRecord<String, String>> everything() {
        var records = new ArrayList<ConsumerRecord<String, String>>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrap()),
                new StringDeserializer(),
                new StringDeserializer())) {
            var partitions = consumer.partitionsFor(kafka.topic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            assertThat(partitions).hasSize(6);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        return records;
    }

    private static Map<String, String> headers(ConsumerRecord<String, String> record) {
        var headers = new TreeMap<String, String>();
        record.headers().forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    private static long sequence(ConsumerRecord<String, String> record) {
        return Long.parseLong(headers(record).get("ce_sequence"));
    }

    private String approvedRun() {
        String run = house.stageMove(sandbox.opportunity());
        house.approve("maya", house.asked(run)).ok();
        house.ended(run);
        return run;
    }

    /** First occurrences of every stream, in the order of its partition, count from 1 without a gap. */
    private static void assertNoGap(List<ConsumerRecord<String, String>> records) {
        var next = new HashMap<String, Long>();
        Set<String> seen = new HashSet<>();
        var wrong = new ArrayList<String>();
        for (ConsumerRecord<String, String> record : records) {
            if (seen.add(headers(record).get("ce_id"))) {
                long expected = next.merge(record.key(), 1L, Long::sum);
                if (sequence(record) != expected) {
                    wrong.add(record.key() + ": " + sequence(record) + " instead of " + expected);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).hasSize((int)
                Sql.number("SELECT count(*) FROM event WHERE position <= (SELECT relayed FROM ledger_head)"));
    }

    @Test
    void publishesWhatTheApiTellsWithAllHeaders() throws Exception {
        // Given
        String run = approvedRun();
        List<JsonNode> told = house.events(run);
        Relay relay = relay(500);
        // When
        drain(relay);
        // Then
        List<ConsumerRecord<String, String>> records =
                everything().stream().filter(record -> record.key().equals(run)).toList();
        assertThat(records).hasSize(told.size());
        assertThat(records.stream().map(ConsumerRecord::partition).distinct()).hasSize(1);
        for (int i = 0; i < told.size(); i++) {
            JsonNode event = told.get(i);
            Map<String, String> headers = headers(records.get(i));
            assertThat(headers)
                    .containsEntry("ce_specversion", "1.0")
                    .containsEntry("ce_id", event.path("id").asText())
                    .containsEntry("ce_source", "/countersign/test")
                    .containsEntry("ce_type", event.path("type").asText())
                    .containsEntry("ce_subject", event.path("subject").asText())
                    .containsEntry("ce_time", event.path("time").asText())
                    .containsEntry("ce_partitionkey", run)
                    .containsEntry("ce_runid", run)
                    .containsEntry("ce_sequence", Integer.toString(i + 1))
                    .containsEntry("traceparent", event.path("traceparent").asText())
                    .containsEntry("content-type", "application/json")
                    .containsKey("ce_position");
            assertThat(Rows.parse(records.get(i).value())).isEqualTo(event.path("data"));
        }
        relay.close();
    }

    @Test
    void positionsAreGapFreeAndUnique() throws Exception {
        // Given
        approvedRun();
        // When
        drain(relay(500));
        // Then
        assertThat(Sql.number("SELECT max(position) - count(position) FROM event"))
                .isZero();
        assertThat(Sql.number("SELECT count(*) - count(DISTINCT position) FROM event WHERE position IS NOT NULL"))
                .isZero();
        assertThat(Sql.number("SELECT position - relayed FROM ledger_head")).isZero();
        assertThat(Sql.column("""
                SELECT a.id::text FROM event a JOIN event b ON a.stream = b.stream AND a.sequence < b.sequence
                AND a.position > b.position LIMIT 1""")).as("global order keeps each stream's order").isEmpty();
    }

    @Test
    void relayThatDiesBeforeItsMarkRepeatsTheSameBytes() throws Exception {
        // Given
        Relay first = relay(500);
        drain(first);
        long mark = Sql.number("SELECT relayed FROM ledger_head");
        String run = approvedRun();
        drain(first);
        first.close();
        // When: it died after Kafka's acknowledgement and before the commit of the cursor
        Sql.update("UPDATE ledger_head SET relayed = " + mark);
        Relay second = relay(4);
        drain(second);
        second.close();
        // Then
        List<ConsumerRecord<String, String>> all = everything();
        List<ConsumerRecord<String, String>> records =
                all.stream().filter(record -> record.key().equals(run)).toList();
        int events = house.events(run).size();
        assertThat(records).hasSize(2 * events);
        for (int i = 0; i < events; i++) {
            assertThat(headers(records.get(i + events))).isEqualTo(headers(records.get(i)));
            assertThat(records.get(i + events).value()).isEqualTo(records.get(i).value());
        }
        assertNoGap(all);
    }

    @Test
    void callsGoOnWithoutKafkaAndEverythingArrivesLater() throws Exception {
        // Given
        drain(relay(500));
        kafka.kill();
        // When
        String run = approvedRun();
        Relay waiting = relay(500);
        assertThatExceptionOfType(Relay.RelayStopped.class).isThrownBy(waiting::runOnce);
        assertThat(waiting.trouble()).isNotNull();
        kafka.restart();
        drain(waiting);
        // Then
        assertThat(waiting.trouble()).isNull();
        List<ConsumerRecord<String, String>> all = everything();
        assertThat(all.stream().filter(record -> record.key().equals(run)))
                .hasSize(house.events(run).size());
        assertNoGap(all);
        waiting.close();
    }
}
