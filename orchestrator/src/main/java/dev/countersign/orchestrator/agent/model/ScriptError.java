package dev.countersign.orchestrator.agent.model;

/** A scripted turn could not be played: a template that cannot be resolved. It fails the run and is never retried. */
public final class ScriptError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String pointer;

    ScriptError(String pointer, String message) {
        super(message + " (at " + pointer + ")");
        this.pointer = pointer;
    }

    /** The failure code of the run. */
    public String code() {
        return "SCRIPT_ERROR";
    }

    /** Where in the model document, as a JSON Pointer. */
    public String pointer() {
        return pointer;
    }
}
