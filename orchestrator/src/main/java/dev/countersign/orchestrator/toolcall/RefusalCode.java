package dev.countersign.orchestrator.toolcall;

/**
 * Why a call never ran, in order of precedence: the first that applies is the one that is told (DESIGN section 3).
 * {@code retry} says whether proposing it again makes sense, {@code next} what the agent reads.
 */
public enum RefusalCode {
    RUN_CANCELLED("never", "The run was cancelled."),
    TAKEN_OVER("never", "A person took this over and does it by hand. Go on without it."),
    FROZEN("ask", "Calls are stopped for now. Tell the person who runs this workflow."),
    AUDIT_BACKLOG("ask", "The audit log cannot keep up. Tell the person who runs this workflow."),
    BUDGET_EXHAUSTED("never", "The run's budget does not allow it. Finish with what you have."),
    UNKNOWN_TOOL("with_changes", "There is no such tool for this workflow. Use one of the tools you were given."),
    DESCRIPTOR_DRIFT("ask", "The tool is no longer what was registered. Tell the person who runs this workflow."),
    INVALID_ARGUMENTS("with_changes", "Correct the arguments as the detail says and propose the call again."),
    TAMPERED("never", "The stored call was changed. Tell the person who runs this workflow."),
    DUPLICATE("never", "This was done or asked already. Go on with the earlier answer."),
    REJECTED_BEFORE("never", "A person rejected this before. Do something else."),
    LIMIT_REACHED("ask", "A limit is used up. Do something else now."),
    POLICY_INDETERMINATE("ask", "Policy could not be asked. Nothing was sent."),
    POLICY_DENIED("with_changes", "Policy does not allow it. Do something else, or change what the detail names."),
    APPROVAL_REJECTED("ask", "A person refused this call. Do something else now."),
    APPROVAL_EXPIRED("ask", "Nobody decided in time, so it was not sent. Do something else now."),
    APPROVAL_WITHDRAWN("never", "The request for approval was withdrawn. Go on without it."),
    RECORD_DRIFT("with_changes", "The record changed meanwhile. Read it again before proposing."),
    CONNECTOR_UNAVAILABLE("ask", "The system could not be reached. Nothing was sent."),
    DRY_RUN("never", "Dry run: nothing is sent. Go on as if it had worked.");

    private final String retry;
    private final String next;

    RefusalCode(String retry, String next) {
        this.retry = retry;
        this.next = next;
    }

    public String retry() {
        return retry;
    }

    public String next() {
        return next;
    }
}
