package dev.countersign.orchestrator.limits;

/**
 * What a decision reserves, in the form that the {@code reserve} function takes: limits with their window and amount,
 * dedupe keys with the moment before which an older one no longer counts.
 */
public record Claims(String limits, String dedupes) {
    public static final Claims NONE = new Claims("[]", "[]");
}
