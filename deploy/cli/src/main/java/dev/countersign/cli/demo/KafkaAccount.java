package dev.countersign.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.event.EventReader;
import dev.countersign.cli.event.StructuredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the topic says about the runs, read from its beginning. Repeats are known by their id and left out. */
final class KafkaAccount {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String CALL = "dev.countersign.toolcall.";
    private static final String APPROVAL = "dev.countersign.approval.";

    private final Map<String, Long> expected;
    private final Map<String, Long> lastSequences = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<String, String> firstWords = new HashMap<>();
    private final Map<String, Set<String>> approvals = new HashMap<>();
    private final List<String> faults = new ArrayList<>();

    private KafkaAccount(Map<String, Long> expected) {
        this.expected = expected;
    }

    /**
     * Reads until each run's last event has come, or the patience is over.
     *
     * @param expected for each run the sequence of its last event
     */
    static KafkaAccount read(EventReader events, Map<String, Long> expected, Duration patience) {
        KafkaAccount account = new KafkaAccount(Map.copyOf(expected));
        long deadline = System.nanoTime() + patience.toNanos();
        while (!account.isComplete() && System.nanoTime() < deadline) {
            for (ConsumerRecord<String, byte[]> record : events.poll(POLL)) {
                if (expected.containsKey(record.key())) {
                    account.take(record.key(), StructuredEvent.of(record));
                }
            }
        }
        return account;
    }

    private boolean isComplete() {
        return expected.entrySet().stream()
                .allMatch(run -> lastSequences.getOrDefault(run.getKey(), 0L) >= run.getValue());
    }

    private void take(String run, ObjectNode event) {
        if (!ids.add(event.path("id").asText())) {
            return;
        }
        long sequence = event.path("sequence").asLong();
        long next = lastSequences.getOrDefault(run, 0L) + 1;
        if (sequence != next) {
            faults.add("Kafka has event %d of run %s where %d comes next".formatted(sequence, run, next));
        }
        lastSequences.put(run, sequence);
        String type = event.path("type").asText();
        if (type.startsWith(CALL)) {
            // The first event of a call carries its decision.
            firstWords.putIfAbsent(event.path("data").path("call_id").asText(), type.substring(CALL.length()));
        }
        if (type.startsWith(APPROVAL)) {
            approvals
                    .computeIfAbsent(type.substring(APPROVAL.length()), word -> new HashSet<>())
                    .add(event.path("data")
                            .path("approval_id")
                            .asText(event.path("subject").asText()));
        }
    }

    int events() {
        return ids.size();
    }

    /** Gaps, and runs that Kafka has not heard out. */
    List<String> faults() {
        List<String> all = new ArrayList<>(faults);
        expected.forEach((run, last) -> {
            long came = lastSequences.getOrDefault(run, 0L);
            if (came != last) {
                all.add("Kafka has %d events of run %s, the API %d".formatted(came, run, last));
            }
        });
        return all;
    }

    Count count() {
        return new Count(
                firstWords.size(),
                first("dispatched.v1") + first("permitted.v1"),
                first("refused.v1"),
                approval("granted.v1"),
                approval("rejected.v1"),
                approval("expired.v1"));
    }

    private int first(String word) {
        return (int) firstWords.values().stream().filter(word::equals).count();
    }

    private int approval(String word) {
        return approvals.getOrDefault(word, Set.of()).size();
    }
}
