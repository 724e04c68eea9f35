package dev.countersign.policy.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Policy data as both engines hold it: modes and lists as they are, and every other entry under each tool that it
 * names. Wasm has no rule index, so this is what keeps cost from growing with the number of entries.
 */
public final class PinnedData {

    private static final List<String> BY_TOOL = List.of("guards", "limits", "dedupe", "results");

    private PinnedData() {}

    /** Shares the entries of {@code data}, which must not be changed afterwards. */
    public static ObjectNode of(JsonNode data) {
        ObjectNode pinned = JsonNodeFactory.instance.objectNode();
        pinned.set("tools", data.path("tools").isObject() ? data.path("tools") : pinned.objectNode());
        pinned.set("lists", data.path("lists").isObject() ? data.path("lists") : pinned.objectNode());
        ObjectNode byTool = pinned.putObject("by_tool");
        for (String kind : BY_TOOL) {
            for (JsonNode entry : data.path(kind)) {
                index(byTool, kind, entry);
            }
        }
        return pinned;
    }

    private static void index(ObjectNode byTool, String kind, JsonNode entry) {
        for (JsonNode tool : entry.path("tools")) {
            ObjectNode entries = byTool.withObjectProperty(tool.asText());
            ArrayNode list = entries.withArrayProperty(kind);
            list.add(entry);
        }
    }
}
