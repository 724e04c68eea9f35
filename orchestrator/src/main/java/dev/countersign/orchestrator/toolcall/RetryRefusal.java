package dev.countersign.orchestrator.toolcall;

/** Why a failed call was not asked for again, with the status of the outer interface. */
public enum RetryRefusal {
    NOT_AN_APPROVER(403),
    SELF_APPROVAL(403),
    DIGEST_MISMATCH(409),
    /** It has not failed, its run was cancelled, or something changed at the same moment. */
    CONFLICT(409),
    FROZEN(409),
    /** The tool is not there any more, is another one by now, or does not take these arguments. */
    NOT_REPEATABLE(409),
    LIMIT_REACHED(422),
    POLICY_DENIED(422),
    POLICY_INDETERMINATE(503),
    RECORD_UNREADABLE(503);

    private final int status;

    RetryRefusal(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
