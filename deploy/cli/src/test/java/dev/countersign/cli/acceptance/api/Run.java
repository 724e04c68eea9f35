package dev.countersign.cli.acceptance.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run as the API shows it. */
public record Run(
        String id,
        String state,
        List<Waiting> waitingFor,
        @Nullable JsonNode output,
        @Nullable JsonNode failure,
        long lastSequence) {

    public Run {
        waitingFor = List.copyOf(waitingFor);
    }

    /** One thing that a parked run waits for. */
    public record Waiting(
            String kind, @Nullable String callId, @Nullable String approvalId) {}

    public boolean waitsFor(String kind) {
        return state.equals("parked")
                && waitingFor.stream().anyMatch(waiting -> waiting.kind().equals(kind));
    }
}
