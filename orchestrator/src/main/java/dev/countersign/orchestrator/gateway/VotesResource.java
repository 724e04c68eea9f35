package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.toolcall.BatchVoting;
import dev.countersign.orchestrator.toolcall.Voting;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Takes many votes at once, each with its own answer. */
@Path("/api/votes")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Approvals")
public class VotesResource {
    private static final Set<String> MEMBERS = Set.of("approval_id", "verdict", "digest", "reason");

    private final BatchVoting batches;
    private final Callers callers;

    VotesResource(BatchVoting batches, Callers callers) {
        this.batches = batches;
        this.callers = callers;
    }

    /** One item as it was sent; an id that is none has no approval. */
    private record Sent(String id, Optional<UUID> approval, VoteJson vote) {
        BatchVoting.Item item() {
            return new BatchVoting.Item(approval.orElseThrow(), vote.verdict(), vote.digest(), vote.reason());
        }
    }

    @POST
    @Consumes("application/json")
    @Operation(summary = "Votes on up to 200 T1 approvals; every item has its own status, as a vote alone would answer")
    public Response vote(@Nullable String body) {
        Caller caller = callers.current();
        if (caller instanceof Caller.Agent) {
            throw Problem.refused(
                    403, "NOT_AN_APPROVER", "An agent's key never votes. A person has to decide.", Map.of());
        }
        List<Sent> sent = read(Bodies.object(body, "items"));
        var outcomes = batches.vote(
                        caller,
                        sent.stream()
                                .filter(one -> one.approval().isPresent())
                                .map(Sent::item)
                                .toList())
                .iterator();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("items");
        for (int i = 0; i < sent.size(); i++) {
            ObjectNode item = items.addObject().put("approval_id", sent.get(i).id());
            if (sent.get(i).approval().isEmpty()) {
                refused(
                        item,
                        Problem.notFound("There is no approval " + sent.get(i).id() + "."));
            } else {
                tell(item, outcomes.next(), i);
            }
        }
        return Bodies.ok(answer);
    }

    private static List<Sent> read(ObjectNode body) {
        if (!(body.get("items") instanceof ArrayNode items) || items.isEmpty()) {
            throw Problem.invalid(
                    "/items", body.get("items"), "items is a list of 1 to " + BatchVoting.MAX + " votes.");
        }
        if (items.size() > BatchVoting.MAX) {
            throw Problem.invalid(
                    "/items",
                    JsonNodeFactory.instance.numberNode(items.size()),
                    "At most " + BatchVoting.MAX + " votes fit into one submission; send the others in a second one.");
        }
        var sent = new ArrayList<Sent>();
        var wrong = new ArrayList<Problem.Wrong>();
        for (int i = 0; i < items.size(); i++) {
            try {
                sent.add(read(items.get(i), "/items/" + i));
            } catch (Problem invalid) {
                wrong.addAll(invalid.errors());
            }
        }
        if (!wrong.isEmpty()) {
            throw Problem.invalid(wrong);
        }
        return sent;
    }

    private static Sent read(JsonNode item, String at) {
        if (!(item instanceof ObjectNode object)) {
            throw Problem.invalid(
                    at, item, "An item is an object: approval_id, verdict, digest and, to reject, reason.");
        }
        var strange = new TreeSet<String>();
        object.fieldNames().forEachRemaining(strange::add);
        strange.removeAll(MEMBERS);
        if (!strange.isEmpty()) {
            throw Problem.invalid(
                    at + "/" + strange.first().replace("~", "~0").replace("/", "~1"),
                    null,
                    "Unknown member. Known ones are approval_id, verdict, digest, reason.");
        }
        String id = VoteJson.text(object, "approval_id", at);
        if (id == null || id.isBlank() || id.length() > 100) {
            throw Problem.invalid(at + "/approval_id", object.get("approval_id"), "approval_id is required.");
        }
        return new Sent(id, uuid(id), VoteJson.of(object, at));
    }

    private static Optional<UUID> uuid(String id) {
        try {
            return id.length() == 36 ? Optional.of(UUID.fromString(id)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static void tell(ObjectNode item, BatchVoting.Outcome outcome, int at) {
        String pointer = "/items/" + at + "/approval_id";
        String id = item.path("approval_id").asText();
        switch (outcome) {
            case BatchVoting.Outcome.Voted voted -> tell(item, voted.result(), id);
            case BatchVoting.Outcome.Twice() ->
                refused(
                        item,
                        Problem.invalid(
                                pointer,
                                item.get("approval_id"),
                                "This approval stands earlier in the submission; only that vote was taken."));
            case BatchVoting.Outcome.NotRoutine(String tier) ->
                refused(
                        item,
                        Problem.invalid(
                                pointer,
                                item.get("approval_id"),
                                "Only T1 is decided in a batch. This is " + tier
                                        + ": vote on it alone, at /api/approvals/" + id + "/votes."));
            case BatchVoting.Outcome.Late() ->
                refused(
                        item,
                        Problem.unavailable(
                                "This vote was not through in time. Nothing happened to it; send it again."));
            case BatchVoting.Outcome.Unanswered() ->
                refused(
                        item,
                        Problem.unavailable("The database did not answer, so this vote may be recorded. Send it again:"
                                + " the same vote counts once."));
            case BatchVoting.Outcome.Failed() ->
                refused(
                        item,
                        Problem.status(
                                500,
                                "INTERNAL",
                                "Something failed here. Nothing more is known; the log has the cause."));
        }
    }

    private static void tell(ObjectNode item, Voting.Result result, String id) {
        switch (result) {
            case Voting.Result.Recorded recorded -> item.put("status", 200).put("result", "RECORDED");
            case Voting.Result.Repeated repeated -> item.put("status", 200).put("result", "REPEATED");
            case Voting.Result.NotFound none -> refused(item, Problem.notFound("There is no approval " + id + "."));
            case Voting.Result.Refused refused -> refused(item, VoteJson.problem(refused));
        }
    }

    private static void refused(ObjectNode item, Problem problem) {
        item.put("status", problem.status());
        item.set(
                "problem",
                problem.document("/api/approvals/" + item.path("approval_id").asText() + "/votes"));
    }
}
