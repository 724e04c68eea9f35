package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.connector.Template;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.MatchedValues;
import dev.countersign.policy.decision.PolicyInput;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Explains decisions to people: which rule, why, what would have made it pass, and what nearly decided (M20). */
@Singleton
public class Explainer {
    private final ActivePolicy policy;
    private final ToolCalls calls;

    Explainer(ActivePolicy policy, ToolCalls calls) {
        this.policy = policy;
        this.calls = calls;
    }

    /**
     * An explanation with its texts filled in.
     *
     * @param ruling null when policy gave no clean answer; {@code cause} then says so
     * @param matched the values that the ruling's rule looked at; empty where nobody knows them
     */
    public record Explained(
            String outcome,
            Decision.@Nullable Ruling ruling,
            @Nullable String cause,
            @Nullable String wouldPassIf,
            String revision,
            List<MatchedValues.Value> matched,
            List<Decision.Reason> nearMisses) {}

    /** Explains an input as it is, by the active revision. */
    public Explained explain(ObjectNode input) {
        ActivePolicy.Active active = policy.active();
        return filled(active.point().explain(new PolicyInput(input)), active.data(), input);
    }

    /**
     * Explains a call by the active revision, from what policy was asked when the call was decided: its record, facts
     * and counters of then. Empty when the call never got as far as policy.
     */
    public Optional<Explained> explain(ToolCall call) {
        return calls.policyInput(call.id()).map(input -> explain(((ObjectNode) input).without("masked")));
    }

    private static Explained filled(Explanation explanation, JsonNode data, ObjectNode input) {
        ObjectNode roots = JsonNodeFactory.instance.objectNode();
        roots.set("arguments", input.path("action").path("arguments"));
        roots.set("before", input.path("record"));
        roots.set("facts", input.path("facts"));
        roots.set("refs", input.path("resource").path("refs"));
        roots.set("price", input.path("action").path("price"));
        Decision decision = explanation.decision();
        Decision.Ruling ruling =
                switch (decision) {
                    case Decision.Permit permit -> permit.ruling();
                    case Decision.Deny deny -> deny.ruling();
                    case Decision.RequireApproval approval -> approval.ruling();
                    case Decision.Indeterminate indeterminate -> null;
                };
        return new Explained(
                Judge.outcome(decision),
                ruling == null
                        ? null
                        : new Decision.Ruling(
                                ruling.ruleId(), ruling.title(), text(ruling.because(), roots), ruling.reasons()),
                decision instanceof Decision.Indeterminate indeterminate ? indeterminate.cause() : null,
                explanation.wouldPassIf(),
                decision.revision().name(),
                ruling == null ? List.of() : MatchedValues.of(data, input, ruling.ruleId()),
                explanation.nearMisses().stream()
                        .map(miss ->
                                new Decision.Reason(miss.ruleId(), text(miss.because(), roots), miss.wouldPassIf()))
                        .toList());
    }

    private static String text(String template, ObjectNode roots) {
        try {
            return Template.parse(template).renderText(roots);
        } catch (IllegalArgumentException notATemplate) {
            return template;
        }
    }
}
