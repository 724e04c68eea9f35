package dev.countersign.orchestrator.replay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a revision counts, by tool. An input holds the counters that the policy of its own day asked for; one that is
 * missing reads as unused, so a limit or dedupe entry that is new cannot be judged from it.
 */
final class CountedBy {
    private final Map<String, Set<String>> byTool = new HashMap<>();

    CountedBy(JsonNode data) {
        for (String kind : Set.of("limits", "dedupe")) {
            for (JsonNode entry : data.path(kind)) {
                entry.path("tools").forEach(tool -> byTool.computeIfAbsent(tool.asText(), name -> new HashSet<>())
                        .add(entry.path("id").asText()));
            }
        }
    }

    /** Whether the revision counts something for this call that the input does not hold. */
    boolean lacksIn(JsonNode input) {
        Set<String> wanted =
                byTool.getOrDefault(input.path("action").path("tool").asText(), Set.of());
        JsonNode counters = input.path("counters");
        return wanted.stream().anyMatch(id -> !counters.has(id));
    }
}
