package dev.countersign.orchestrator.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the policy engine in process. */
@ConfigMapping(prefix = "countersign.policy")
public interface PolicyConfig {

    /** Compiled instances that decide at once; each holds the data. */
    @WithDefault("4")
    int instances();

    /** How long a decision may take, waiting for an instance included. */
    @WithDefault("PT2S")
    Duration deadline();
}
