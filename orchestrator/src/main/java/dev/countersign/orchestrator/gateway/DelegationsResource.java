package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.Delegation;
import dev.countersign.orchestrator.principal.Delegations;
import dev.countersign.orchestrator.principal.HandOver;
import dev.countersign.orchestrator.principal.Role;
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
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Who decides for whom, and until when (INTERFACE, Approvals). */
@Path("/api/delegations")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "People")
public class DelegationsResource {
    private static final int ENTRIES = 50;

    private final Delegations delegations;
    private final HandOver handOver;
    private final Callers callers;

    DelegationsResource(Delegations delegations, HandOver handOver, Callers callers) {
        this.delegations = delegations;
        this.handOver = handOver;
        this.callers = callers;
    }

    @GET
    @Operation(summary = "Delegations that concern the caller, newest first; an operator sees all")
    public Response list(@QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        Caller.Person person = callers.person(Role.APPROVER, Role.OPERATOR);
        int max = Paging.limit(limit);
        String[] after = Paging.parts(cursor, 2);
        List<Delegation> rows = delegations.newest(
                person.is(Role.OPERATOR) ? null : person.id(),
                after == null ? null : Paging.instant(after[0], String.valueOf(cursor)),
                after == null ? null : Paging.id(after[1], String.valueOf(cursor)),
                max + 1);
        return Bodies.ok(
                Paging.page(rows, max, DelegationsResource::json, one -> SortKey.join(one.createdAt(), one.id())));
    }

    @POST
    @Consumes("application/json")
    @Operation(summary = "Lets somebody decide in the caller's name; an operator may name the person who is away")
    public Response create(@Nullable String body) {
        Caller.Person caller = callers.person(Role.APPROVER, Role.OPERATOR);
        ObjectNode wanted = Bodies.object(body, "to", "from", "until", "scope", "person");
        String named = Bodies.optionalText(wanted, "person", 128);
        String person = named == null ? caller.id() : named;
        if (!person.equals(caller.id()) && !caller.is(Role.OPERATOR)) {
            throw Problem.forbidden("Only an operator hands over for somebody else; " + caller.id() + " is none.");
        }
        ObjectNode scope = scope(wanted);
        var wish = new HandOver.Wish(
                person,
                Bodies.text(wanted, "to", 128),
                time(wanted, "from"),
                time(wanted, "until"),
                texts(scope, "groups"),
                texts(scope, "tools"));
        return switch (handOver.make(wish, caller.id())) {
            case HandOver.Result.Done done -> Bodies.answer(201, json(done.delegation()));
            case HandOver.Result.Wrong wrong ->
                throw Problem.invalid(
                        wrong.code(), List.of(new Problem.Wrong(wrong.member(), wrong.value(), wrong.fix())));
        };
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Ends a delegation; either of the two people or an operator may")
    public Response end(@PathParam("id") String id) {
        Caller.Person person = callers.person(Role.APPROVER, Role.OPERATOR);
        if (!delegations.end(Sight.uuid(id, "delegation"), person.id())) {
            throw Problem.notFound("There is no running delegation " + id + " of " + person.id() + ".");
        }
        return Response.noContent().build();
    }

    private static ObjectNode scope(ObjectNode wanted) {
        JsonNode scope = wanted.get("scope");
        if (scope == null || scope.isNull()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (!(scope instanceof ObjectNode object)) {
            throw Problem.invalid("/scope", scope, "scope is an object with groups and tools, or left out.");
        }
        object.fieldNames().forEachRemaining(name -> {
            if (!name.equals("groups") && !name.equals("tools")) {
                throw Problem.invalid("/scope/" + name, null, "Unknown member. Known ones are groups, tools.");
            }
        });
        return object;
    }

    private static List<String> texts(ObjectNode scope, String member) {
        JsonNode array = scope.get(member);
        if (array == null || array.isNull()) {
            return List.of();
        }
        var texts = new ArrayList<String>();
        for (JsonNode item : array) {
            if (!item.isTextual() || item.asText().isBlank() || item.asText().length() > 200) {
                throw Problem.invalid("/scope/" + member, item, member + " is a list of names.");
            }
            texts.add(item.asText());
        }
        if (!array.isArray() || texts.isEmpty() || texts.size() > ENTRIES) {
            throw Problem.invalid(
                    "/scope/" + member,
                    array,
                    member + " is a list of 1 to " + ENTRIES + " names; leave it out for all.");
        }
        return texts;
    }

    private static Instant time(ObjectNode wanted, String member) {
        String text = Bodies.text(wanted, member, 60);
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw Problem.invalid(
                    "/" + member, wanted.get(member), "Write the time as RFC 3339, for example 2026-11-21T14:00:00Z.");
        }
    }

    private static ObjectNode json(Delegation one) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", one.id().toString())
                .put("person", one.person())
                .put("to", one.to())
                .put("from", CloudEvent.time(one.from()))
                .put("until", CloudEvent.time(one.until()));
        ObjectNode scope = node.putObject("scope");
        list(scope, "groups", one.groups());
        list(scope, "tools", one.tools());
        return node.put("created_by", one.createdBy())
                .put("created_at", CloudEvent.time(one.createdAt()))
                .put("ended_at", RunJson.time(one.endedAt()));
    }

    private static void list(ObjectNode scope, String member, List<String> names) {
        if (names.isEmpty()) {
            scope.putNull(member);
        } else {
            names.forEach(scope.putArray(member)::add);
        }
    }
}
