package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.freeze.Freeze;
import dev.countersign.orchestrator.freeze.Freezes;
import dev.countersign.orchestrator.freeze.Scope;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.toolcall.Stops;
import dev.countersign.orchestrator.transition.SortKey;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Stops calls from being sent, and lets them go again. */
@Path("/api/freezes")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Operations")
public class FreezesResource {
    private static final int REASON_MAX = 500;
    private static final int SCOPE_MAX = 200;

    private final Stops stops;
    private final Freezes freezes;
    private final Callers callers;

    FreezesResource(Stops stops, Freezes freezes, Callers callers) {
        this.stops = stops;
        this.freezes = freezes;
        this.callers = callers;
    }

    @POST
    @Consumes("application/json")
    @Operation(summary = "Stops calls: after confirmed no intent commits in the scope")
    public Response freeze(@Nullable String body) {
        String by = callers.person(Role.OPERATOR).id();
        ObjectNode wanted = Bodies.object(body, "scope", "reason");
        Scope scope = scope(wanted.path("scope"));
        String reason = Bodies.text(wanted, "reason", REASON_MAX).strip();
        Freeze freeze = stops.freeze(scope, reason, by)
                .orElseThrow(() -> Problem.conflict("There are " + Freezes.OPEN_MAX
                        + " freezes already. Lift some, or freeze everything with the kind all."));
        return Response.fromResponse(Bodies.answer(201, json(freeze)))
                .location(URI.create("/api/freezes/" + freeze.id()))
                .build();
    }

    private Scope scope(JsonNode asked) {
        if (!(asked instanceof ObjectNode scope)) {
            throw Problem.invalid(
                    "/scope", asked.isMissingNode() ? null : asked, "A scope is required: {\"kind\", \"id\"}.");
        }
        scope.fieldNames().forEachRemaining(name -> {
            if (!name.equals("kind") && !name.equals("id")) {
                throw Problem.invalid("/scope/" + name, null, "Unknown member. Known ones are kind, id.");
            }
        });
        Scope.Kind kind = Scope.Kind.of(scope.path("kind").asText())
                .filter(known -> scope.path("kind").isTextual())
                .orElseThrow(() -> Problem.invalid(
                        "/scope/kind", scope.get("kind"), "kind is all, connector, tool, workflow or run."));
        JsonNode id = scope.path("id");
        if (kind == Scope.Kind.ALL) {
            if (!id.isMissingNode() && !id.isNull()) {
                throw Problem.invalid("/scope/id", id, "The kind all has no id: leave it out, or choose another kind.");
            }
            return Scope.ALL;
        }
        if (!id.isTextual() || id.asText().isBlank() || id.asText().length() > SCOPE_MAX) {
            throw Problem.invalid(
                    "/scope/id", id.isMissingNode() ? null : id, "Name the " + kind.wire() + " that has to stop.");
        }
        var named = new Scope(kind, id.asText());
        if (!stops.exists(named)) {
            throw Problem.invalid("/scope/id", id, unknown(named));
        }
        return named;
    }

    private String unknown(Scope scope) {
        if (scope.kind() == Scope.Kind.RUN) {
            return "There is no such run, or it has ended. GET /api/runs?state=running and ?state=parked list the others.";
        }
        List<String> nearest = stops.nearest(scope.kind(), String.valueOf(scope.id()));
        return "There is no such " + scope.kind().wire() + "."
                + (nearest.isEmpty() ? " None is registered." : " Known are " + String.join(", ", nearest) + ".");
    }

    @GET
    @Operation(summary = "Lists freezes, newest first, lifted ones too")
    public Response list(
            @QueryParam("state") @Nullable String state,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        readers();
        int max = Paging.limit(limit);
        String[] after = Paging.parts(cursor, 2);
        List<Freeze> rows = freezes.newest(
                state(state),
                after == null ? null : Paging.instant(after[0], cursor),
                after == null ? null : Paging.id(after[1], cursor),
                max + 1);
        return Bodies.ok(Paging.page(
                rows, max, FreezesResource::json, freeze -> SortKey.join(freeze.requestedAt(), freeze.id())));
    }

    private static Freeze.@Nullable State state(@Nullable String asked) {
        if (asked == null) {
            return null;
        }
        return Arrays.stream(Freeze.State.values())
                .filter(state -> state.wire().equals(asked))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(
                        "/state",
                        JsonNodeFactory.instance.textNode(asked),
                        "state is requested, confirmed or lifted."));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "One freeze")
    public Response get(@PathParam("id") String id) {
        readers();
        return Bodies.ok(json(find(id)));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Lifts a freeze; policy is asked again for each call that waited")
    public Response lift(@PathParam("id") String id) {
        String by = callers.person(Role.OPERATOR).id();
        Freeze freeze = find(id);
        if (!stops.lift(freeze, by)) {
            Freeze lifted = find(id);
            throw Problem.conflict("It was lifted already, by " + lifted.liftedBy() + ".");
        }
        return Response.noContent().build();
    }

    private void readers() {
        callers.person(Role.OPERATOR, Role.APPROVER, Role.DEVELOPER);
    }

    private Freeze find(String id) {
        Optional<Freeze> found = freezes.find(Sight.uuid(id, "freeze"));
        return found.orElseThrow(() -> Problem.notFound("There is no freeze " + id + "."));
    }

    private static ObjectNode json(Freeze freeze) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", freeze.id().toString()).put("state", freeze.state().wire());
        node.putObject("scope")
                .put("kind", freeze.scope().kind().wire())
                .put("id", freeze.scope().id());
        return node.put("reason", freeze.reason())
                .put("requested_by", freeze.requestedBy())
                .put("requested_at", CloudEvent.time(freeze.requestedAt()))
                .put("confirmed_at", RunJson.time(freeze.confirmedAt()))
                .put("lifted_by", freeze.liftedBy())
                .put("lifted_at", RunJson.time(freeze.liftedAt()));
    }
}
