package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.replay.Replay;
import dev.countersign.orchestrator.replay.ReplayWorkers;
import dev.countersign.orchestrator.replay.Replays;
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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Asks a revision of policy about past calls again. */
@Path("/api/policy/replays")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Policy")
public class ReplaysResource {
    private static final String SINCE =
            "since is a duration such as P7D, at most P90D, or a time such as 2026-11-14T00:00:00Z in the past 90 days.";

    private final Replays replays;
    private final ReplayWorkers workers;
    private final ActivePolicy policy;
    private final Callers callers;
    private final InstantSource clock;

    ReplaysResource(Replays replays, ReplayWorkers workers, ActivePolicy policy, Callers callers, InstantSource clock) {
        this.replays = replays;
        this.workers = workers;
        this.policy = policy;
        this.callers = callers;
        this.clock = clock;
    }

    @POST
    @Consumes("application/json")
    @Operation(
            summary = "Asks a revision about the calls since a time again, in the background",
            description = "since is a duration back from now or a time; revision is the active one unless named.")
    @APIResponse(responseCode = "202", description = "{id}, and Location where its state and report are")
    @APIResponse(responseCode = "422", description = "Bad since, or no such revision")
    @APIResponse(responseCode = "429", description = "Ten replays wait already")
    public Response ask(@Nullable String body) {
        String by = callers.person(Role.DEVELOPER, Role.OPERATOR).id();
        ObjectNode wanted = Bodies.object(body, "since", "revision");
        Instant since = since(wanted);
        String named = Bodies.optionalText(wanted, "revision", 40);
        String revision = named == null ? active() : named;
        return switch (replays.ask(revision, since, by)) {
            case Replays.Asked.Waiting waiting -> {
                workers.wake();
                String id = waiting.id().toString();
                yield Response.fromResponse(Bodies.answer(
                                202, JsonNodeFactory.instance.objectNode().put("id", id)))
                        .location(URI.create("/api/policy/replays/" + id))
                        .build();
            }
            case Replays.Asked.UnknownRevision unknown -> throw TrialJson.unknownRevision(wanted.get("revision"));
            case Replays.Asked.Full full ->
                throw Problem.status(
                        429,
                        "RATE_LIMITED",
                        Replays.WAITING
                                + " replays wait already. Cancel one with DELETE /api/policy/replays/{id}, or ask again later.");
        };
    }

    private String active() {
        policy.refresh();
        return policy.active().revision().name();
    }

    private Instant since(ObjectNode wanted) {
        String text = Bodies.text(wanted, "since", 40);
        Instant now = clock.instant();
        try {
            Instant since = text.startsWith("P")
                    ? now.minus(Duration.parse(text))
                    : OffsetDateTime.parse(text).toInstant();
            if (since.isBefore(now) && !since.isBefore(now.minus(Replays.LONGEST))) {
                return since;
            }
        } catch (DateTimeException | ArithmeticException e) {
            // Falls through to the sentence below: it is the same mistake.
        }
        throw Problem.invalid("/since", wanted.get("since"), SINCE);
    }

    @GET
    @Operation(summary = "Lists replays, newest first, without their calls")
    public Response list(@QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        callers.person(Role.DEVELOPER, Role.OPERATOR);
        int max = Paging.limit(limit);
        String[] after = Paging.parts(cursor, 1);
        List<Replay> rows = replays.newest(after == null ? null : Paging.id(after[0], String.valueOf(cursor)), max + 1);
        return Bodies.ok(Paging.page(rows, max, TrialJson::summary, replay -> SortKey.join(replay.id())));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "How far a replay is, and its report once it is completed")
    public Response get(@PathParam("id") String id) {
        callers.person(Role.DEVELOPER, Role.OPERATOR);
        return Bodies.ok(TrialJson.replay(known(id)));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Cancels a replay that waits or runs")
    @APIResponse(responseCode = "200", description = "The replay, cancelled")
    @APIResponse(responseCode = "409", description = "It had ended already")
    public Response cancel(@PathParam("id") String id) {
        callers.person(Role.DEVELOPER, Role.OPERATOR);
        Replay replay = known(id);
        if (!replays.cancel(replay.id())) {
            throw Problem.conflict("The replay had ended already; there is nothing to cancel.");
        }
        return get(id);
    }

    private Replay known(String id) {
        UUID uuid = Sight.uuid(id, "replay");
        return replays.find(uuid).orElseThrow(() -> Problem.notFound("There is no replay " + id + "."));
    }
}
