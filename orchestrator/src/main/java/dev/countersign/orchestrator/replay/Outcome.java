package dev.countersign.orchestrator.replay;

import java.util.Arrays;
import java.util.Locale;

/** The four answers of policy, as they are compared. */
public enum Outcome {
    PERMIT,
    DENY,
    REQUIRE_APPROVAL,
    INDETERMINATE;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalStateException for a word that no decision was ever stored with */
    static Outcome of(String wire) {
        return Arrays.stream(values())
                .filter(outcome -> outcome.wire().equals(wire))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a stored outcome is unknown: " + wire));
    }
}
