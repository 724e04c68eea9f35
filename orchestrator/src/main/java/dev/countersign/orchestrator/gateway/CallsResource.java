package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.toolcall.CallState;
import dev.countersign.orchestrator.toolcall.Operations;
import dev.countersign.orchestrator.toolcall.RefusalCode;
import dev.countersign.orchestrator.toolcall.Search;
import dev.countersign.orchestrator.toolcall.ToolCall;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.orchestrator.transition.SortKey;
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
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Lists and shows calls; settles, probes and takes them over. */
@Path("/api/calls")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Calls")
public class CallsResource {
    private static final int NOTE_MAX = 2_000;

    private final ToolCalls calls;
    private final Operations operations;
    private final Sight sight;
    private final Callers callers;

    CallsResource(ToolCalls calls, Operations operations, Sight sight, Callers callers) {
        this.calls = calls;
        this.operations = operations;
        this.sight = sight;
        this.callers = callers;
    }

    @GET
    @Operation(summary = "Lists calls: those of one run by step, others newest first")
    public Response list(
            @QueryParam("run") @Nullable String run,
            @QueryParam("state") @Nullable String state,
            @QueryParam("tool") @Nullable String tool,
            @QueryParam("ref") @Nullable String ref,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        if (state != null
                && Arrays.stream(CallState.values()).noneMatch(s -> s.wire().equals(state))) {
            if (!state.equals("proposed")) {
                throw Problem.invalid(
                        "/state",
                        JsonNodeFactory.instance.textNode(state),
                        "state is one of proposed, awaiting_approval, permitted, executing, succeeded, failed, refused, outcome_unknown.");
            }
        }
        int max = Paging.limit(limit);
        if (run != null) {
            UUID id = sight.run(callers.current(), run).id();
            String[] after = Paging.parts(cursor, 2);
            List<ToolCall> rows = calls.ofRun(
                    new ToolCalls.Query(id, state, tool, ref, null, false, max + 1),
                    after == null ? 0 : Paging.number(after[0], cursor),
                    after == null ? -1 : Paging.number(after[1], cursor));
            return Bodies.ok(Paging.page(rows, max, RunJson::call, call -> SortKey.join(call.step(), call.ordinal())));
        }
        Search.Range range = sight.range(callers.current());
        String[] after = Paging.parts(cursor, 2);
        List<ToolCall> rows = calls.newest(
                new ToolCalls.Query(null, state, tool, ref, range.agent(), range.approvedOnly(), max + 1),
                after == null ? null : Paging.instant(after[0], cursor),
                after == null ? null : Paging.id(after[1], cursor));
        return Bodies.ok(Paging.page(rows, max, RunJson::call, call -> SortKey.join(call.createdAt(), call.id())));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One call")
    public Response get(@PathParam("id") String id) {
        return Bodies.ok(RunJson.call(sight.call(callers.current(), id)));
    }

    @POST
    @Path("/{id}/resolution")
    @Consumes("application/json")
    @Operation(summary = "Settles a call of unknown outcome by a person's word")
    public Response resolve(@PathParam("id") String id, @Nullable String body) {
        String by = callers.person(Role.OPERATOR).id();
        ToolCall call = sight.call(callers.current(), id);
        ObjectNode wanted = Bodies.object(body, "outcome", "note");
        String outcome = Bodies.text(wanted, "outcome", 40);
        if (!outcome.equals("executed") && !outcome.equals("not_executed")) {
            throw Problem.invalid("/outcome", wanted.get("outcome"), "outcome is executed or not_executed.");
        }
        String note = Bodies.text(wanted, "note", NOTE_MAX);
        if (!operations.resolve(call.id(), outcome.equals("executed"), by, note)) {
            throw Problem.conflict("The call is " + call.state().wire() + "; only an unknown outcome can be settled.");
        }
        return again(call);
    }

    @POST
    @Path("/{id}/probe")
    @Operation(summary = "Runs the tool's declared probe on a call of unknown outcome")
    public Response probe(@PathParam("id") String id) {
        String by = callers.person(Role.OPERATOR).id();
        ToolCall call = sight.call(callers.current(), id);
        return switch (operations.probe(call.id(), by)) {
            case EXECUTED, NOT_FOUND -> again(call);
            case UNREADABLE ->
                throw Problem.downstream("The probe could not be read. Try again, or settle it by hand.");
            case NO_PROBE ->
                throw Problem.conflict("The tool declares no probe. Look in the system itself and settle it by hand.");
            case NOT_UNKNOWN ->
                throw Problem.conflict(
                        "The call is " + call.state().wire() + "; only an unknown outcome can be probed.");
        };
    }

    @POST
    @Path("/{id}/takeover")
    @Consumes("application/json")
    @Operation(summary = "A person does it by hand instead; the call is refused as TAKEN_OVER")
    public Response takeOver(@PathParam("id") String id, @Nullable String body) {
        String by = callers.person(Role.OPERATOR, Role.APPROVER).id();
        ToolCall call = sight.call(callers.current(), id);
        String note = Bodies.text(Bodies.object(body, "note"), "note", NOTE_MAX);
        if (!operations.takeOver(call.id(), by, note)) {
            throw Problem.conflict("The call is " + call.state().wire() + "; only one that waits can be taken over.");
        }
        return again(call);
    }

    @POST
    @Path("/{id}/reopen")
    @Consumes("application/json")
    @Operation(summary = "Lifts a rejection: the agent may propose the same again in this run")
    public Response reopen(@PathParam("id") String id, @Nullable String body) {
        if (!(callers.current() instanceof Caller.Person person)) {
            throw Problem.forbidden("An agent's key never reopens what a person rejected. A person has to.");
        }
        ToolCall call = sight.call(person, id);
        String note = Bodies.text(Bodies.object(body, "note"), "note", NOTE_MAX);
        return switch (operations.reopen(call, person, note)) {
            case DONE -> again(call);
            case NOT_ENTITLED ->
                throw Problem.forbidden("Only an operator, an approver who could have decided, or the owner of the run"
                        + " reopens what was rejected.");
            case NOT_REJECTED -> throw Problem.conflict(notRejected(call));
        };
    }

    private static String notRejected(ToolCall call) {
        if (RefusalCode.REJECTED_BEFORE.name().equals(call.refusalCode())) {
            return "This call repeats one that was rejected. Reopen that one: call " + call.repeats() + ".";
        }
        return call.reopened() == null
                ? "The call is " + call.state().wire() + "; only one that a person rejected can be reopened."
                : "The call was reopened already, by " + call.reopened().by() + ".";
    }

    private Response again(ToolCall call) {
        return Bodies.ok(RunJson.call(calls.find(call.id()).orElseThrow()));
    }
}
