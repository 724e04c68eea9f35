package dev.countersign.sandbox.crm;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The stages of an opportunity, in their order. */
enum Stage {
    DISCOVERY,
    QUALIFIED,
    PROPOSAL,
    NEGOTIATION,
    WON,
    LOST;

    static Optional<Stage> named(String name) {
        return Arrays.stream(values())
                .filter(stage -> stage.wire().equals(name))
                .findFirst();
    }

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one step forward; none from a closed one. */
    Optional<Stage> next() {
        return switch (this) {
            case DISCOVERY -> Optional.of(QUALIFIED);
            case QUALIFIED -> Optional.of(PROPOSAL);
            case PROPOSAL -> Optional.of(NEGOTIATION);
            case NEGOTIATION -> Optional.of(WON);
            case WON, LOST -> Optional.empty();
        };
    }
}
