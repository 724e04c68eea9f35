package dev.countersign.orchestrator.agent.model;

/** A provider did not answer a request. The message never holds the key that was sent. */
public final class ModelCallFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    public ModelCallFailed(String message, boolean retryable) {
        super(message);
        this.retryable = retryable;
    }

    /** The failure code of the run, once the retries are used up. */
    public String code() {
        return "MODEL_FAILED";
    }

    /** Whether the same request may succeed later: deadline, rate limit, server error, broken connection. */
    public boolean retryable() {
        return retryable;
    }
}
