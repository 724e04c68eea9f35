package dev.countersign.orchestrator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;

/** The systems of record, seen from their own side: what arrived, and what a colleague or a bad day does to them. */
public final class Sandbox {
    private final String url = ConfigProvider.getConfig().getValue("countersign.test.sandbox-url", String.class);

    private Answer send(String method, String path, String body) {
        return Http.send(method, URI.create(url + path), Map.of("Content-Type", "application/json"), body);
    }

    /** The calls that arrived after a row of the ledger. */
    public List<JsonNode> callsAfter(long row) {
        var calls = new ArrayList<JsonNode>();
        send("GET", "/ledger?after=" + row, null).ok().path("items").forEach(item -> {
            if (item.hasNonNull("call_id")) {
                calls.add(item);
            }
        });
        return calls;
    }

    /** Where the ledger stands. */
    public long lastRow() {
        JsonNode items = send("GET", "/ledger?after=0", null).ok().path("items");
        return items.isEmpty() ? 0 : items.get(items.size() - 1).path("n").asLong();
    }

    /** The arrivals of one call. */
    public List<JsonNode> arrivals(JsonNode call) {
        String id = call.path("id").asText();
        return callsAfter(0).stream()
                .filter(row -> row.path("call_id").asText().equals(id))
                .toList();
    }

    /** Fresh opportunities at stage qualified with an activity of yesterday. */
    public List<String> opportunities(int count) {
        JsonNode seeded = send(
                        "POST",
                        "/admin/seed/opportunities",
                        "{\"count\": " + count + ", \"stage\": \"qualified\", \"last_activity_days\": 1}")
                .ok();
        var ids = new ArrayList<String>();
        seeded.path("opportunity_ids").forEach(id -> ids.add(id.asText()));
        return ids;
    }

    /** A fresh opportunity of which some things are otherwise: members of the body of the sandbox's seed. */
    public String opportunityWith(String members) {
        return send("POST", "/admin/seed/opportunities", "{" + members + "}")
                .ok()
                .path("opportunity_ids")
                .get(0)
                .asText();
    }

    public String opportunity() {
        return opportunities(1).getFirst();
    }

    public JsonNode record(String kind, String id) {
        return send("GET", "/admin/records/" + kind + "/" + id, null).ok();
    }

    /** Changes a record as a colleague would. */
    public void change(String kind, String id, String changes) {
        send("PUT", "/admin/records/" + kind + "/" + id, changes).ok();
    }

    /** Makes the next calls of a tool fail: hang, drop, error500 or slow, before or after the effect. */
    public void fault(String tool, String kind, int times, String moment) {
        send("POST", "/admin/faults", """
                {"tool": "%s", "kind": "%s", "times": %d, "effect": "%s"}""".formatted(tool, kind, times, moment)).ok();
    }

    /** Makes the next calls of a tool answer rightly, but late. */
    public void slow(String tool, int times, int delayMs) {
        send("POST", "/admin/faults", """
                {"tool": "%s", "kind": "slow", "times": %d, "effect": "before", "delay_ms": %d}""".formatted(tool, times, delayMs)).ok();
    }

    public void healthy() {
        send("DELETE", "/admin/faults", null).ok();
    }
}
