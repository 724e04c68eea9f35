package dev.countersign.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.Common;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.ApiRefused;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The people of the local stack at their inboxes, through the public API like everybody. */
final class Deciders {
    private static final String NOTE = "Wait for the security review";

    private final Map<String, ApiClient> people = new LinkedHashMap<>();
    private final Map<String, Set<String>> groups =
            Map.of("maya", Set.of("revops"), "lee", Set.of("revops", "finance"), "noor", Set.of("finance"));
    private final Set<String> rejected;
    private final Set<String> unanswered;
    private final Consumer<String> say;

    /**
     * @param rejected runs whose approvals are rejected
     * @param unanswered runs whose approvals nobody answers
     */
    Deciders(Common common, Set<String> rejected, Set<String> unanswered, Consumer<String> say) {
        for (String person : List.of("maya", "noor", "lee")) {
            people.put(person, common.apiAs(person));
        }
        this.rejected = Set.copyOf(rejected);
        this.unanswered = Set.copyOf(unanswered);
        this.say = say;
    }

    /** Answers what is pending now for the runs. */
    void decide(List<Stage.StartedRun> runs) {
        for (Stage.StartedRun run : runs) {
            if (unanswered.contains(run.id())) {
                continue;
            }
            ApiClient reader = people.values().iterator().next();
            for (JsonNode approval : reader.all("/api/approvals", Map.of("state", "pending", "run", run.id()))) {
                answer(run, approval);
            }
        }
    }

    private void answer(Stage.StartedRun run, JsonNode approval) {
        boolean reject = rejected.contains(run.id());
        int votes = reject
                ? 1
                : approval.path("quorum").asInt(1) - approval.path("votes").size();
        for (Map.Entry<String, ApiClient> person : people.entrySet()) {
            if (votes > 0 && isEntitled(person.getKey(), approval) && vote(person, approval, reject)) {
                votes--;
            }
        }
    }

    private boolean isEntitled(String person, JsonNode approval) {
        for (JsonNode group : approval.path("groups")) {
            if (groups.getOrDefault(person, Set.of()).contains(group.asText())) {
                return true;
            }
        }
        return false;
    }

    /** A refused vote is no failure here: the card may have moved, or a person may have been faster. */
    private boolean vote(Map.Entry<String, ApiClient> person, JsonNode approval, boolean reject) {
        ObjectNode vote = Common.JSON
                .createObjectNode()
                .put("verdict", reject ? "reject" : "approve")
                .put("digest", approval.path("digest").asText());
        if (reject) {
            vote.putObject("reason").put("code", "WRONG_TIME").put("note", NOTE);
        }
        String consequence = approval.path("card").path("consequence").asText();
        try {
            person.getValue().post("/api/approvals/" + approval.path("id").asText() + "/votes", vote);
            say.accept("%s %s: %s".formatted(person.getKey(), reject ? "rejects" : "approves", consequence));
            return true;
        } catch (ApiRefused refused) {
            say.accept("%s is refused for “%s”: %s".formatted(person.getKey(), consequence, refused.sentence()));
            return false;
        }
    }
}
