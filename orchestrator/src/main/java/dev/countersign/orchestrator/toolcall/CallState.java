package dev.countersign.orchestrator.toolcall;

import java.util.Locale;

/**
 * Where a call stands. Proposed is not stored: a proposal is decided in the statement that stores it. The last three
 * but {@code OUTCOME_UNKNOWN} are final; that one waits for a person.
 */
public enum CallState {
    AWAITING_APPROVAL,
    PERMITTED,
    EXECUTING,
    SUCCEEDED,
    FAILED,
    REFUSED,
    OUTCOME_UNKNOWN;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static CallState of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    /** Whether the model has its answer. */
    public boolean answered() {
        return this == SUCCEEDED || this == FAILED || this == REFUSED;
    }
}
