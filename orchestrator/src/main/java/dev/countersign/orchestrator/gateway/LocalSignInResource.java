package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.principal.LocalPeople;
import dev.countersign.orchestrator.principal.Role;
import io.quarkus.arc.profile.IfBuildProfile;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.InstantSource;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Hands out single-use sign-in links of the local stack. Not in a production artefact. */
@Path("/api/local/sign-in-links")
@RunOnVirtualThread
@IfBuildProfile(anyOf = {"local", "test", "dev"})
@Tag(name = "Local stack")
public class LocalSignInResource {
    private final LocalPeople people;
    private final Callers callers;
    private final InstantSource clock;

    LocalSignInResource(LocalPeople people, Callers callers, InstantSource clock) {
        this.people = people;
        this.callers = callers;
        this.clock = clock;
    }

    @POST
    @Consumes("application/json")
    @Operation(summary = "A fresh single-use sign-in link's token for a person of the local stack")
    public Response offer(@Nullable String body) {
        callers.person(Role.DEVELOPER, Role.OPERATOR);
        ObjectNode wanted = Bodies.object(body, "person");
        String person = Bodies.text(wanted, "person", 128);
        LocalPeople.Offer offer = people.offer(person)
                .orElseThrow(() -> Problem.invalid("/person", wanted.get("person"), "There is no such person."));
        return Bodies.answer(
                201,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("token", offer.token().value())
                        .put("expires_at", CloudEvent.time(clock.instant().plus(offer.lives()))));
    }
}
