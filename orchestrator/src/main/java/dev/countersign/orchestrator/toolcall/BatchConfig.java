package dev.countersign.orchestrator.toolcall;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of votes that come many at once. */
@ConfigMapping(prefix = "countersign.batch")
public interface BatchConfig {

    /** How long a submission may take; items that are not through by then have not happened. */
    @WithDefault("PT20S")
    Duration deadline();

    /** Votes of batches that this node works on at once, of all people together. */
    @WithDefault("16")
    int concurrency();
}
