package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.replay.ReplayWorkers;
import dev.countersign.orchestrator.replay.Shadow;
import dev.countersign.orchestrator.replay.Shadows;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Asks another revision beside the active one, and tells where they differ. It decides nothing. */
@Path("/api/policy/shadow")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Policy")
public class ShadowResource {
    private static final int LISTED = 200;

    private final Shadows shadows;
    private final Shadow shadow;
    private final ReplayWorkers workers;
    private final Callers callers;

    ShadowResource(Shadows shadows, Shadow shadow, ReplayWorkers workers, Callers callers) {
        this.shadows = shadows;
        this.shadow = shadow;
        this.workers = workers;
        this.callers = callers;
    }

    @POST
    @Consumes("application/json")
    @Operation(summary = "Starts to ask a revision beside the active one, in every instance within two seconds")
    @APIResponse(responseCode = "201", description = "Started; 200 when this revision is in the shadow already")
    @APIResponse(responseCode = "409", description = "Another revision is in the shadow")
    @APIResponse(responseCode = "422", description = "No such revision")
    public Response start(@Nullable String body) {
        String by = callers.person(Role.DEVELOPER).id();
        ObjectNode wanted = Bodies.object(body, "revision");
        return switch (shadows.start(Bodies.text(wanted, "revision", 40), by)) {
            case Shadows.Started.New started -> {
                workers.wake();
                yield Bodies.answer(201, seen(started.shadow(), null));
            }
            case Shadows.Started.Again again -> Bodies.ok(seen(again.shadow(), null));
            case Shadows.Started.Occupied occupied ->
                throw Problem.conflict("Revision " + occupied.shadow().revision()
                        + " is in the shadow, started by " + occupied.shadow().startedBy()
                        + ". Stop it first with DELETE /api/policy/shadow.");
            case Shadows.Started.UnknownRevision unknown -> throw TrialJson.unknownRevision(wanted.get("revision"));
        };
    }

    @GET
    @Operation(
            summary = "What the shadow saw: the newest differences, or those after one",
            description =
                    "With after, the id of a difference, the next ones come in order, so that a follower misses none.")
    public Response get(@QueryParam("after") @Nullable String after) {
        callers.person(Role.DEVELOPER, Role.OPERATOR);
        Long from = after == null ? null : number(after);
        return Bodies.ok(shadows.current().map(status -> seen(status, from)).orElseGet(TrialJson::noShadow));
    }

    private static long number(String after) {
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw Problem.invalid(
                    "/after", JsonNodeFactory.instance.textNode(after), "after is the id of a difference, a number.");
        }
    }

    @DELETE
    @Operation(summary = "Stops the shadow")
    @APIResponse(responseCode = "200", description = "What it saw")
    @APIResponse(responseCode = "404", description = "There is none")
    public Response stop() {
        callers.person(Role.DEVELOPER);
        UUID stopped = shadows.stop().orElseThrow(() -> Problem.notFound("There is no revision in the shadow."));
        // What this instance saw in the last second belongs to the answer; the others follow.
        shadow.runOnce();
        return Bodies.ok(seen(shadows.find(stopped).orElseThrow(), null));
    }

    private ObjectNode seen(Shadows.Status status, @Nullable Long after) {
        return TrialJson.shadow(
                status,
                shadow.compares(status.id()),
                shadows.matrix(status.id()),
                shadows.differences(status.id(), after, LISTED));
    }
}
