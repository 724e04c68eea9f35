package dev.countersign.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.orchestrator.agent.AgentConfig;
import dev.countersign.orchestrator.ledger.LedgerConfig;
import dev.countersign.orchestrator.policy.PolicyConfig;
import dev.countersign.orchestrator.replay.ReplayConfig;
import dev.countersign.orchestrator.toolcall.DispatchConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every setting: its default, and that its name reaches it. A setting added without a line here fails. */
class ConfigMappingsTest {
    private static final Map<String, String> DEFAULTS = new HashMap<>();

    static {
        DEFAULTS.put("countersign.ledger.installation", "local");
        DEFAULTS.put("countersign.ledger.bootstrap-servers", "127.0.0.1:9092");
        DEFAULTS.put("countersign.ledger.topic", "countersign.events.v1");
        DEFAULTS.put("countersign.ledger.interval", "PT0.25S");
        DEFAULTS.put("countersign.ledger.batch", "500");
        DEFAULTS.put("countersign.ledger.workers", "true");
        DEFAULTS.put("countersign.agent.concurrency", "64");
        DEFAULTS.put("countersign.agent.requests-per-model", "16");
        DEFAULTS.put("countersign.agent.model-deadline", "PT1M");
        DEFAULTS.put("countersign.agent.attempts", "5");
        DEFAULTS.put("countersign.agent.interval", "PT0.25S");
        DEFAULTS.put("countersign.agent.workers", "true");
        DEFAULTS.put("countersign.policy.instances", "4");
        DEFAULTS.put("countersign.policy.deadline", "PT2S");
        DEFAULTS.put("countersign.dispatch.tool-deadline", "PT30S");
        DEFAULTS.put("countersign.dispatch.lease", "PT35S");
        DEFAULTS.put("countersign.dispatch.dispatch-deadline", "PT15M");
        DEFAULTS.put("countersign.dispatch.attempts", "3");
        DEFAULTS.put("countersign.dispatch.interval", "PT0.5S");
        DEFAULTS.put("countersign.dispatch.concurrency", "64");
        DEFAULTS.put("countersign.dispatch.workers", "true");
        DEFAULTS.put("countersign.replay.interval", "PT1S");
        DEFAULTS.put("countersign.replay.lease", "PT30S");
        DEFAULTS.put("countersign.replay.parallel", "4");
        DEFAULTS.put("countersign.replay.shadow-queue", "500");
        DEFAULTS.put("countersign.replay.workers", "true");
    }

    private static Map<String, String> read(Class<?> mapping, Map<String, String> set) throws Exception {
        Object config = new SmallRyeConfigBuilder()
                .withMapping(mapping)
                .withSources(new PropertiesConfigSource(set, "test", 100))
                .build()
                .getConfigMapping(mapping);
        var values = new HashMap<String, String>();
        for (Method method : mapping.getDeclaredMethods()) {
            String name = method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
            values.put(prefix(mapping) + "." + name, method.invoke(config).toString());
        }
        return values;
    }

    private static String prefix(Class<?> mapping) {
        return mapping.getAnnotation(ConfigMapping.class).prefix();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                LedgerConfig.class,
                AgentConfig.class,
                PolicyConfig.class,
                DispatchConfig.class,
                ReplayConfig.class
            })
    void defaultsAreTheDocumentedOnes(Class<?> mapping) throws Exception {
        // Given
        var expected = new HashMap<>(DEFAULTS);
        expected.keySet().removeIf(name -> !name.startsWith(prefix(mapping) + "."));
        // Then
        assertThat(read(mapping, Map.of())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                LedgerConfig.class,
                AgentConfig.class,
                PolicyConfig.class,
                DispatchConfig.class,
                ReplayConfig.class
            })
    void everySettingIsReachedByItsName(Class<?> mapping) throws Exception {
        // Given
        var set = new HashMap<String, String>();
        DEFAULTS.forEach((name, value) -> {
            if (name.startsWith(prefix(mapping) + ".")) {
                set.put(
                        name,
                        value.startsWith("PT")
                                ? "PT7S"
                                : value.matches("[0-9]+") ? "7" : value.equals("true") ? "false" : "seven");
            }
        });
        // Then
        assertThat(read(mapping, set)).isEqualTo(set);
    }

    @Test
    void anIntentStaysWithItsSenderLongerThanAToolMayTake() throws Exception {
        // Given
        Map<String, String> defaults = read(DispatchConfig.class, Map.of());
        // Then
        assertThat(java.time.Duration.parse(defaults.get("countersign.dispatch.lease")))
                .isGreaterThan(java.time.Duration.parse(defaults.get("countersign.dispatch.tool-deadline")));
        assertThat(Arrays.asList(DispatchConfig.class.getDeclaredMethods())).hasSize(7);
    }
}
