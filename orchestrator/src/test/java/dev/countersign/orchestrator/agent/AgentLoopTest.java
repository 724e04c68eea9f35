package dev.countersign.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentLoopTest {

    private static AgentConfig settings(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(AgentConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(AgentConfig.class);
    }

    @Test
    void keepsARunForHalfAMinuteUnlessToldOtherwise() {
        assertThat(AgentLoop.leaseOf(settings(Map.of()))).isEqualTo(Duration.ofSeconds(30));
        assertThat(AgentLoop.leaseOf(settings(Map.of("countersign.agent.lease", "PT3S"))))
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void refusesALeaseThatABusyProcessWouldLose() {
        // Given
        AgentConfig hasty = settings(Map.of("countersign.agent.lease", "PT2.9S"));

        // Then
        assertThatThrownBy(() -> AgentLoop.leaseOf(hasty))
                .hasMessageContaining("countersign.agent.lease")
                .hasMessageContaining("PT2.9S")
                .hasMessageContaining("PT3S");
    }
}
