package dev.countersign.orchestrator.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.Needs;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.opa.PolicyEngine;
import java.util.List;

/**
 * Decides by a tool's mode and title and nothing else, and opens at once: so many activations are under way that every
 * gap between them is met. A closed point answers nothing, as the real ones do.
 */
public final class QuickEngine implements PolicyEngine {

    @Override
    public PolicyDecisionPoint open(RuleBundle rules, JsonNode data, PolicyRevision revision) {
        return new Point(data, revision);
    }

    @Override
    public Health health() {
        return Health.ANSWERS;
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    private static final class Point implements PolicyDecisionPoint {
        private final JsonNode data;
        private final PolicyRevision revision;
        private volatile boolean closed;

        Point(JsonNode data, PolicyRevision revision) {
            this.data = data;
            this.revision = revision;
        }

        @Override
        public PolicyRevision revision() {
            return revision;
        }

        @Override
        public Needs needs(PolicyInput input) {
            return closed ? Needs.unknown("closed") : Needs.NONE;
        }

        @Override
        public Decision decide(PolicyInput input) {
            if (closed) {
                return new Decision.Indeterminate(revision, "closed");
            }
            JsonNode tool =
                    data.path("tools").path(input.json().at("/action/tool").asText());
            String title = tool.path("title").asText();
            var ruling = new Decision.Ruling("quick", title, title, List.of());
            return tool.path("mode").asText().equals("permit")
                    ? new Decision.Permit(revision, ruling, Decision.Obligations.NONE, Decision.Masks.NONE, List.of())
                    : new Decision.Deny(revision, ruling, Decision.Masks.NONE, "POLICY_DENIED");
        }

        @Override
        public Explanation explain(PolicyInput input) {
            return new Explanation(decide(input), null, List.of());
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
