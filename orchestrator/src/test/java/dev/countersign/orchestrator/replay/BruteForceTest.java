package dev.countersign.orchestrator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replay over ten thousand stored calls says what a simple loop over the same calls says. */
@QuarkusTest
class BruteForceTest extends InHouse {
    private static final long SEED = 20_261_121;
    private static final int CALLS = 11_500;

    @Inject
    TestCandidates candidates;

    private final PastDays past = new PastDays(SEED);

    @BeforeEach
    void onlyOwnCalls() {
        PastDays.setOthersAside();
    }

    @AfterEach
    void leaveNothingBehind() {
        past.forget();
        Sql.update("DELETE FROM policy_replay");
    }

    /** The loop: no batch, no thread, no class of the product. */
    private static final class Loop {
        final Map<String, Integer> matrix = new TreeMap<>();
        final Map<String, Integer> before = new TreeMap<>(Map.of("T1", 0, "T2", 0, "T3", 0));
        final Map<String, Integer> after = new TreeMap<>(Map.of("T1", 0, "T2", 0, "T3", 0));
        int asked;
        int notAsked;
        int released;
        int newlyAsked;
        int changed;
        int contradicted;
        int masked;

        Loop(List<PastDays.Call> calls, Instant since) {
            for (PastDays.Call call : calls) {
                if (call.at().isBefore(since)) {
                    continue;
                }
                if (call.was() == null) {
                    notAsked++;
                    continue;
                }
                look(call, call.was(), call.newerOutcome());
            }
        }

        private void look(PastDays.Call call, String was, String now) {
            asked++;
            matrix.merge(was + ">" + now, 1, Integer::sum);
            changed += was.equals(now) ? 0 : 1;
            released += now.equals("permit") && !was.equals("permit") ? 1 : 0;
            newlyAsked += now.equals("require_approval") && !was.equals("require_approval") ? 1 : 0;
            masked += call.masked() ? 1 : 0;
            String verdict = String.valueOf(call.verdict());
            boolean against = (verdict.equals("rejected") && now.equals("permit"))
                    || (verdict.equals("granted") && now.equals("deny"));
            contradicted += against ? 1 : 0;
            if (call.wasTier() != null) {
                before.merge(call.wasTier(), 1, Integer::sum);
            }
            if (now.equals("require_approval") && !call.overBudget()) {
                after.merge(call.newer(), 1, Integer::sum);
            }
        }
    }

    private JsonNode replay(String revision) {
        String id = house.post(
                        "dana", "/api/policy/replays", "{\"since\": \"P7D\", \"revision\": \"" + revision + "\"}")
                .ok()
                .path("id")
                .asText();
        return House.soon()
                .atMost(Duration.ofMinutes(3))
                .until(
                        () -> house.get("dana", "/api/policy/replays/" + id).ok(),
                        now -> now.path("state").asText().equals("completed"));
    }

    @Test
    void agreesWithASimpleLoopOverTenThousandCalls() {
        // Given
        List<PastDays.Call> calls = past.make(CALLS);
        past.store(calls);
        String revision = house.policy(PastDays.NEWER);
        // When
        JsonNode report = replay(revision);
        // Then
        var loop = new Loop(calls, Instant.parse(report.path("since").asText()));
        assertThat(loop.asked).isGreaterThanOrEqualTo(10_000);
        assertThat(report.path("total").asInt()).isEqualTo(loop.asked);
        assertThat(report.path("done").asInt()).isEqualTo(loop.asked);
        assertThat(report.path("compared").asInt()).isEqualTo(loop.asked);
        assertThat(report.path("not_asked").asInt()).isEqualTo(loop.notAsked).isPositive();
        assertThat(cells(report.path("matrix"))).isEqualTo(loop.matrix);
        assertThat(report.path("released").asInt()).isEqualTo(loop.released).isPositive();
        assertThat(report.path("newly_asked").asInt()).isEqualTo(loop.newlyAsked);
        assertThat(report.path("changed").asInt()).isEqualTo(loop.changed);
        assertThat(report.path("contradicted").path("count").asInt())
                .isEqualTo(loop.contradicted)
                .isPositive();
        assertThat(report.path("masked").asInt()).isEqualTo(loop.masked).isPositive();
        JsonNode queue = report.path("queue");
        assertThat(queue.path("days").asInt()).isEqualTo(7);
        for (String tier : List.of("T1", "T2", "T3")) {
            int before = loop.before.get(tier);
            int after = loop.after.get(tier);
            assertThat(queue.path("cards").path(tier).path("before").asInt()).isEqualTo(before);
            assertThat(queue.path("cards").path(tier).path("after").asInt()).isEqualTo(after);
            assertThat(queue.path("before").path(tier).asDouble()).isEqualTo(Math.round(before / 0.07) / 100.0);
            assertThat(queue.path("after").path(tier).asDouble()).isEqualTo(Math.round(after / 0.07) / 100.0);
        }
        assertThat(report.path("changed_calls")).hasSize(200);
        assertThat(report.path("changed_calls_more").asInt()).isEqualTo(loop.changed - 200);
        if (Boolean.getBoolean("countersign.measure")) {
            measure(calls, revision);
        }
    }

    private static Map<String, Integer> cells(JsonNode matrix) {
        var cells = new TreeMap<String, Integer>();
        matrix.properties().forEach(row -> row.getValue().properties().forEach(cell -> {
            if (cell.getValue().asInt() > 0) {
                cells.put(row.getKey() + ">" + cell.getKey(), cell.getValue().asInt());
            }
        }));
        return cells;
    }

    /**
     * With {@code -Dcountersign.measure=true}: what a warm replay takes from its claim to its report, the database included,
     * beside the engine alone with as many threads. Numbers to read, not to assert, since machines differ.
     */
    private void measure(List<PastDays.Call> calls, String revision) {
        List<PolicyInput> inputs = calls.stream()
                .filter(call -> call.was() != null)
                .map(call -> new PolicyInput(past.input(call)))
                .toList();
        int threads = Math.min(4, Runtime.getRuntime().availableProcessors());
        Candidates.Candidate candidate = candidates.find(revision).orElseThrow();
        try (PolicyDecisionPoint point = candidates.open(candidate);
                var pool = new ForkJoinPool(threads)) {
            for (int round = 1; round <= 5; round++) {
                long began = System.nanoTime();
                pool.submit(() -> inputs.parallelStream().forEach(point::decide))
                        .join();
                double engine = inputs.size() * 1e9 / (System.nanoTime() - began);
                JsonNode report = replay(revision);
                Duration took = Duration.between(
                        Instant.parse(report.path("started_at").asText()),
                        Instant.parse(report.path("ended_at").asText()));
                double replayed = report.path("done").asInt() * 1e3 / took.toMillis();
                System.out.printf(
                        "round %d, %d threads: engine alone %.0f a second, replay %.0f a second, %.0f %%%n",
                        round, threads, engine, replayed, 100 * replayed / engine);
            }
        }
    }
}
