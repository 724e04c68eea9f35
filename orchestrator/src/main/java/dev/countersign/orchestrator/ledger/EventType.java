package dev.countersign.orchestrator.ledger;

/** Every event of the ledger (DESIGN section 9). The wire name is {@code dev.countersign.<name>.v1}. */
public enum EventType {
    RUN_STARTED("run.started"),
    RUN_PARKED("run.parked"),
    RUN_RESUMED("run.resumed"),
    RUN_COMPLETED("run.completed"),
    RUN_FAILED("run.failed"),
    RUN_CANCELLED("run.cancelled"),
    MODEL_REQUESTED("model.requested"),
    MODEL_RESPONDED("model.responded"),
    TOOLCALL_DISPATCHED("toolcall.dispatched"),
    TOOLCALL_PARKED("toolcall.parked"),
    TOOLCALL_REFUSED("toolcall.refused"),
    TOOLCALL_PERMITTED("toolcall.permitted"),
    TOOLCALL_SUCCEEDED("toolcall.succeeded"),
    TOOLCALL_FAILED("toolcall.failed"),
    TOOLCALL_OUTCOME_UNKNOWN("toolcall.outcome_unknown"),
    TOOLCALL_RESOLVED("toolcall.resolved"),
    TOOLCALL_REOPENED("toolcall.reopened"),
    APPROVAL_OPENED("approval.opened"),
    APPROVAL_CLAIMED("approval.claimed"),
    APPROVAL_VOTED("approval.voted"),
    APPROVAL_GRANTED("approval.granted"),
    APPROVAL_REJECTED("approval.rejected"),
    APPROVAL_EXPIRED("approval.expired"),
    APPROVAL_WITHDRAWN("approval.withdrawn"),
    APPROVAL_STALE("approval.stale"),
    APPROVAL_ESCALATED("approval.escalated"),
    APPROVAL_DELEGATED("approval.delegated"),
    PEOPLE_CHANGED("people.changed"),
    APPROVAL_UNDONE("approval.undone"),
    APPROVAL_EDITED("approval.edited"),
    WORKFLOW_REGISTERED("workflow.registered"),
    CONNECTOR_REGISTERED("connector.registered"),
    CONNECTOR_DRIFTED("connector.drifted"),
    POLICY_PROPOSED("policy.proposed"),
    POLICY_ACTIVATED("policy.activated"),
    FREEZE_SET("freeze.set"),
    FREEZE_LIFTED("freeze.lifted");

    private final String wire;

    EventType(String name) {
        this.wire = "dev.countersign." + name + ".v1";
    }

    public String wire() {
        return wire;
    }
}
