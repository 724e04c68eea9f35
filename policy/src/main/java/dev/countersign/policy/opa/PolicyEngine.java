package dev.countersign.policy.opa;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyRevision;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A way to evaluate rules: in this process, or on an OPA server. Thread safe; may block, never on an event loop. */
public interface PolicyEngine extends AutoCloseable {

    /**
     * Opens the decision point of one revision. In process this compiles the rules, about a second the first time.
     *
     * @throws dev.countersign.policy.document.DocumentInvalid when the rules cannot decide: an entry point is missing, or
     *     a rule of a company's own lacks its title or because. The message names it
     */
    PolicyDecisionPoint open(RuleBundle rules, JsonNode data, PolicyRevision revision);

    /** Whether the engine answers, as far as the questions of late tell; asks nothing itself. */
    Health health();

    @Override
    void close();

    /**
     * The state of an engine.
     *
     * @param failingSince since when no question got an answer; null while it answers
     * @param cause for operators, holds no input; null while it answers
     */
    record Health(@Nullable Instant failingSince, @Nullable String cause) {
        public static final Health ANSWERS = new Health(null, null);

        public boolean answers() {
            return failingSince == null;
        }
    }
}
