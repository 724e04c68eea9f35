package dev.countersign.orchestrator.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.orchestrator.testing.InHouse;
import io.quarkus.test.junit.QuarkusTest;
import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/** A run that sleeps is rows and nothing else. */
@QuarkusTest
class SleepTest extends InHouse {
    private static final int RUNS = 100;
    private static final List<String> OURS = List.of(
            "dev.countersign.orchestrator.run.Run",
            "dev.countersign.orchestrator.toolcall.ToolCall",
            "dev.countersign.orchestrator.toolcall.Draft",
            "dev.countersign.orchestrator.toolcall.Situation",
            "dev.countersign.orchestrator.approval.Approval",
            "dev.countersign.ui.card.Card");

    private static long platformThreads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    /** Live instances only: the histogram collects garbage first. */
    private static List<String> alive() {
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return histogram
                    .lines()
                    .map(line -> line.strip().split("\\s+"))
                    .filter(parts -> parts.length >= 4 && OURS.contains(parts[3]))
                    .map(parts -> parts[3] + " " + parts[1])
                    .toList();
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void sleepingRunsHoldNeitherThreadsNorObjects() {
        // Given
        house.asked(house.stageMove(sandbox.opportunity()));
        long before = platformThreads();
        // When
        List<String> runs =
                sandbox.opportunities(RUNS).stream().map(house::stageMove).toList();
        runs.forEach(house::parked);
        // Then
        org.awaitility.Awaitility.await()
                .untilAsserted(() -> assertThat(alive()).isEmpty());
        assertThat(platformThreads()).isLessThanOrEqualTo(before + 8);
        runs.forEach(run -> house.post("omar", "/api/runs/" + run + "/cancel", "{\"reason\": \"measured\"}")
                .ok());
    }
}
