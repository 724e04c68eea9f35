package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Precedents;
import dev.countersign.orchestrator.approval.Vote;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.toolcall.Retrying;
import dev.countersign.orchestrator.toolcall.Undoing;
import dev.countersign.orchestrator.toolcall.Voting;
import dev.countersign.orchestrator.transition.SortKey;
import dev.countersign.ui.review.ReviewState;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Lists and shows approvals, and takes votes. */
@Path("/api/approvals")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Approvals")
public class ApprovalsResource {
    private final Approvals approvals;
    private final Precedents precedents;
    private final Voting voting;
    private final Undoing undoing;
    private final Retrying retrying;
    private final Callers callers;

    ApprovalsResource(
            Approvals approvals,
            Precedents precedents,
            Voting voting,
            Undoing undoing,
            Retrying retrying,
            Callers callers) {
        this.approvals = approvals;
        this.precedents = precedents;
        this.voting = voting;
        this.undoing = undoing;
        this.retrying = retrying;
        this.callers = callers;
    }

    @GET
    @Operation(summary = "Lists approvals by expiry and then tier; pending lists stale ones too")
    public Response list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("group") @Nullable String group,
            @QueryParam("run") @Nullable String run,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        readers();
        if (state != null
                && Arrays.stream(ReviewState.values()).noneMatch(s -> s.wire().equals(state))) {
            throw Problem.invalid(
                    "/state",
                    JsonNodeFactory.instance.textNode(state),
                    "state is pending, granted, rejected, expired, withdrawn or stale.");
        }
        UUID ofRun = run == null ? null : Sight.uuid(run, "run");
        int max = Paging.limit(limit);
        String[] parts = Paging.parts(cursor, 3);
        Approvals.After after = parts == null
                ? null
                : new Approvals.After(Paging.instant(parts[0], cursor), parts[1], Paging.id(parts[2], cursor));
        Set<String> groups = group == null ? null : Set.of(group);
        List<String> states =
                state == null ? List.of() : state.equals("pending") ? List.of("pending", "stale") : List.of(state);
        List<Approval> rows = approvals.list(states, groups, ofRun, after, max + 1);
        Map<UUID, List<Vote>> votes =
                approvals.votes(rows.stream().map(Approval::id).toList());
        return Bodies.ok(Paging.page(
                rows,
                max,
                approval -> ApprovalJson.approval(approval, votes.getOrDefault(approval.id(), List.of())),
                approval -> SortKey.join(approval.expiresAt(), approval.tier(), approval.id())));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One approval with its card and the document that its digest binds")
    public Response get(@PathParam("id") String id) {
        readers();
        return Bodies.ok(json(Sight.uuid(id, "approval")));
    }

    /** People of every role read approvals; an agent reads the runs and calls that it started. */
    private void readers() {
        if (callers.current() instanceof Caller.Agent agent) {
            throw Problem.forbidden("The key of " + agent.id() + " reads its runs and calls, not approvals.");
        }
        callers.person(Role.APPROVER, Role.DEVELOPER, Role.OPERATOR);
    }

    private JsonNode json(UUID id) {
        Approval approval = approvals.find(id).orElseThrow(() -> Problem.notFound("There is no approval " + id + "."));
        return ApprovalJson.approval(approval, approvals.votes(id), precedents.of(id));
    }

    @POST
    @Path("/{id}/votes")
    @Consumes("application/json")
    @Operation(summary = "Votes on the round whose digest is carried back")
    public Response vote(@PathParam("id") String id, @Nullable String body) {
        Caller caller = callers.current();
        if (caller instanceof Caller.Agent) {
            throw Problem.refused(
                    403, "NOT_AN_APPROVER", "An agent's key never votes. A person has to decide.", Map.of());
        }
        VoteJson vote = VoteJson.of(Bodies.object(body, "verdict", "digest", "reason"), "");
        UUID approval = Sight.uuid(id, "approval");
        return switch (voting.vote(caller, approval, vote.verdict(), vote.digest(), vote.reason())) {
            case Voting.Result.NotFound none -> throw Problem.notFound("There is no approval " + id + ".");
            case Voting.Result.Recorded recorded -> result("RECORDED", approval);
            case Voting.Result.Repeated repeated -> result("REPEATED", approval);
            case Voting.Result.Refused refused -> throw VoteJson.problem(refused);
        };
    }

    private Response result(String word, UUID id) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("result", word);
        answer.set("approval", json(id));
        return Bodies.ok(answer);
    }

    @POST
    @Path("/{id}/undo")
    @Consumes("application/json")
    @Operation(summary = "Takes a grant back: in its hold, or afterwards by a call that sets back what was sent")
    public Response undo(@PathParam("id") String id, @Nullable String body) {
        Caller caller = callers.current();
        if (caller instanceof Caller.Agent) {
            throw Problem.refused(
                    403, "NOT_AN_APPROVER", "An agent's key never undoes. A person has to decide.", Map.of());
        }
        String digest = Bodies.text(Bodies.object(body, "digest"), "digest", 100);
        UUID approval = Sight.uuid(id, "approval");
        return switch (undoing.undo(caller, approval, digest)) {
            case Undoing.Result.NotFound none -> throw Problem.notFound("There is no approval " + id + ".");
            case Undoing.Result.InHold held ->
                Bodies.ok(JsonNodeFactory.instance.objectNode().set("approval", json(approval)));
            case Undoing.Result.Afterwards sent ->
                Bodies.answer(
                        202,
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("call_id", sent.call().toString()));
            case Undoing.Result.Refused refused ->
                throw Problem.refused(refused.code().status(), refused.code().name(), refused.detail(), Map.of());
        };
    }

    @POST
    @Path("/{id}/again")
    @Consumes("application/json")
    @Operation(summary = "Asks for what failed after its approval again: a new call with an approval of its own")
    public Response again(@PathParam("id") String id, @Nullable String body) {
        if (!(callers.current() instanceof Caller.Person person)) {
            throw Problem.refused(
                    403,
                    "NOT_AN_APPROVER",
                    "An agent's key never asks for a failed call again. It proposes another one, or a person asks.",
                    Map.of());
        }
        String digest = Bodies.text(Bodies.object(body, "digest"), "digest", 100);
        return switch (retrying.ask(person, Sight.uuid(id, "approval"), digest)) {
            case Retrying.Result.NotFound none -> throw Problem.notFound("There is no approval " + id + ".");
            case Retrying.Result.Asked asked ->
                Bodies.ok(JsonNodeFactory.instance.objectNode().set("approval", json(asked.approval())));
            case Retrying.Result.Refused refused ->
                throw Problem.refused(refused.code().status(), refused.code().name(), refused.detail(), Map.of());
        };
    }
}
