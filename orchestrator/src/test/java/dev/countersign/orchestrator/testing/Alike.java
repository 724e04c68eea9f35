package dev.countersign.orchestrator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Runs of one workflow that each ask for five stage moves, so that all of them wait at once. */
public record Alike(House house, String workflow, List<String> runs, List<JsonNode> approvals) {
    private static final int EACH = 5;

    /** As many fresh opportunities, each with a call that waits for a yes. */
    public static Alike asked(House house, int count) {
        String calls = IntStream.range(0, EACH)
                .mapToObj(i -> "{id: c" + i
                        + ", tool: crm.update_opportunity_stage, arguments: {opportunity_id: \"${input.ids." + i
                        + "}\", stage: proposal}}")
                .collect(Collectors.joining(", "));
        String workflow = house.workflow("""
                input_schema: {type: object}
                tools: [{name: crm.update_opportunity_stage, limit: 200}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [%s]}
                  - say: done
                """.formatted(calls));
        return askedBy(house, workflow, count);
    }

    /** The same once more, by other runs of the same workflow. */
    public static Alike askedBy(House house, String workflow, int count) {
        List<String> ids = house.sandbox.opportunities(count);
        var runs = new ArrayList<String>();
        for (int i = 0; i < count; i += EACH) {
            String five = ids.subList(i, i + EACH).stream()
                    .map(id -> "\"" + id + "\"")
                    .collect(Collectors.joining(",", "[", "]"));
            runs.add(house.start(workflow, "{\"ids\": " + five + "}"));
        }
        var approvals = new ArrayList<JsonNode>();
        for (String run : runs) {
            house.parked(run);
            house.get("omar", "/api/approvals?limit=200&run=" + run)
                    .ok()
                    .path("items")
                    .forEach(approvals::add);
        }
        if (approvals.size() != count) {
            throw new AssertionError(count + " approvals were expected: " + approvals);
        }
        return new Alike(house, workflow, List.copyOf(runs), List.copyOf(approvals));
    }

    /** The opportunity that an approval is about. */
    public String opportunity(JsonNode approval) {
        return house.get("omar", "/api/calls/" + approval.path("call_id").asText())
                .ok()
                .at("/arguments/opportunity_id")
                .asText();
    }

    /** Waits until that many calls have gone through and no other one is on its way. */
    public void settled(int count) {
        House.soon().until(() -> state("succeeded") == count && state("permitted") + state("executing") == 0);
    }

    private long state(String state) {
        return calls().stream()
                .filter(call -> call.path("state").asText().equals(state))
                .count();
    }

    private List<JsonNode> calls() {
        return runs.stream().flatMap(run -> house.calls(run).stream()).toList();
    }

    /** What of it arrived at the CRM. */
    public List<String> sent() {
        var ours = calls().stream().map(call -> call.path("id").asText()).collect(Collectors.toSet());
        return house.sandbox.callsAfter(0).stream()
                .map(row -> row.path("call_id").asText())
                .filter(ours::contains)
                .toList();
    }
}
