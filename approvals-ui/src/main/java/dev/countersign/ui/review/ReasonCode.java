package dev.countersign.ui.review;

import java.util.Arrays;
import java.util.Optional;

/** Why a person said no. {@code OTHER} needs a note. The label is what the chip reads. */
public enum ReasonCode {
    WRONG_RECORD("Wrong record"),
    WRONG_VALUE("Wrong value"),
    WRONG_TIME("Wrong time"),
    NOT_ALLOWED("Not allowed"),
    OTHER("Other");

    private final String label;

    ReasonCode(String label) {
        this.label = label;
    }

    public String label() {
        return label;
    }

    /** Empty for any other word. */
    public static Optional<ReasonCode> of(String wire) {
        return Arrays.stream(values()).filter(c -> c.name().equals(wire)).findFirst();
    }
}
