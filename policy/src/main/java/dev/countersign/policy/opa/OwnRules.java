package dev.countersign.policy.opa;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules of a company's own, as the entry point {@code countersign/catalogue} lists them. A rule that lacks its words
 * is refused before it can decide: people would be shown a refusal without a reason.
 */
final class OwnRules {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> MODES = Set.of("deny", "require_approval");
    private static final Set<String> TIERS = Set.of("T1", "T2", "T3");
    private static final int SHOWN = 60;

    private OwnRules() {}

    /** @throws DocumentInvalid with a sentence for each thing that a rule lacks */
    static void check(Engine engine) {
        JsonNode rules = rules(engine);
        if (!rules.isObject()) {
            throw new DocumentInvalid(new Problem(
                    "/countersign/catalogue",
                    shown(rules),
                    "The entry point countersign/catalogue does not list the rules. Leave the shipped Rego files as"
                            + " they are, and add rules of your own as packages countersign.rules.<name>."));
        }
        List<Problem> problems = new ArrayList<>();
        for (Map.Entry<String, JsonNode> rule : rules.properties()) {
            check(rule.getKey(), rule.getValue(), problems);
        }
        if (!problems.isEmpty()) {
            throw new DocumentInvalid(problems);
        }
    }

    private static JsonNode rules(Engine engine) {
        try {
            String answer = engine.ask(Question.CATALOGUE, JsonNodeFactory.instance.objectNode());
            return JSON.readTree(answer).path(0).path("result").path("rules");
        } catch (NoAnswer | JsonProcessingException none) {
            return JsonNodeFactory.instance.missingNode();
        }
    }

    private static void check(String name, JsonNode rule, List<Problem> problems) {
        for (String words : List.of("title", "because")) {
            if (rule.path(words).asText("").isBlank() || !rule.path(words).isTextual()) {
                problems.add(problem(name, words, rule, "has no " + words + ". Add " + words + " := \"...\" to it."));
            }
        }
        if (!MODES.contains(rule.path("mode").asText(""))) {
            problems.add(problem(
                    name,
                    "mode",
                    rule,
                    "has a mode that is not known, " + shown(rule.path("mode"))
                            + ". Use mode := \"deny\" or mode := \"require_approval\"."));
        }
        if (rule.path("mode").asText("").equals("require_approval")) {
            checkTerms(name, rule, problems);
        }
    }

    /** Without them nobody could be asked, and the call would be refused for want of an answer. */
    private static void checkTerms(String name, JsonNode rule, List<Problem> problems) {
        if (!TIERS.contains(rule.path("tier").asText(""))) {
            problems.add(problem(
                    name,
                    "tier",
                    rule,
                    "requires approval and has no tier. Add tier := \"T1\", \"T2\" or \"T3\" to it."));
        }
        if (!rule.path("groups").isArray() || rule.path("groups").isEmpty()) {
            problems.add(problem(
                    name,
                    "groups",
                    rule,
                    "requires approval and names nobody. Add groups := [\"...\"], whose members may approve."));
        }
    }

    private static Problem problem(String name, String field, JsonNode rule, String fix) {
        return new Problem(
                "/countersign/rules/" + name + "/" + field,
                shown(rule.path(field)),
                "The rule countersign.rules." + name + " " + fix);
    }

    private static String shown(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "nothing";
        }
        String text = value.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
