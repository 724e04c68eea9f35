package dev.countersign.orchestrator.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Settings of the policy engine, and of who may change policy. */
@ConfigMapping(prefix = "countersign.policy")
public interface PolicyConfig {

    /** Which engine decides. */
    @WithDefault("wasm")
    Engine engine();

    /** Compiled instances that decide at once; each holds the data. */
    @WithDefault("4")
    int instances();

    /** How long a decision may take, waiting for an instance included. */
    @WithDefault("PT2S")
    Duration deadline();

    /** Whether a change is a proposal that somebody else activates. Off in the local profile. */
    @WithDefault("true")
    boolean fourEyes();

    /** Ed25519 public keys that may sign bundles: PEM files, or the PEM itself. Without one no bundle is accepted. */
    Optional<List<String>> signingKeys();

    /** How often an instance looks whether another one activated a revision, and asks an engine that failed again. */
    @WithDefault("PT0.5S")
    Duration interval();

    /** Whether the watch runs; tests that call {@code runOnce} themselves turn it off. */
    @WithDefault("true")
    boolean workers();

    /** The two ways to evaluate rules. */
    enum Engine {
        WASM,
        OPA_SERVER
    }
}
