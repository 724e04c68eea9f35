package dev.countersign.ui.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision explained, in the words of the API (INTERFACE, {@code POST /api/policy/explain}).
 *
 * @param outcome permit, deny, require_approval or indeterminate
 * @param ruleId null when policy gave no clean answer; {@code because} then says why
 */
public record Explained(
        String outcome,
        @Nullable String ruleId,
        @Nullable String title,
        @Nullable String because,
        @Nullable String wouldPassIf,
        String revision,
        List<Miss> nearMisses) {

    public Explained {
        nearMisses = List.copyOf(nearMisses);
    }

    /** A guardrail that applied and did not decide. */
    public record Miss(
            String ruleId, String because, @Nullable String wouldPassIf) {}
}
