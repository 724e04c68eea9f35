package dev.countersign.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.orchestrator.agent.AgentConfig;
import dev.countersign.orchestrator.freeze.FreezeConfig;
import dev.countersign.orchestrator.ledger.LedgerConfig;
import dev.countersign.orchestrator.mail.MailConfig;
import dev.countersign.orchestrator.policy.OpaServerConfig;
import dev.countersign.orchestrator.policy.PolicyConfig;
import dev.countersign.orchestrator.replay.ReplayConfig;
import dev.countersign.orchestrator.toolcall.BatchConfig;
import dev.countersign.orchestrator.toolcall.DispatchConfig;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every setting: its default, and that its name reaches it. A setting added without a line here fails. */
class ConfigMappingsTest {
    private static final Map<String, String> OTHERS = Map.of("true", "false", "wasm", "opa-server");
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
        DEFAULTS.put("countersign.agent.lease", "PT30S");
        DEFAULTS.put("countersign.agent.model-deadline", "PT1M");
        DEFAULTS.put("countersign.agent.attempts", "5");
        DEFAULTS.put("countersign.agent.interval", "PT0.25S");
        DEFAULTS.put("countersign.agent.workers", "true");
        DEFAULTS.put("countersign.policy.instances", "4");
        DEFAULTS.put("countersign.policy.deadline", "PT2S");
        DEFAULTS.put("countersign.policy.engine", "wasm");
        DEFAULTS.put("countersign.policy.four-eyes", "true");
        DEFAULTS.put("countersign.policy.signing-keys", "");
        DEFAULTS.put("countersign.policy.interval", "PT0.5S");
        DEFAULTS.put("countersign.policy.workers", "true");
        DEFAULTS.put("countersign.policy.opa.url", "");
        DEFAULTS.put("countersign.policy.opa.token", "");
        DEFAULTS.put("countersign.policy.opa.deadline", "PT1S");
        DEFAULTS.put("countersign.policy.opa.attempts", "2");
        DEFAULTS.put("countersign.policy.opa.failures", "5");
        DEFAULTS.put("countersign.policy.opa.pause", "PT2S");
        DEFAULTS.put("countersign.mail.from", "");
        DEFAULTS.put("countersign.mail.public-url", "http://127.0.0.1:8480");
        DEFAULTS.put("countersign.mail.delay", "PT15S");
        DEFAULTS.put("countersign.mail.interval", "PT5S");
        DEFAULTS.put("countersign.mail.workers", "true");
        DEFAULTS.put("countersign.batch.deadline", "PT20S");
        DEFAULTS.put("countersign.batch.concurrency", "16");
        DEFAULTS.put("countersign.dispatch.tool-deadline", "PT30S");
        DEFAULTS.put("countersign.dispatch.lease", "PT35S");
        DEFAULTS.put("countersign.dispatch.dispatch-deadline", "PT15M");
        DEFAULTS.put("countersign.dispatch.hold", "PT10S");
        DEFAULTS.put("countersign.dispatch.attempts", "3");
        DEFAULTS.put("countersign.dispatch.interval", "PT0.5S");
        DEFAULTS.put("countersign.dispatch.concurrency", "64");
        DEFAULTS.put("countersign.dispatch.workers", "true");
        DEFAULTS.put("countersign.freeze.patience", "PT2S");
        DEFAULTS.put("countersign.freeze.interval", "PT1S");
        DEFAULTS.put("countersign.freeze.workers", "true");
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
            values.put(prefix(mapping) + "." + name, text(method.invoke(config)));
        }
        return values;
    }

    /** As it is written in a configuration; nothing for an option that is not set. */
    private static String text(Object value) {
        return switch (value) {
            case Optional<?> option -> option.map(ConfigMappingsTest::text).orElse("");
            case List<?> list -> list.stream().map(ConfigMappingsTest::text).collect(Collectors.joining(","));
            case Enum<?> constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
            default -> value.toString();
        };
    }

    /** A setting of this mapping, and of none that stands below it. */
    private static boolean belongs(String name, Class<?> mapping) {
        String prefix = prefix(mapping) + ".";
        return name.startsWith(prefix) && !name.substring(prefix.length()).contains(".");
    }

    private static String other(String value) {
        if (value.startsWith("PT")) {
            return "PT7S";
        }
        return value.matches("[0-9]+") ? "7" : OTHERS.getOrDefault(value, "seven");
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
                OpaServerConfig.class,
                BatchConfig.class,
                DispatchConfig.class,
                MailConfig.class,
                FreezeConfig.class,
                ReplayConfig.class
            })
    void defaultsAreTheDocumentedOnes(Class<?> mapping) throws Exception {
        // Given
        var expected = new HashMap<>(DEFAULTS);
        expected.keySet().removeIf(name -> !belongs(name, mapping));
        // Then
        assertThat(read(mapping, Map.of())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                LedgerConfig.class,
                AgentConfig.class,
                PolicyConfig.class,
                OpaServerConfig.class,
                BatchConfig.class,
                DispatchConfig.class,
                MailConfig.class,
                FreezeConfig.class,
                ReplayConfig.class
            })
    void everySettingIsReachedByItsName(Class<?> mapping) throws Exception {
        // Given
        var set = new HashMap<String, String>();
        DEFAULTS.forEach((name, value) -> {
            if (belongs(name, mapping)) {
                set.put(name, other(value));
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
        assertThat(Arrays.asList(DispatchConfig.class.getDeclaredMethods())).hasSize(8);
    }
}
