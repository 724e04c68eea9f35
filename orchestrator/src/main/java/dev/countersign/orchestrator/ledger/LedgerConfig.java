package dev.countersign.orchestrator.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the event log and its way to Kafka. */
@ConfigMapping(prefix = "countersign.ledger")
public interface LedgerConfig {

    /** Name of this installation; {@code ce_source} is {@code /countersign/<installation>}. */
    @WithDefault("local")
    String installation();

    /** Kafka's bootstrap servers. */
    @WithDefault("127.0.0.1:9092")
    String bootstrapServers();

    /** The topic of all events; made with six partitions when it is missing. */
    @WithDefault("countersign.events.v1")
    String topic();

    /** How often sealer and relay look when nobody wakes them. */
    @WithDefault("PT0.25S")
    Duration interval();

    /** Events a sealing or publishing step takes at most. */
    @WithDefault("500")
    int batch();

    /** Whether the workers run; tests that call {@code runOnce} themselves turn them off. */
    @WithDefault("true")
    boolean workers();
}
