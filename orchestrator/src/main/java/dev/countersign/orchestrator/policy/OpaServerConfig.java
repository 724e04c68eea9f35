package dev.countersign.orchestrator.policy;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where the OPA server is and how patient we are with it; used with {@code countersign.policy.engine=opa-server}. */
@ConfigMapping(prefix = "countersign.policy.opa")
public interface OpaServerConfig {

    /** The server's address, without {@code /v1}. Required with this engine. */
    Optional<URI> url();

    /** A reference to the bearer token, {@code env:COUNTERSIGN_SECRET_…} or {@code file:…}. */
    Optional<String> token();

    /** One question with all its attempts. */
    @WithDefault("PT1S")
    Duration deadline();

    /** Tries of one question, where the first one got no answer. */
    @WithDefault("2")
    int attempts();

    /** Questions in a row without an answer after which none is asked for a while. */
    @WithDefault("5")
    int failures();

    /** How long none is asked then. */
    @WithDefault("PT2S")
    Duration pause();
}
