package dev.countersign.cli.acceptance.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sandbox seen from outside: its ledger, its faults, and records that nobody has touched yet. */
public final class SandboxClient {
    private final Api api;

    public SandboxClient(String url) {
        this.api = new Api(url, null);
    }

    /** A call as the tool's server received it; context reads have no call id. */
    public record Row(
            long n,
            String tool,
            @Nullable String callId,
            @Nullable String argumentsDigest,
            boolean effectApplied) {}

    /** Two things that belong together. */
    public record Opportunity(String id, String accountId) {}

    public List<Row> ledger() {
        List<Row> rows = new ArrayList<>();
        for (JsonNode row : api.send("GET", "/ledger", null).body().path("items")) {
            rows.add(Json.read(row, Row.class));
        }
        return rows;
    }

    public List<Row> ledgerOf(String callId) {
        return ledger().stream().filter(row -> callId.equals(row.callId())).toList();
    }

    /** The next calls of a tool suffer this; see the sandbox's README. */
    public void fault(String tool, String kind, String effect) {
        api.send("POST", "/admin/faults", Map.of("tool", tool, "kind", kind, "effect", effect))
                .requireSuccess();
    }

    public void clearFaults() {
        api.send("DELETE", "/admin/faults", null).requireSuccess();
    }

    /** Opportunities in stage qualified, each with an account of its own and a call two days ago. */
    public List<Opportunity> opportunities(int count) {
        JsonNode seeded = api.send(
                        "POST",
                        "/admin/seed/opportunities",
                        Map.of("count", count, "amount", 20_000, "last_activity_days", 2))
                .requireSuccess();
        List<Opportunity> opportunities = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            opportunities.add(new Opportunity(
                    seeded.path("opportunity_ids").path(i).asText(),
                    seeded.path("account_ids").path(i).asText()));
        }
        return opportunities;
    }
}
