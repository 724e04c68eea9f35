package dev.countersign.sandbox.tool;

/** What a repeated call does here. The gateway's connector documents say the same from their side. */
public enum Effect {
    READ,
    /** Repeating it changes nothing more. */
    IDEMPOTENT,
    /** Repeating it with the same idempotency key answers the first answer again. */
    KEYED,
    /** Repeating it does it again: this system knows no keys for it, as many real ones do not. */
    ONCE
}
