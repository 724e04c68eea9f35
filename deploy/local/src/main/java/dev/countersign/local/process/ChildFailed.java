package dev.countersign.local.process;

import java.io.Serial;

/** A child did not become ready; the message is a sentence for a person. */
public final class ChildFailed extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    public ChildFailed(String message) {
        super(message);
    }

    public ChildFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
