package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two PolicyData documents in what they mean: entries by their id, whatever their order, and
 * objects whatever the order of their members.
 */
public final class DataDiff {
    private static final List<String> MAPS = List.of("tools", "lists");
    private static final List<String> LISTS = List.of("limits", "guards", "dedupe", "results");

    private DataDiff() {}

    /**
     * One entry that is new, gone or other than before.
     *
     * @param section tools, lists, limits, guards, dedupe or results
     * @param id the tool or list, the entry's id, or for a result without one the tools, roles and workflows it names
     * @param before null when it is new
     * @param after null when it is gone
     */
    public record Entry(
            String section,
            String id,
            @Nullable JsonNode before,
            @Nullable JsonNode after) {}

    /** In the order of the sections; within one, what was there before comes first. */
    public static List<Entry> between(JsonNode before, JsonNode after) {
        List<Entry> entries = new ArrayList<>();
        for (String section : MAPS) {
            compare(entries, section, members(before.path(section)), members(after.path(section)));
        }
        for (String section : LISTS) {
            compare(entries, section, byId(before.path(section)), byId(after.path(section)));
        }
        return entries;
    }

    private static void compare(
            List<Entry> entries, String section, Map<String, JsonNode> before, Map<String, JsonNode> after) {
        before.forEach((id, old) -> {
            JsonNode now = after.get(id);
            if (!old.equals(now)) {
                entries.add(new Entry(section, id, old, now));
            }
        });
        after.forEach((id, now) -> {
            if (!before.containsKey(id)) {
                entries.add(new Entry(section, id, null, now));
            }
        });
    }

    private static Map<String, JsonNode> members(JsonNode map) {
        Map<String, JsonNode> members = new LinkedHashMap<>();
        map.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }

    private static Map<String, JsonNode> byId(JsonNode list) {
        Map<String, JsonNode> entries = new LinkedHashMap<>();
        for (JsonNode entry : list) {
            String id = id(entry);
            // Two results may name the same tools; the second one keeps a name of its own.
            String free = id;
            for (int copy = 2; entries.containsKey(free); copy++) {
                free = id + " #" + copy;
            }
            entries.put(free, entry);
        }
        return entries;
    }

    private static String id(JsonNode entry) {
        if (entry.path("id").isTextual()) {
            return entry.path("id").asText();
        }
        var named = new StringBuilder(words(entry.path("tools")));
        if (!entry.path("roles").isEmpty()) {
            named.append(" for ").append(words(entry.path("roles")));
        }
        if (!entry.path("workflows").isEmpty()) {
            named.append(" in ").append(words(entry.path("workflows")));
        }
        return named.toString();
    }

    private static String words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asText()));
        return String.join(", ", words);
    }
}
