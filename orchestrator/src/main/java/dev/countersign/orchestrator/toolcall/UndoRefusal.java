package dev.countersign.orchestrator.toolcall;

/** Why something was not undone, with the status of the outer interface (INTERFACE, Approvals). */
public enum UndoRefusal {
    NOT_AN_APPROVER(403),
    SELF_APPROVAL(403),
    DIGEST_MISMATCH(409),
    /** Nobody approved it, or its grant has come to nothing. */
    CONFLICT(409),
    TOO_LATE(409),
    NOT_UNDOABLE(409),
    POLICY_DENIED(422),
    POLICY_INDETERMINATE(503),
    RECORD_UNREADABLE(503);

    private final int status;

    UndoRefusal(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
