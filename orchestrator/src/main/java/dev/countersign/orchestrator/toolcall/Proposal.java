package dev.countersign.orchestrator.toolcall;

import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.workflow.Workflow;
import org.jspecify.annotations.Nullable;

/**
 * A call as a model proposed it: nothing in it is trusted.
 *
 * @param run the run as its worker holds it, with its fence
 * @param step the model turn, from 1
 * @param ordinal the place in the turn's message, from 0
 * @param providerCallId the provider's id; may be null and may repeat
 * @param wireName the tool's name as the model wrote it
 * @param arguments raw text, perhaps broken JSON
 * @param agentWords what the model said beside it; null for nothing
 * @param repeatedInMessage whether an earlier call of the same message has the same provider id
 * @param overTurnCap whether the message holds more calls than a turn may
 */
public record Proposal(
        Run run,
        Workflow workflow,
        int step,
        int ordinal,
        @Nullable String providerCallId,
        String wireName,
        String arguments,
        @Nullable String agentWords,
        boolean repeatedInMessage,
        boolean overTurnCap) {}
