package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.connector.Effect;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.transition.Bindings;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.decision.Decision;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A call while it is being decided: filled in as the checks go on, stored once by the transition that decides it. */
final class Draft {
    final UUID id;
    final Proposal proposal;
    final String tool;
    PinnedConnector.@Nullable Tool bound;

    @Nullable
    Effect effect;

    @Nullable
    ObjectNode arguments;

    @Nullable
    JsonNode proposed;

    @Nullable
    String argumentsDigest;

    Map<String, List<String>> refs = new LinkedHashMap<>();

    @Nullable
    BigDecimal price;

    String outcome = "deny";
    Decision.@Nullable Ruling ruling;

    @Nullable
    String because;

    @Nullable
    String policyRevision;

    /** How long policy took, in microseconds; null when it was not asked. */
    @Nullable
    Integer decisionMicros;

    Decision.@Nullable Obligations obligations;

    @Nullable
    JsonNode policyInput;

    /** What would have happened, in a dry run; null otherwise. */
    @Nullable
    ObjectNode would;

    /** What is compared with later proposals; null while nobody is asked. */
    RejectionMemory.@Nullable Same same;

    /** What was known of people's no when this was decided; null when it does not matter. */
    RejectionMemory.@Nullable Recalled recalled;

    /** What an undo needs and nobody is shown; null when nothing is hidden. */
    @Nullable
    BeforeImage image;

    Draft(UUID id, Proposal proposal, String tool) {
        this.id = id;
        this.proposal = proposal;
        this.tool = tool;
    }

    PinnedConnector.Tool tool() {
        if (bound == null) {
            throw new IllegalStateException("the tool is not resolved yet");
        }
        return bound;
    }

    ObjectNode arguments() {
        if (arguments == null) {
            throw new IllegalStateException("the arguments are not read yet");
        }
        return arguments;
    }

    /** What policy said does not count any more: something that comes before policy refuses it. */
    void forgetDecision() {
        outcome = "deny";
        ruling = null;
        because = null;
        policyRevision = null;
        policyInput = null;
        obligations = null;
        recalled = null;
        same = null;
        image = null;
        would = null;
    }

    boolean isWrite() {
        return effect == null || effect.isWrite();
    }

    /** The row, and what has to hold of the run for an agent to propose it. */
    Bindings bindings() {
        return row().and("run_fence", proposal.run().fence())
                .and("rejections", recalled == null ? null : recalled.rejections());
    }

    /** What is stored of the call. */
    Bindings row() {
        String descriptor =
                bound == null ? null : bound.pinned().descriptor().digest().value();
        return Bindings.of("id", id)
                .and("run", proposal.run().id())
                .and("step", proposal.step())
                .and("ordinal", proposal.ordinal())
                .and("provider_call_id", proposal.providerCallId())
                .and("connector", bound == null ? null : bound.connector().id())
                .and(
                        "connector_version",
                        bound == null ? null : bound.connector().version())
                .and("tool", tool)
                .and("effect", effect == null ? null : effect.name())
                .and("arguments", text(arguments))
                .and("proposed_arguments", text(proposed))
                .and("arguments_digest", argumentsDigest)
                .and("descriptor_digest", descriptor)
                .and("outcome", outcome)
                .and("rule_id", ruling == null ? null : ruling.ruleId())
                .and("title", ruling == null ? null : ruling.title())
                .and("because", because)
                .and("policy_revision", policyRevision)
                .and("decision_us", decisionMicros)
                .and("reasons", Rows.text(reasons(ruling)))
                .and("obligations", Masking.stored(obligations))
                .and("policy_input", text(policyInput))
                .and("refs", Rows.text(refsJson()))
                .and("ref_keys", refKeys(refs))
                .and("price", price)
                .and("agent_words", proposal.agentWords())
                .and("repeats", recalled == null ? null : recalled.earlier())
                .and("same_place", same == null ? null : same.place())
                .and("same_values", same == null ? null : same.values());
    }

    static ArrayNode reasons(Decision.@Nullable Ruling ruling) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        if (ruling != null) {
            ruling.reasons().forEach(reason -> array.addObject()
                    .put("rule_id", reason.ruleId())
                    .put("because", reason.because())
                    .put("would_pass_if", reason.wouldPassIf()));
        }
        return array;
    }

    ObjectNode refsJson() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        refs.forEach((name, values) -> values.forEach(node.withArray(name)::add));
        return node;
    }

    /** {@code account:acc-1}, the form that lists and search ask for. */
    static List<String> refKeys(Map<String, List<String>> refs) {
        var keys = new ArrayList<String>();
        refs.forEach((name, values) -> values.forEach(value -> keys.add(name + ":" + value)));
        return keys;
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null ? null : Rows.text(node);
    }
}
