package dev.countersign.orchestrator.ledger;

import java.time.Duration;

/** Settings of a relay of a test's own. */
record FixedLedgerConfig(String bootstrapServers, String topic, int batch) implements LedgerConfig {
    @Override
    public String installation() {
        return "test";
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(100);
    }

    @Override
    public boolean workers() {
        return false;
    }
}
