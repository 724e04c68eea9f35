package dev.countersign.cli.acceptance.api;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** A call as the API shows it. */
public record Call(
        String id,
        String runId,
        int step,
        @Nullable String providerCallId,
        String tool,
        @Nullable String effect,
        String state,
        @Nullable Refusal refusal,
        @Nullable String approvalId,
        int attempts,
        @Nullable JsonNode result,
        @Nullable Resolved resolved) {

    /** Why it was refused. */
    public record Refusal(String code, @Nullable String retry) {}

    /** A person's word on an unknown outcome. */
    public record Resolved(String by, String outcome) {}

    public String refusalCode() {
        return refusal == null ? "" : refusal.code();
    }

    public boolean hasEnded() {
        return state.equals("succeeded") || state.equals("failed") || state.equals("refused");
    }
}
