package dev.countersign.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.acceptance.stack.Cli;
import dev.countersign.cli.acceptance.stack.FreePorts;
import dev.countersign.cli.acceptance.stack.OnStack;
import dev.countersign.cli.acceptance.stack.TestStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@OnStack(value = "shared", shared = true)
class DemoTest {
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    /** What a person may still take back is sent soon; nobody here does. */
    private static final Map<String, String> SHORT_HOLD = Map.of("COUNTERSIGN_DISPATCH_HOLD", "PT1S");

    @Test
    void demoStartsItsOwnStackCountsAndStopsIt() {
        // Given
        Path data = TestStack.freshFolder("demo");
        List<String> command =
                List.of("demo", "--auto", "--port-base", Integer.toString(FreePorts.base()), "--data", data.toString());

        // When
        Cli.Result demo = Cli.run(SHORT_HOLD, PATIENCE, command).ok();

        // Then
        assertEveryCountAgrees(demo.lastLineAsJson());
        assertThat(Cli.run(Map.of(), PATIENCE, List.of("status", "--json", "--data", data.toString()))
                        .exitCode())
                .as("exit code of status: no stack is left")
                .isEqualTo(3);
    }

    @Test
    void demoRunsTwiceOnAStackThatRuns(TestStack stack) {
        // Given
        JsonNode first = stack.run("demo", "--auto", "--json").ok().json();

        // When
        JsonNode second = stack.run("demo", "--auto", "--json").ok().json();

        // Then
        assertEveryCountAgrees(first);
        assertEveryCountAgrees(second);
        assertThat(stack.process("orchestrator"))
                .as("the stack that ran before still runs")
                .isPresent();
    }

    private static void assertEveryCountAgrees(JsonNode said) {
        assertThat(said.path("ok").asBoolean()).as("ok in %s", said).isTrue();
        assertThat(said.path("proposed").asInt())
                .isEqualTo(sum(said, "permitted", "denied", "approved", "rejected", "expired"));
        assertThat(said.path("executed").asInt()).isEqualTo(sum(said, "permitted", "approved"));
        assertThat(List.of("runs", "approved", "rejected", "expired", "events_on_kafka"))
                .allSatisfy(name -> assertThat(said.path(name).asInt()).as(name).isPositive());
    }

    private static int sum(JsonNode said, String... names) {
        return List.of(names).stream().mapToInt(name -> said.path(name).asInt()).sum();
    }
}
