package dev.countersign.cli.acceptance.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.acceptance.api.SandboxClient;
import dev.countersign.cli.acceptance.evidence.Database.StoredCall;
import dev.countersign.cli.acceptance.evidence.Database.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What must hold whatever was killed: I1 to I6, I9 and I10 of the project's semantics, on all that the stack ever did. */
public final class Invariants {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Set<String> SANDBOX = Set.of("crm", "email", "calendar", "enrichment");

    private Invariants() {}

    public static void check(Database database, Topic topic, SandboxClient sandbox) {
        kafkaTellsWhatTheDatabaseHolds(database, topic);
        assertThat(database.stuckRuns())
                .as("runs that nobody will look at again")
                .isEmpty();
        List<StoredCall> calls = database.calls();
        effectsAreAsPromised(calls, sandbox.ledger());
        calls.forEach(Invariants::isBoundAsApproved);
        calls.forEach(call -> intentFollowsDecision(call, topic.ofCall(call.id())));
    }

    private static void kafkaTellsWhatTheDatabaseHolds(Database database, Topic topic) {
        await("Kafka holds every event of the database and no other")
                .atMost(PATIENCE)
                .untilAsserted(() -> {
                    List<StoredEvent> stored = database.events();
                    topic.poll();
                    assertThat(topic.size()).isEqualTo(stored.size());
                    Map<String, Topic.Event> told = topic.byId();
                    assertThat(stored).allSatisfy(event -> {
                        Topic.Event same = told.get(event.id());
                        assertThat(same)
                                .as("event %s %s", event.type(), event.id())
                                .isNotNull();
                        assertThat(same.stream()).isEqualTo(event.stream());
                        assertThat(same.sequence()).isEqualTo(event.sequence());
                        assertThat(same.position()).isEqualTo(event.position());
                        assertThat(same.type()).isEqualTo(event.type());
                        assertThat(same.data()).isEqualTo(event.data());
                    });
                });
    }

    private static void effectsAreAsPromised(List<StoredCall> calls, List<SandboxClient.Row> ledger) {
        Map<String, List<SandboxClient.Row>> received = ledger.stream()
                .filter(row -> row.callId() != null)
                .collect(Collectors.groupingBy(row -> String.valueOf(row.callId())));
        assertThat(calls)
                .extracting(StoredCall::id)
                .as("calls that a server received")
                .containsAll(received.keySet());
        for (StoredCall call : calls) {
            if (!SANDBOX.contains(call.connector())) {
                continue;
            }
            List<SandboxClient.Row> rows = received.getOrDefault(call.id(), List.of());
            String what = "%s call %s, %s after %d attempts, received"
                    .formatted(call.effect(), call.id(), call.state(), call.attempts());
            assertThat(rows).as(what).hasSizeLessThanOrEqualTo(call.attempts());
            assertThat(rows.stream().filter(SandboxClient.Row::effectApplied))
                    .as("effects of " + what)
                    .hasSizeLessThanOrEqualTo(1);
            if (call.effect().equals("ONCE")) {
                assertThat(rows).as(what).hasSizeLessThanOrEqualTo(1);
            }
            switch (call.state()) {
                case "refused", "awaiting_approval" -> assertThat(rows).as(what).isEmpty();
                case "succeeded" -> {
                    if (call.attempts() == 1 && !call.resolved()) {
                        assertThat(rows).as(what).hasSize(1);
                    }
                }
                default -> {
                    // failed, permitted, executing and outcome_unknown promise no more than what is checked above
                }
            }
            assertThat(rows).as(what).allMatch(row -> String.valueOf(call.argumentsDigest())
                    .equals(row.argumentsDigest()));
        }
    }

    /** What was sent is what was shown, but for the version that the intent has filled in. */
    private static void isBoundAsApproved(StoredCall call) {
        if (call.arguments() == null || call.attempts() == 0) {
            return;
        }
        JsonNode arguments = CanonicalJson.parse(call.arguments());
        assertThat(CanonicalJson.digest(arguments))
                .as("digest of call %s", call.id())
                .isEqualTo(call.argumentsDigest());
        if (call.bound() != null) {
            JsonNode bound = CanonicalJson.parse(call.bound());
            assertThat(CanonicalJson.digestWithout(arguments, "if_version"))
                    .as("digest that was approved for call %s", call.id())
                    .isEqualTo(bound.path("arguments_digest").asText());
            assertThat(call.grants()).as("votes for call %s", call.id()).isGreaterThanOrEqualTo(call.grantsNeeded());
        }
    }

    private static void intentFollowsDecision(StoredCall call, List<Topic.Event> events) {
        List<String> names = events.stream().map(Topic.Event::name).toList();
        if (call.attempts() == 0) {
            assertThat(names).as("events of call %s", call.id()).doesNotContain("toolcall.dispatched");
            return;
        }
        int intent = names.indexOf("toolcall.dispatched");
        assertThat(intent).as("intent of call %s in %s", call.id(), names).isNotNegative();
        if (call.bound() != null) {
            assertThat(names.subList(0, intent))
                    .as("before the intent of %s", call.id())
                    .contains("approval.granted");
        } else {
            assertThat(events.get(intent).data())
                    .as("decision of call %s", call.id())
                    .contains("\"rule_id\"");
        }
        assertThat(names.stream().filter("toolcall.dispatched"::equals).count())
                .as("intents of call %s", call.id())
                .isEqualTo(call.attempts());
    }
}
