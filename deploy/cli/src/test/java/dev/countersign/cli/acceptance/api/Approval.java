package dev.countersign.cli.acceptance.api;

import java.util.List;

/** An approval as the API shows it. */
public record Approval(
        String id,
        String callId,
        String runId,
        String state,
        String tier,
        int round,
        String digest,
        int quorum,
        List<Vote> votes) {

    public Approval {
        votes = List.copyOf(votes);
    }

    /** One person's vote. */
    public record Vote(String by, String verdict, int round) {}
}
