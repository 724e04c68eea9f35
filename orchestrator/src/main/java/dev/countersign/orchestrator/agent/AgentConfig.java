package dev.countersign.orchestrator.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the agent loop. */
@ConfigMapping(prefix = "countersign.agent")
public interface AgentConfig {

    /** Runs that this process works on at once. */
    @WithDefault("64")
    int concurrency();

    /** Requests to one kind of model at once. */
    @WithDefault("16")
    int requestsPerModel();

    /** How long one request to a model may take. */
    @WithDefault("PT60S")
    Duration modelDeadline();

    /** How often a step is tried before the run fails. */
    @WithDefault("5")
    int attempts();

    /** When a run whose process is gone is taken up by another one; its process renews it three times as often. */
    @WithDefault("PT30S")
    Duration lease();

    /** How often the loop looks for due runs when nobody wakes it. */
    @WithDefault("PT0.25S")
    Duration interval();

    /** Whether the loop runs; tests that call {@code runOnce} themselves turn it off. */
    @WithDefault("true")
    boolean workers();
}
