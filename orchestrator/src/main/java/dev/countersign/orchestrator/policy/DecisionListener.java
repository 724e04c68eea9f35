package dev.countersign.orchestrator.policy;

import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyInput;
import java.util.UUID;

/** Hears every decision on a proposal after it was made. Must return at once and never throw: it stands on the hot path. */
public interface DecisionListener {

    /** @param input as policy was asked, with values that may not be stored; it must not be kept or changed */
    void decided(UUID call, PolicyInput input, Decision decision);
}
