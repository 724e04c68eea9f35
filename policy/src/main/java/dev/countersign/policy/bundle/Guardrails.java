package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.bundle.Guardrail.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Says in plain words what policy data holds. Knows no tool and no company: every word comes from the data. */
public final class Guardrails {

    private static final List<Guardrail> ALWAYS = List.of(
            always("unlisted", "Tool not listed", "A tool that the policy data does not name is denied."),
            always(
                    "scope",
                    "Scope missing",
                    "A call is denied when the run lacks one of its scopes; x includes x.self."),
            always(
                    "stage",
                    "Rollout stage",
                    "In stage read_only every write is denied, in stage limited_writes every call that would need an"
                            + " approval."),
            always(
                    "undo",
                    "No undo declared",
                    "A write is denied unless its connector says how it is undone: by a tool, by hand, or not at all."),
            always(
                    "dry_run",
                    "Dry run",
                    "A workflow that runs dry sends no write; it is told what would have happened."));

    private Guardrails() {}

    /** What holds whatever the data says; no data can switch it off. */
    public static List<Guardrail> always() {
        return ALWAYS;
    }

    /**
     * Every entry of the data, in its order: tools, guards, limits, duplicates, results.
     *
     * @param data policy data that {@link PolicyData#check} found nothing wrong with
     */
    public static List<Guardrail> describe(JsonNode data) {
        List<Guardrail> found = new ArrayList<>();
        for (Map.Entry<String, JsonNode> mode : data.path("tools").properties()) {
            found.add(mode(mode.getKey(), mode.getValue()));
        }
        data.path("guards").forEach(guard -> found.add(guard(guard)));
        data.path("limits").forEach(limit -> found.add(limit(limit)));
        data.path("dedupe").forEach(entry -> found.add(duplicate(entry)));
        int place = 0;
        for (JsonNode result : data.path("results")) {
            found.add(result(++place, result));
        }
        return List.copyOf(found);
    }

    private static Guardrail always(String name, String title, String sentence) {
        return new Guardrail("builtin:" + name, "builtin:" + name, Kind.BUILTIN, List.of(), title, sentence);
    }

    private static Guardrail mode(String tool, JsonNode entry) {
        String mode = entry.path("mode").asText();
        String sentence =
                tool + (mode.equals("require_approval") ? " always " : " ") + GuardrailWords.outcome(entry) + ".";
        return new Guardrail(
                tool,
                "tool:" + tool,
                Kind.MODE,
                List.of(tool),
                entry.path("title").asText(tool),
                sentence);
    }

    private static Guardrail guard(JsonNode entry) {
        List<String> tools = GuardrailWords.texts(entry.path("tools"));
        List<String> conditions = new ArrayList<>();
        entry.path("when").forEach(condition -> conditions.add(ConditionWords.of(condition)));
        String sentence =
                (tools.size() == 1 ? tools.getFirst() : "A call of " + GuardrailWords.joined(tools, "or")) + " "
                        + GuardrailWords.outcome(entry)
                        + " when " + String.join(", and ", conditions) + ".";
        String id = entry.path("id").asText();
        return new Guardrail(id, id, Kind.GUARD, tools, entry.path("title").asText(), sentence);
    }

    private static Guardrail limit(JsonNode entry) {
        List<String> tools = GuardrailWords.texts(entry.path("tools"));
        String sentence = "At most " + GuardrailWords.amount(entry) + GuardrailWords.window(entry)
                + GuardrailWords.forEach(entry.path("key")) + " by " + GuardrailWords.joined(tools, "and")
                + (tools.size() > 1 ? " together." : ".");
        String id = entry.path("id").asText();
        return new Guardrail(id, id, Kind.LIMIT, tools, "Limit", sentence);
    }

    private static Guardrail duplicate(JsonNode entry) {
        List<String> tools = GuardrailWords.texts(entry.path("tools"));
        List<String> parts = GuardrailWords.texts(entry.path("key")).stream()
                .map(ConditionWords::bare)
                .collect(Collectors.toList());
        String sentence = "A call of " + GuardrailWords.joined(tools, "or") + " with the same "
                + GuardrailWords.joined(parts, "and") + " as one of the last "
                + GuardrailWords.duration(entry.path("window").asText()).replaceFirst("^1 (?=[a-z]+$)", "")
                + " is refused as a duplicate.";
        String id = entry.path("id").asText();
        return new Guardrail(id, id, Kind.DUPLICATE, tools, "Duplicate", sentence);
    }

    private static Guardrail result(int place, JsonNode entry) {
        List<String> tools = GuardrailWords.texts(entry.path("tools"));
        String id = entry.path("id").asText("results-" + place);
        String sentence =
                GuardrailWords.readers(entry) + GuardrailWords.shown(entry, GuardrailWords.joined(tools, "and")) + ".";
        return new Guardrail(id, id, Kind.RESULT, tools, "What a model sees", sentence);
    }
}
