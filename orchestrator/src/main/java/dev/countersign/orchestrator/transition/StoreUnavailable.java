package dev.countersign.orchestrator.transition;

/** Postgres did not answer, or not in time. Nothing may be assumed about the statement; the caller asks again later. */
public final class StoreUnavailable extends RuntimeException {
    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
