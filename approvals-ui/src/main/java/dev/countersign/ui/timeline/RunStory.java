package dev.countersign.ui.timeline;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run, told for a person.
 *
 * @param state running, parked, completed, failed or cancelled
 * @param waitingFor in words what a parked run waits for; null otherwise
 * @param output what the agent said at the end, unverified; null before the end
 * @param failure in words; null unless it failed or was cancelled
 * @param reads calls that only read; {@code writes} are the others
 * @param entries oldest first
 */
public record RunStory(
        UUID id,
        String workflow,
        int workflowVersion,
        String state,
        String owner,
        @Nullable String onBehalfOf,
        @Nullable String waitingFor,
        @Nullable String output,
        @Nullable String failure,
        int steps,
        long inputTokens,
        long outputTokens,
        long withheldBytes,
        int reads,
        int writes,
        String policyRevision,
        Instant startedAt,
        @Nullable Instant endedAt,
        List<Entry> entries) {

    public RunStory {
        entries = List.copyOf(entries);
    }

    /**
     * One thing that happened.
     *
     * @param decided somebody or some rule decided here (a filled dot)
     * @param asleep the run slept from here on (a dashed line)
     * @param what the heading: "Model, step 2", "Policy asks a person", "Approved by Maya Lindqvist"
     * @param detail one sentence; null when the heading says it all
     * @param words model text, shown as unverified; null when there is none
     * @param code JSON to show in a code box (a masked result); null when there is none
     * @param callId the call this is about; null for model steps
     * @param approvalId the approval this is about; null otherwise
     * @param ruleId the rule that decided here; null when none did
     */
    public record Entry(
            Instant at,
            String what,
            @Nullable String detail,
            @Nullable String words,
            @Nullable String code,
            boolean decided,
            boolean asleep,
            @Nullable UUID callId,
            @Nullable UUID approvalId,
            @Nullable Long inputTokens,
            @Nullable Long outputTokens,
            @Nullable String ruleId) {

        /** An entry that no rule decided. */
        public Entry(
                Instant at,
                String what,
                @Nullable String detail,
                @Nullable String words,
                @Nullable String code,
                boolean decided,
                boolean asleep,
                @Nullable UUID callId,
                @Nullable UUID approvalId,
                @Nullable Long inputTokens,
                @Nullable Long outputTokens) {
            this(at, what, detail, words, code, decided, asleep, callId, approvalId, inputTokens, outputTokens, null);
        }

        /** The same, decided by a rule. */
        public Entry by(@Nullable String rule) {
            return new Entry(
                    at,
                    what,
                    detail,
                    words,
                    code,
                    decided,
                    asleep,
                    callId,
                    approvalId,
                    inputTokens,
                    outputTokens,
                    rule);
        }
    }
}
