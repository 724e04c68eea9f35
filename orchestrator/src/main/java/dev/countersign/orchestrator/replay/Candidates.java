package dev.countersign.orchestrator.replay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import java.util.Optional;

/** The revisions that can be tried. A port, so that tests can try one that is in trouble. */
interface Candidates {

    /** A revision that can be opened beside the active one. */
    record Candidate(String revision, JsonNode data) {}

    Optional<Candidate> find(String revision);

    /**
     * Opens a decision point of its own for whoever closes it. Blocks about a second.
     *
     * @throws RuntimeException with a sentence when it cannot be opened
     */
    PolicyDecisionPoint open(Candidate candidate);
}
