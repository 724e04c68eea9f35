package dev.countersign.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.api.ApiClient;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the API says about the runs. */
final class ApiAccount {
    /** One call and where it went. */
    record Call(String id, String workflow, String tool, Way way, String state, String because) {}

    /** Where a proposal went. */
    enum Way {
        PERMITTED,
        DENIED,
        APPROVED,
        REJECTED,
        EXPIRED,
        /** None of the ways that add up, for example withdrawn. */
        OTHER
    }

    private final List<Call> calls = new ArrayList<>();
    private final Map<String, Long> lastSequences = new HashMap<>();
    private final List<String> faults = new ArrayList<>();

    ApiAccount(ApiClient developer, ApiClient approver, List<Stage.StartedRun> runs) {
        for (Stage.StartedRun run : runs) {
            JsonNode ended = developer.get("/api/runs/" + run.id());
            lastSequences.put(run.id(), ended.path("last_sequence").asLong());
            if (!ended.path("state").asText().equals("completed")) {
                faults.add("Run %s of %s is %s: %s"
                        .formatted(
                                run.id(),
                                run.workflow(),
                                ended.path("state").asText(),
                                ended.path("failure").path("detail").asText("no reason is given")));
            }
            for (JsonNode call : developer.all("/api/calls", Map.of("run", run.id()))) {
                calls.add(new Call(
                        call.path("id").asText(),
                        run.workflow(),
                        call.path("tool").asText(),
                        way(approver, call),
                        call.path("state").asText(),
                        because(call)));
            }
        }
    }

    private static Way way(ApiClient approver, JsonNode call) {
        if (!call.hasNonNull("approval_id")) {
            return call.path("state").asText().equals("refused") ? Way.DENIED : Way.PERMITTED;
        }
        JsonNode approval =
                approver.get("/api/approvals/" + call.path("approval_id").asText());
        return switch (approval.path("state").asText()) {
            case "granted" -> Way.APPROVED;
            case "rejected" -> Way.REJECTED;
            case "expired" -> Way.EXPIRED;
            default -> Way.OTHER;
        };
    }

    private static String because(JsonNode call) {
        String because = call.path("decision").path("because").asText("");
        return because.isEmpty() ? call.path("refusal").path("code").asText("") : because;
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** Runs that did not come to their proper end. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    /** For each run the sequence of its last event. */
    Map<String, Long> lastSequences() {
        return Map.copyOf(lastSequences);
    }

    Count count() {
        return new Count(
                calls.size(),
                number(Way.PERMITTED),
                number(Way.DENIED),
                number(Way.APPROVED),
                number(Way.REJECTED),
                number(Way.EXPIRED));
    }

    private int number(Way way) {
        return (int) calls.stream().filter(call -> call.way() == way).count();
    }

    /** The calls that must be in the ledger. */
    Set<String> mayExecute() {
        Set<String> ids = new HashSet<>();
        for (Call call : calls) {
            if (call.way() == Way.PERMITTED || call.way() == Way.APPROVED) {
                ids.add(call.id());
            }
        }
        return ids;
    }

    Set<String> ids() {
        Set<String> ids = new HashSet<>();
        calls.forEach(call -> ids.add(call.id()));
        return ids;
    }
}
