package dev.countersign.ui.review;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The two answers that a person can give. */
public enum Verdict {
    APPROVE,
    REJECT;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for any other word. */
    public static Optional<Verdict> of(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }
}
