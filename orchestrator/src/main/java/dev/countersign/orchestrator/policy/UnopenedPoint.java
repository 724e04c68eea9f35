package dev.countersign.orchestrator.policy;

import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.Needs;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import java.util.List;

/** Stands for a revision that is active and cannot be opened here: it never answers, so nothing is let through. */
record UnopenedPoint(PolicyRevision revision, String cause) implements PolicyDecisionPoint {

    @Override
    public Needs needs(PolicyInput input) {
        return Needs.unknown(cause);
    }

    @Override
    public Decision decide(PolicyInput input) {
        return silence();
    }

    @Override
    public Explanation explain(PolicyInput input) {
        return new Explanation(silence(), null, List.of());
    }

    private Decision silence() {
        return new Decision.Indeterminate(revision, cause);
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
