package dev.countersign.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.cli.acceptance.api.Api;
import dev.countersign.cli.acceptance.stack.OnStack;
import dev.countersign.cli.acceptance.stack.TestStack;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What sleeps is a row in Postgres and nothing else. */
@OnStack(value = "sleeping")
class SleepingRunsTest {
    private static final int RUNS = Boolean.getBoolean("countersign.long") ? 1_000 : 250;
    private static final int STARTERS = 16;
    /** Threads that come and go by themselves: of pools that shrink when they have nothing to do. */
    private static final int FLUCTUATION = 8;

    private static final List<String> OURS = List.of(
            "dev.countersign.orchestrator.run.Run",
            "dev.countersign.orchestrator.toolcall.ToolCall",
            "dev.countersign.orchestrator.toolcall.Situation",
            "dev.countersign.orchestrator.toolcall.Proposal",
            "dev.countersign.orchestrator.approval.Approval",
            "dev.countersign.orchestrator.approval.Vote",
            "dev.countersign.ui.card.Card");

    @Test
    void parkedRunsCostNoMemoryAndNoThread(TestStack stack) throws Exception {
        // Given
        Api dana = stack.as("dana");
        Jvm orchestrator = new Jvm(stack.pid("orchestrator"));
        start(dana, STARTERS);
        awaitParked(dana, STARTERS);
        await("the first runs have left nothing")
                .atMost(TestStack.PATIENCE)
                .untilAsserted(() -> assertThat(live(orchestrator)).isEmpty());
        int threadsBefore = orchestrator.threads();

        // When
        start(dana, RUNS - STARTERS);
        awaitParked(dana, RUNS);

        // Then
        await("all the others have left nothing").atMost(TestStack.PATIENCE).untilAsserted(() -> {
            assertThat(live(orchestrator)).as("live instances of our types").isEmpty();
            assertThat(orchestrator.threads())
                    .as("threads, virtual ones included; there were %d", threadsBefore)
                    .isLessThanOrEqualTo(threadsBefore + FLUCTUATION);
        });
    }

    private static Map<String, Long> live(Jvm orchestrator) {
        Map<String, Long> live = orchestrator.liveInstances();
        live.keySet().retainAll(OURS);
        return live;
    }

    private static void start(Api dana, int howMany) throws InterruptedException, ExecutionException {
        try (ExecutorService starters = Executors.newFixedThreadPool(STARTERS)) {
            List<Future<?>> started = IntStream.range(0, howMany)
                    .<Future<?>>mapToObj(i -> starters.submit(() -> dana.start("test-sleep", Map.of())))
                    .toList();
            for (Future<?> one : started) {
                one.get();
            }
        }
    }

    private static void awaitParked(Api dana, int howMany) {
        await(howMany + " runs sleep").atMost(TestStack.PATIENCE).untilAsserted(() -> assertThat(count(dana, "parked"))
                .isEqualTo(howMany));
        assertThat(count(dana, "running")).isZero();
    }

    private static int count(Api dana, String state) {
        int count = 0;
        String cursor = "";
        do {
            var page = dana.send("GET", "/api/runs?limit=200&state=" + state + cursor, null)
                    .requireSuccess();
            count += page.path("items").size();
            cursor = page.path("next_cursor").isNull()
                    ? ""
                    : "&cursor=" + page.path("next_cursor").asText();
        } while (!cursor.isEmpty());
        return count;
    }
}
