package dev.countersign.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.MatchedValues;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Explains one row of a decision table in this process, in the shape of the API's answer. */
final class CaseExplanation {
    private final List<PolicyTable> tables;

    CaseExplanation(List<PolicyTable> tables) {
        this.tables = List.copyOf(tables);
    }

    private record Found(PolicyTable table, PolicyTable.Case row) {
        String name() {
            return table.id() + "/" + row.name();
        }
    }

    /**
     * What the row asks.
     *
     * @param named {@code table/case}, or a case's name that only one table has
     */
    PolicyInput input(String named) {
        List<Found> all = new ArrayList<>();
        tables.forEach(table -> table.cases().forEach(row -> all.add(new Found(table, row))));
        List<Found> found = all.stream()
                .filter(one -> one.name().equals(named) || one.row().name().equals(named))
                .toList();
        if (found.size() == 1) {
            return found.getFirst().table().input(found.getFirst().row());
        }
        if (found.size() > 1) {
            throw new Failure(
                    ExitCode.USAGE,
                    "There are several cases of that name. Say which: "
                            + String.join(", ", found.stream().map(Found::name).toList()));
        }
        throw new Failure(ExitCode.USAGE, "There is no call and no case “%s”.%s".formatted(named, near(all, named)));
    }

    private static String near(List<Found> all, String named) {
        List<String> near = all.stream()
                .map(Found::name)
                .filter(name -> name.toLowerCase(Locale.ROOT).contains(named.toLowerCase(Locale.ROOT)))
                .limit(5)
                .toList();
        return near.isEmpty()
                ? " Cases are named TABLE/CASE, as countersign policy test prints them."
                : " Did you mean: " + String.join(", ", near);
    }

    static ObjectNode json(PolicyDecisionPoint point, JsonNode data, PolicyInput input) {
        Explanation explanation = point.explain(input);
        Decision decision = explanation.decision();
        Decision.Ruling ruling = ruling(decision);
        ObjectNode json = Common.JSON.createObjectNode().put("outcome", outcome(decision));
        if (ruling == null) {
            String cause = decision instanceof Decision.Indeterminate unknown ? unknown.cause() : null;
            json.putNull("rule_id").putNull("title").put("because", cause);
        } else {
            json.put("rule_id", ruling.ruleId())
                    .put("title", ruling.title())
                    .put("because", Texts.filled(ruling.because(), input.json()));
        }
        json.put("would_pass_if", explanation.wouldPassIf())
                .put("policy_revision", decision.revision().name());
        ArrayNode matched = json.putArray("matched");
        if (ruling != null) {
            for (MatchedValues.Value value : MatchedValues.of(data, input.json(), ruling.ruleId())) {
                matched.addObject()
                        .put("value", value.value())
                        .put("condition", value.condition())
                        .set("found", value.found());
            }
        }
        ArrayNode misses = json.putArray("near_misses");
        explanation.nearMisses().forEach(miss -> misses.addObject()
                .put("rule_id", miss.ruleId())
                .put("because", Texts.filled(miss.because(), input.json()))
                .put("would_pass_if", miss.wouldPassIf()));
        return json;
    }

    private static String outcome(Decision decision) {
        return switch (decision) {
            case Decision.Permit permit -> "permit";
            case Decision.Deny deny -> "deny";
            case Decision.RequireApproval approval -> "require_approval";
            case Decision.Indeterminate unknown -> "indeterminate";
        };
    }

    private static Decision.@Nullable Ruling ruling(Decision decision) {
        return switch (decision) {
            case Decision.Permit permit -> permit.ruling();
            case Decision.Deny deny -> deny.ruling();
            case Decision.RequireApproval approval -> approval.ruling();
            case Decision.Indeterminate unknown -> null;
        };
    }
}
