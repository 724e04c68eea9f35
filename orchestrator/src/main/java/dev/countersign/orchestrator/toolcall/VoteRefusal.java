package dev.countersign.orchestrator.toolcall;

/** Why a vote did not count, with the status of the outer interface (INTERFACE, Approvals). */
public enum VoteRefusal {
    NOT_AN_APPROVER(403),
    SELF_APPROVAL(403),
    DIGEST_MISMATCH(409),
    STALE(409),
    EXPIRED(410),
    WITHDRAWN(410),
    ALREADY_DECIDED(409),
    ALREADY_VOTED(409),
    RECORD_UNREADABLE(503),
    POLICY_INDETERMINATE(503);

    private final int status;

    VoteRefusal(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
