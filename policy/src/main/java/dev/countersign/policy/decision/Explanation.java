package dev.countersign.policy.decision;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision with its near misses (INTERFACE, Policy).
 *
 * @param wouldPassIf what would have made the call pass, null when it passed
 * @param nearMisses guards with a threshold and limits that applied and did not decide
 */
public record Explanation(Decision decision, @Nullable String wouldPassIf, List<Decision.Reason> nearMisses) {
    public Explanation {
        nearMisses = List.copyOf(nearMisses);
    }
}
