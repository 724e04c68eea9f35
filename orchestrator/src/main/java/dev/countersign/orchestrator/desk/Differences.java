package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.bundle.DataDiff;
import dev.countersign.policy.bundle.Guardrail;
import dev.countersign.policy.bundle.Guardrails;
import dev.countersign.ui.policy.Comparison;
import dev.countersign.ui.policy.Comparison.Member;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between two PolicyData documents, in plain words and member by member. */
final class Differences {
    private Differences() {}

    static List<Comparison.Section> between(JsonNode before, JsonNode after) {
        Map<String, List<Comparison.Entry>> sections = new LinkedHashMap<>();
        for (DataDiff.Entry entry : DataDiff.between(before, after)) {
            sections.computeIfAbsent(entry.section(), name -> new ArrayList<>()).add(entry(entry));
        }
        return sections.entrySet().stream()
                .map(section -> new Comparison.Section(section.getKey(), section.getValue()))
                .toList();
    }

    private static Comparison.Entry entry(DataDiff.Entry entry) {
        JsonNode before = entry.before();
        JsonNode after = entry.after();
        Comparison.Kind kind = before == null
                ? Comparison.Kind.ADDED
                : after == null ? Comparison.Kind.REMOVED : Comparison.Kind.CHANGED;
        var members = new ArrayList<Member>();
        collect("", before, after, members);
        return new Comparison.Entry(entry.id(), kind, words(entry, before), words(entry, after), members);
    }

    /** The entry as the guardrail that it is, in a document of its own; null for a list, which is none. */
    private static @Nullable String words(DataDiff.Entry entry, @Nullable JsonNode value) {
        if (value == null || entry.section().equals("lists")) {
            return null;
        }
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        if (entry.section().equals("tools")) {
            document.putObject(entry.section()).set(entry.id(), value);
        } else {
            document.putArray(entry.section()).add(value);
        }
        return Guardrails.describe(document).stream()
                .findFirst()
                .map(Guardrail::sentence)
                .orElse(null);
    }

    /** What differs, as deep as both sides have members; an array of plain values is one value. */
    private static void collect(
            String path, @Nullable JsonNode before, @Nullable JsonNode after, List<Member> members) {
        boolean opens = path.isEmpty() && (before == null || after == null);
        if (hasMembers(before) && hasMembers(after) || opens && (hasMembers(before) || hasMembers(after))) {
            for (String name : names(before, after)) {
                collect(
                        path.isEmpty() ? name : path + "." + name,
                        before == null ? null : member(before, name),
                        after == null ? null : member(after, name),
                        members);
            }
        } else if (before == null || !before.equals(after)) {
            members.add(new Member(path.isEmpty() ? "value" : path, text(before), text(after)));
        }
    }

    private static boolean hasMembers(@Nullable JsonNode node) {
        if (node == null) {
            return false;
        }
        return node.isObject()
                || node.isArray() && !node.isEmpty() && node.get(0).isObject();
    }

    private static Set<String> names(@Nullable JsonNode before, @Nullable JsonNode after) {
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode node : new JsonNode[] {before, after}) {
            if (node != null && node.isObject()) {
                node.fieldNames().forEachRemaining(names::add);
            } else if (node != null) {
                for (int i = 0; i < node.size(); i++) {
                    names.add(Integer.toString(i));
                }
            }
        }
        return names;
    }

    private static @Nullable JsonNode member(JsonNode node, String name) {
        return node.isObject() ? node.get(name) : name.matches("[0-9]{1,9}") ? node.get(Integer.parseInt(name)) : null;
    }

    private static @Nullable String text(@Nullable JsonNode node) {
        return node == null ? null : JsonText.line(node);
    }
}
