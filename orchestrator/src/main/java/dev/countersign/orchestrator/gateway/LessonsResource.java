package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.toolcall.Lessons;
import dev.countersign.orchestrator.transition.SortKey;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What later runs of a workflow are told of people's rejections, and the switch to forget one. */
@Path("/api/lessons")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Lessons")
public class LessonsResource {
    private final Lessons lessons;
    private final Callers callers;

    LessonsResource(Lessons lessons, Callers callers) {
        this.lessons = lessons;
        this.callers = callers;
    }

    @GET
    @Operation(summary = "Lists the lessons that later runs are given, newest first; forgotten ones are gone")
    public Response list(
            @QueryParam("workflow") @Nullable String workflow,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        callers.person(Role.DEVELOPER, Role.OPERATOR, Role.APPROVER);
        int max = Paging.limit(limit);
        String[] after = Paging.parts(cursor, 2);
        List<Lessons.Lesson> rows = lessons.newest(
                workflow,
                max + 1,
                after == null ? null : Paging.instant(after[0], cursor),
                after == null ? null : Paging.id(after[1], cursor));
        return Bodies.ok(
                Paging.page(rows, max, LessonsResource::json, lesson -> SortKey.join(lesson.at(), lesson.id())));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Forgets a lesson: no later run is given it; runs that were given it keep it")
    public Response forget(@PathParam("id") String id) {
        String by = callers.person(Role.DEVELOPER, Role.OPERATOR).id();
        if (!lessons.forget(Sight.uuid(id, "lesson"), by)) {
            throw Problem.notFound("There is no lesson " + id + ", or it is forgotten already.");
        }
        return Response.noContent().build();
    }

    private static ObjectNode json(Lessons.Lesson lesson) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", lesson.id().toString())
                .put("workflow", lesson.workflow())
                .put("tool", lesson.tool())
                .put("rule_id", lesson.rule());
        node.putObject("reason").put("code", lesson.reason()).put("note", lesson.note());
        return node.put("call_id", lesson.call().toString())
                .put("run_id", lesson.run().toString())
                .put("by", lesson.by())
                .put("at", CloudEvent.time(lesson.at()));
    }
}
