package dev.countersign.policy.decision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A decision table: a PolicyTest document of inputs with the answers that are wanted. {@code given} is laid over
 * {@code defaults} as a JSON Merge Patch, so null removes.
 */
public record PolicyTable(String id, JsonNode defaults, List<Case> cases) {

    private static final Set<String> MEMBERS = Set.of("kind", "api_version", "id", "defaults", "cases");
    private static final Set<String> CASE_MEMBERS = Set.of("name", "given", "want");
    private static final Set<String> WANTED = Set.of("outcome", "rule_id", "refusal", "tier", "groups");
    private static final Set<String> OUTCOMES = Set.of("permit", "deny", "require_approval", "indeterminate");

    public PolicyTable {
        cases = List.copyOf(cases);
    }

    /** One row. */
    public record Case(String name, JsonNode given, JsonNode want) {}

    /**
     * What became of one row.
     *
     * @param differences sentences, one for each member of {@code want} that is not so; empty when the row holds
     */
    public record Outcome(String table, String name, List<String> differences, Decision decision) {
        public Outcome {
            differences = List.copyOf(differences);
        }

        public boolean holds() {
            return differences.isEmpty();
        }
    }

    /**
     * Reads a PolicyTest document.
     *
     * @throws DocumentInvalid when it is none, or when a row could not fail
     */
    public static PolicyTable of(JsonNode document) {
        refuseUnknown("", document, MEMBERS);
        if (!document.path("kind").asText("PolicyTest").equals("PolicyTest")) {
            throw invalid("/kind", document.path("kind").toString(), "Write kind: PolicyTest.");
        }
        if (document.path("id").asText().isBlank()) {
            throw invalid("/id", "nothing", "Add id.");
        }
        if (document.path("cases").isEmpty()) {
            throw invalid("/cases", "nothing", "Add at least one case.");
        }
        List<Case> cases = new ArrayList<>();
        for (JsonNode row : document.path("cases")) {
            cases.add(row("/cases/" + cases.size(), row));
        }
        JsonNode defaults = document.path("defaults");
        return new PolicyTable(
                document.path("id").asText(),
                defaults.isObject() ? defaults : JsonNodeFactory.instance.objectNode(),
                cases);
    }

    private static Case row(String pointer, JsonNode row) {
        refuseUnknown(pointer, row, CASE_MEMBERS);
        refuseUnknown(pointer + "/want", row.path("want"), WANTED);
        if (row.path("name").asText().isBlank()) {
            throw invalid(pointer + "/name", "nothing", "Name the case.");
        }
        if (!OUTCOMES.contains(row.path("want").path("outcome").asText())) {
            throw invalid(
                    pointer + "/want/outcome",
                    row.path("want").path("outcome").toString(),
                    "Use permit, deny, require_approval or indeterminate.");
        }
        JsonNode given = row.path("given");
        return new Case(
                row.path("name").asText(),
                given.isObject() ? given : JsonNodeFactory.instance.objectNode(),
                row.path("want"));
    }

    /** Asks every row. Never throws for what the point answers. */
    public List<Outcome> run(PolicyDecisionPoint point) {
        List<Outcome> outcomes = new ArrayList<>();
        for (Case row : cases) {
            Decision decision = point.decide(input(row));
            outcomes.add(new Outcome(id, row.name(), differences(row.want(), decision), decision));
        }
        return List.copyOf(outcomes);
    }

    /** What a row asks: {@code given} laid over {@code defaults}. */
    public PolicyInput input(Case row) {
        return new PolicyInput(merge(defaults, row.given()));
    }

    private static List<String> differences(JsonNode want, Decision decision) {
        JsonNode got = shown(decision);
        List<String> differences = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : want.properties()) {
            JsonNode found = got.path(member.getKey());
            if (!found.equals(member.getValue())) {
                differences.add(member.getKey() + " is " + (found.isMissingNode() ? "not there" : found) + " and not "
                        + member.getValue());
            }
        }
        return differences;
    }

    private static ObjectNode shown(Decision decision) {
        ObjectNode shown = JsonNodeFactory.instance.objectNode();
        switch (decision) {
            case Decision.Permit permit ->
                shown.put("outcome", "permit").put("rule_id", permit.ruling().ruleId());
            case Decision.Deny deny ->
                shown.put("outcome", "deny")
                        .put("rule_id", deny.ruling().ruleId())
                        .put("refusal", deny.refusal());
            case Decision.RequireApproval approval -> {
                shown.put("outcome", "require_approval")
                        .put("rule_id", approval.ruling().ruleId())
                        .put("tier", approval.terms().tier());
                approval.terms().groups().forEach(shown.putArray("groups")::add);
            }
            case Decision.Indeterminate indeterminate -> shown.put("outcome", "indeterminate");
        }
        return shown;
    }

    /** JSON Merge Patch (RFC 7396). */
    private static ObjectNode merge(JsonNode target, JsonNode patch) {
        ObjectNode merged =
                target instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : patch.properties()) {
            if (member.getValue().isNull()) {
                merged.remove(member.getKey());
            } else if (member.getValue().isObject()) {
                merged.set(member.getKey(), merge(merged.path(member.getKey()), member.getValue()));
            } else {
                merged.set(member.getKey(), member.getValue());
            }
        }
        return merged;
    }

    private static void refuseUnknown(String pointer, JsonNode object, Set<String> known) {
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            if (!known.contains(member.getKey())) {
                throw invalid(
                        pointer + "/" + member.getKey(),
                        member.getKey(),
                        "Remove it or correct its spelling: this key is not known here.");
            }
        }
    }

    private static DocumentInvalid invalid(String pointer, String value, String fix) {
        return new DocumentInvalid(new Problem(pointer, value, fix));
    }
}
