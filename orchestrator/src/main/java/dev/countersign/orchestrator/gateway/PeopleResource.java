package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.People;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.transition.SortKey;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * What people may do. A change holds from the next vote's own statement on, also for cards that are open (M16).
 */
@Path("/api/people")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "People")
public class PeopleResource {
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9.@_-]{0,127}");
    private static final Pattern ROLE = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final Pattern GROUP = Pattern.compile("[a-z][a-z0-9_-]{0,39}");
    private static final Pattern MAIL = Pattern.compile("[^@\\s\\p{Cntrl}<>\"]{1,64}@[^@\\s\\p{Cntrl}<>\"]{1,255}");
    private static final int ENTRIES = 50;

    private final People people;
    private final Callers callers;

    PeopleResource(People people, Callers callers) {
        this.people = people;
        this.callers = callers;
    }

    @GET
    @Operation(summary = "People by id, with roles and groups; mail addresses are the operator's to see")
    public Response list(
            @QueryParam("group") @Nullable String group,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        Caller.Person caller = callers.person(Role.OPERATOR, Role.APPROVER, Role.DEVELOPER);
        int max = Paging.limit(limit);
        String[] after = Paging.parts(cursor, 1);
        List<People.Entry> rows = people.entries(after == null ? null : after[0], group, max + 1);
        boolean mails = caller.is(Role.OPERATOR);
        return Bodies.ok(Paging.page(
                rows,
                max,
                entry -> json(entry, mails),
                entry -> SortKey.join(entry.person().id())));
    }

    @PUT
    @Path("/{id}")
    @Consumes("application/json")
    @Operation(summary = "Sets roles, groups and mail address of a person, or adds the person")
    public Response put(@PathParam("id") String id, @Nullable String body) {
        String by = callers.person(Role.OPERATOR).id();
        if (!ID.matcher(id).matches()) {
            throw Problem.invalid(
                    "/id",
                    JsonNodeFactory.instance.textNode(id),
                    "An id begins with a small letter and goes on with a-z, 0-9 or one of . @ _ -, at most 128.");
        }
        ObjectNode wanted = Bodies.object(body, "roles", "groups", "mail", "name");
        Set<String> roles = names(wanted, "roles", ROLE);
        Set<String> groups = names(wanted, "groups", GROUP);
        String mail = Bodies.optionalText(wanted, "mail", 320);
        if (mail != null && !MAIL.matcher(mail).matches()) {
            throw Problem.invalid("/mail", wanted.get("mail"), "Write one address, for example maya@company.example.");
        }
        String given = Bodies.optionalText(wanted, "name", 200);
        String name = given != null && !given.isBlank()
                ? given.strip()
                : people.person(id).map(Caller.Person::name).orElse(id);
        people.put(new People.Entry(new Caller.Person(id, name, roles, groups), mail), by);
        return Bodies.ok(json(people.entry(id).orElseThrow(), true));
    }

    private static Set<String> names(ObjectNode wanted, String member, Pattern form) {
        JsonNode array = wanted.get(member);
        if (array == null || !array.isArray() || array.size() > ENTRIES) {
            throw Problem.invalid(
                    "/" + member, array, member + " is required: a list of at most " + ENTRIES + " names.");
        }
        var names = new LinkedHashSet<String>();
        for (int i = 0; i < array.size(); i++) {
            if (!array.get(i).isTextual()
                    || !form.matcher(array.get(i).asText()).matches()) {
                throw Problem.invalid(
                        "/" + member + "/" + i,
                        array.get(i),
                        "A name begins with a small letter; a-z, 0-9 and _ follow.");
            }
            names.add(array.get(i).asText());
        }
        return names;
    }

    private static ObjectNode json(People.Entry entry, boolean mails) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", entry.person().id()).put("name", entry.person().name());
        new TreeSet<>(entry.person().roles()).forEach(node.putArray("roles")::add);
        new TreeSet<>(entry.person().groups()).forEach(node.putArray("groups")::add);
        return mails ? node.put("mail", entry.mail()) : node;
    }
}
