package dev.countersign.orchestrator.freeze;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of freezes. */
@ConfigMapping(prefix = "countersign.freeze")
public interface FreezeConfig {

    /** How long a request waits for the intents that are under way before it answers that it is not confirmed yet. */
    @WithDefault("PT2S")
    Duration patience();

    /** How often one that is not confirmed yet is tried again. */
    @WithDefault("PT1S")
    Duration interval();

    /** Whether that worker runs; tests that call {@code runOnce} themselves turn it off. */
    @WithDefault("true")
    boolean workers();
}
