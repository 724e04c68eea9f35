package dev.countersign.orchestrator.run;

import java.util.Locale;

/**
 * Where a run stands. {@code RUNNING} is due for a worker, {@code PARKED} sleeps until a call is answered and costs
 * nothing, the others are final.
 */
public enum RunState {
    RUNNING,
    PARKED,
    COMPLETED,
    FAILED,
    CANCELLED;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static RunState of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    public boolean ended() {
        return this != RUNNING && this != PARKED;
    }
}
