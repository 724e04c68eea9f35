package dev.countersign.ui.retry;

import java.util.UUID;

/** What came of asking for a failed call again. */
public sealed interface Retried {

    /** This approval asks for it now. */
    record Asked(UUID approval) implements Retried {}

    /**
     * Nothing changed.
     *
     * @param code as the outer interface names it
     * @param status as the outer interface gives it
     */
    record Refused(String code, int status, String detail) implements Retried {}

    record NotFound() implements Retried {}
}
