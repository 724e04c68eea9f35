package dev.countersign.policy.decision;

import java.math.BigDecimal;

/**
 * An amount of a limit that the call uses up, reserved in the statement that commits the decision.
 *
 * @param window {@code PT1M}, {@code PT1H}, {@code P1D}, {@code P7D} (fixed, UTC, P7D from Monday), or {@code run} for
 *     a limit that lasts as long as the run
 */
public record Reservation(String limitId, String key, String window, BigDecimal amount, BigDecimal max) {}
