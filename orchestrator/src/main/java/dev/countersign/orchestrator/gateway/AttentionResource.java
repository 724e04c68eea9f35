package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.approval.Approval;
import dev.countersign.orchestrator.approval.Approvals;
import dev.countersign.orchestrator.approval.Snoozes;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.toolcall.Claiming;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who looks after what waits: claims, which everybody sees, and snoozes, which are one person's own. */
@Path("/api/approvals")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Approvals")
public class AttentionResource {
    private final Approvals approvals;
    private final Claiming claiming;
    private final Snoozes snoozes;
    private final Callers callers;

    AttentionResource(Approvals approvals, Claiming claiming, Snoozes snoozes, Callers callers) {
        this.approvals = approvals;
        this.claiming = claiming;
        this.snoozes = snoozes;
        this.callers = callers;
    }

    @PUT
    @Path("/{id}/claim")
    @Operation(summary = "Claims it for two minutes, or keeps the own claim for two more; blocks nobody's vote")
    public Response claim(@PathParam("id") String id) {
        return claimed(claiming.claim(reader(), Sight.uuid(id, "approval")), id);
    }

    @DELETE
    @Path("/{id}/claim")
    @Operation(summary = "Gives the own claim back")
    public Response release(@PathParam("id") String id) {
        return claimed(claiming.release(reader(), Sight.uuid(id, "approval")), id);
    }

    private Response claimed(Claiming.Result result, String id) {
        return switch (result) {
            case Claiming.Result.Claimed mine -> Bodies.ok(json(id));
            case Claiming.Result.Released given -> Response.noContent().build();
            case Claiming.Result.Taken taken ->
                throw Problem.refused(
                        409,
                        "CLAIMED",
                        taken.by() + " claimed this until " + CloudEvent.time(taken.until())
                                + ". It may be decided all the same.",
                        Map.of(
                                "claimed_by", JsonNodeFactory.instance.textNode(taken.by()),
                                "claimed_until", JsonNodeFactory.instance.textNode(CloudEvent.time(taken.until()))));
            case Claiming.Result.Refused refused ->
                throw Problem.refused(refused.code().status(), refused.code().name(), refused.detail(), Map.of());
            case Claiming.Result.NotFound none -> throw Problem.notFound("There is no approval " + id + ".");
        };
    }

    @PUT
    @Path("/{id}/snooze")
    @Consumes("application/json")
    @Operation(summary = "Puts it off in the caller's own lists, at most until it expires")
    public Response snooze(@PathParam("id") String id, @Nullable String body) {
        Caller.Person person = reader();
        UUID approval = Sight.uuid(id, "approval");
        ObjectNode wanted = Bodies.object(body, "until");
        Instant until = moment(wanted);
        return snoozed(snoozes.snooze(person.id(), approval, until), id, wanted.get("until"));
    }

    @DELETE
    @Path("/{id}/snooze")
    @Operation(summary = "Brings it back into the caller's own lists")
    public Response wake(@PathParam("id") String id) {
        Snoozes.Result result = snoozes.wake(reader().id(), Sight.uuid(id, "approval"));
        return result instanceof Snoozes.Result.Done
                ? Response.noContent().build()
                : snoozed(result, id, JsonNodeFactory.instance.nullNode());
    }

    private Response snoozed(Snoozes.Result result, String id, JsonNode until) {
        return switch (result) {
            case Snoozes.Result.Done done -> Bodies.ok(json(id));
            case Snoozes.Result.OutOfBounds bounds ->
                throw Problem.invalid(
                        "/until",
                        until,
                        "until has to lie after " + CloudEvent.time(bounds.after()) + " and before "
                                + CloudEvent.time(bounds.before()) + ", when it expires.");
            case Snoozes.Result.TooMany many ->
                throw Problem.invalid(
                        "/until",
                        until,
                        "You have put off " + Snoozes.MAX + " items, which is all there may be. Bring one back first.");
            case Snoozes.Result.Ended ended ->
                throw Problem.conflict("This does not wait any more, so it cannot be put off.");
            case Snoozes.Result.NotFound none -> throw Problem.notFound("There is no approval " + id + ".");
        };
    }

    private static Instant moment(ObjectNode wanted) {
        String text = Bodies.text(wanted, "until", 40);
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Problem.invalid(
                    "/until", wanted.get("until"), "until is a time as in 2026-11-20T09:00:00.000Z (RFC 3339).");
        }
    }

    private Caller.Person reader() {
        if (callers.current() instanceof Caller.Agent agent) {
            throw Problem.forbidden("The key of " + agent.id() + " looks after nothing; a person does.");
        }
        return callers.person(Role.APPROVER, Role.DEVELOPER, Role.OPERATOR);
    }

    /** The approval with what its caller may be told, as {@code {approval}}. */
    private JsonNode json(String id) {
        Approval approval = approvals.find(UUID.fromString(id)).orElseThrow();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.set("approval", ApprovalJson.approval(approval, approvals.votes(approval.id())));
        return answer;
    }
}
