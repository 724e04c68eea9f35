package dev.countersign.orchestrator.replay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of replay and shadow. */
@ConfigMapping(prefix = "countersign.replay")
public interface ReplayConfig {

    /** How often replays that wait, and a shadow that was started or stopped elsewhere, are looked for. */
    @WithDefault("PT1S")
    Duration interval();

    /** How long a replay stays with its instance without a sign of life before another takes it up from the start. */
    @WithDefault("PT30S")
    Duration lease();

    /** Evaluations of a replay at once: no more than the engine's instances, nor than the machine's processors. */
    @WithDefault("4")
    int parallel();

    /** Proposals that may wait for the shadow; one more is dropped and counted, so that the real decision never waits. */
    @WithDefault("500")
    int shadowQueue();

    /** Whether the workers run; tests that call {@code runOnce} themselves turn them off. */
    @WithDefault("true")
    boolean workers();
}
