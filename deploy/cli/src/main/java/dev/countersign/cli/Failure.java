package dev.countersign.cli;

import java.io.Serial;

/** Ends a command with an exit code and a sentence for a person. */
public class Failure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final int exitCode;

    public Failure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public Failure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }

    public String sentence() {
        return String.valueOf(getMessage());
    }
}
