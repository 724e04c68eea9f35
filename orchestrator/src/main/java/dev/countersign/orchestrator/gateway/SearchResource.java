package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.toolcall.Search;
import dev.countersign.orchestrator.transition.SortKey;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Finds runs, calls and approvals. */
@Path("/api/search")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Search")
public class SearchResource {
    private static final int TEXT_MAX = 200;

    private final Search search;
    private final Sight sight;
    private final Callers callers;

    SearchResource(Search search, Sight sight, Callers callers) {
        this.search = search;
        this.sight = sight;
        this.callers = callers;
    }

    @GET
    @Operation(summary = "Finds runs, calls and approvals by what they are about, newest first")
    public Response find(
            @QueryParam("ref") @Nullable String ref,
            @QueryParam("run") @Nullable String run,
            @QueryParam("person") @Nullable String person,
            @QueryParam("rule") @Nullable String rule,
            @QueryParam("q") @Nullable String words,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        Search.Range range = sight.range(callers.current());
        var query = new Search.Query(
                given("ref", ref), run(run), given("person", person), given("rule", rule), given("q", words));
        if (query.isEmpty()) {
            throw Problem.invalid("", null, "Give at least one of ref, run, person, rule and q.");
        }
        int max = Paging.limit(limit);
        String[] after = Paging.parts(cursor, 2);
        List<Search.Found> found = search.find(
                query,
                range,
                after == null ? null : new Search.After(Paging.instant(after[0], cursor), Paging.id(after[1], cursor)),
                max + 1);
        return Bodies.ok(Paging.page(found, max, SearchResource::item, last -> SortKey.join(last.at(), last.id())));
    }

    private static JsonNode item(Search.Found found) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", found.kind().wire())
                .put("id", found.id().toString())
                .put("title", found.title())
                .put("at", CloudEvent.time(found.at()))
                .put("url", "/" + place(found.kind()) + "/" + found.id());
    }

    private static String place(Search.Kind kind) {
        return switch (kind) {
            case RUN -> "runs";
            case CALL -> "calls";
            case APPROVAL -> "inbox";
        };
    }

    private static @Nullable UUID run(@Nullable String run) {
        String asked = given("run", run);
        if (asked == null) {
            return null;
        }
        try {
            return UUID.fromString(asked);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid("/run", JsonNodeFactory.instance.textNode(asked), "run is the id of a run.");
        }
    }

    private static @Nullable String given(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > TEXT_MAX || value.indexOf('\0') >= 0) {
            throw Problem.invalid(
                    "/" + name,
                    JsonNodeFactory.instance.textNode(value.substring(0, Math.min(60, value.length()))),
                    name + " has at most " + TEXT_MAX + " characters.");
        }
        return value.strip();
    }
}
