package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.connector.DocumentInvalid;
import dev.countersign.orchestrator.connector.Connectors;
import dev.countersign.orchestrator.connector.PinnedConnector;
import dev.countersign.orchestrator.connector.Registration;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.transition.SortKey;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.orchestrator.workflow.Workflows;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Connectors and workflows: versions are immutable, a dry run checks everything and stores nothing. */
@Path("/api")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Registries")
public class RegistriesResource {
    private final Connectors connectors;
    private final Workflows workflows;
    private final Callers callers;

    RegistriesResource(Connectors connectors, Workflows workflows, Callers callers) {
        this.connectors = connectors;
        this.workflows = workflows;
        this.callers = callers;
    }

    @POST
    @Path("/connectors")
    @Consumes({"application/json", "application/yaml", "application/x-yaml", "text/yaml"})
    @Operation(summary = "Registers a connector document, pins its tools")
    public Response registerConnector(@Nullable String body, @QueryParam("dry_run") boolean dryRun) {
        String by = callers.person(Role.DEVELOPER).id();
        JsonNode document = Bodies.document(body, "Connector");
        return answer(
                connectors.register(document, by, dryRun),
                "/api/connectors/",
                c -> c.connector().id(),
                RegistriesResource::connector);
    }

    @GET
    @Path("/connectors")
    @Operation(summary = "Lists the newest version of each connector")
    public Response connectors(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        callers.person(Role.DEVELOPER, Role.OPERATOR);
        int max = Paging.limit(limit);
        String[] after = Paging.parts(cursor, 1);
        List<PinnedConnector> rows = connectors.list(after == null ? "" : after[0], max + 1);
        return Bodies.ok(Paging.page(
                rows,
                max,
                RegistriesResource::connector,
                c -> SortKey.join(c.connector().id())));
    }

    @GET
    @Path("/connectors/{id}")
    @Operation(summary = "The newest version of a connector with its document")
    public Response connector(@PathParam("id") String id) {
        callers.person(Role.DEVELOPER, Role.OPERATOR);
        PinnedConnector found =
                connectors.latest(id).orElseThrow(() -> Problem.notFound("There is no connector " + id + "."));
        ObjectNode node = connector(found);
        node.set("document", found.connector().document());
        return Bodies.ok(node);
    }

    @POST
    @Path("/workflows")
    @Consumes({"application/json", "application/yaml", "application/x-yaml", "text/yaml"})
    @Operation(summary = "Registers a workflow document")
    public Response registerWorkflow(@Nullable String body, @QueryParam("dry_run") boolean dryRun) {
        String by = callers.person(Role.DEVELOPER).id();
        JsonNode document = Bodies.document(body, "Workflow");
        return answer(
                workflows.register(document, by, dryRun),
                "/api/workflows/",
                Workflow::id,
                RegistriesResource::workflow);
    }

    @GET
    @Path("/workflows")
    @Operation(summary = "Lists the newest version of each workflow")
    public Response workflows(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        callers.person(Role.DEVELOPER, Role.OPERATOR);
        int max = Paging.limit(limit);
        String[] after = Paging.parts(cursor, 1);
        List<Workflow> rows = workflows.list(after == null ? "" : after[0], max + 1);
        return Bodies.ok(Paging.page(rows, max, RegistriesResource::workflow, w -> SortKey.join(w.id())));
    }

    @GET
    @Path("/workflows/{id}")
    @Operation(summary = "The newest version of a workflow with its document")
    public Response workflow(@PathParam("id") String id) {
        callers.person(Role.DEVELOPER, Role.OPERATOR);
        return whole(workflows.latest(id).orElseThrow(() -> Problem.notFound("There is no workflow " + id + ".")));
    }

    @GET
    @Path("/workflows/{id}/versions/{version}")
    @Operation(summary = "One version of a workflow with its document")
    public Response workflow(@PathParam("id") String id, @PathParam("version") String version) {
        callers.person(Role.DEVELOPER, Role.OPERATOR);
        if (!version.matches("[1-9][0-9]{0,8}")) {
            throw Problem.notFound("There is no version " + version + "; versions are numbers from 1.");
        }
        return whole(workflows
                .version(id, Integer.parseInt(version))
                .orElseThrow(() -> Problem.notFound("There is no workflow " + id + " version " + version + ".")));
    }

    private static Response whole(Workflow workflow) {
        ObjectNode node = workflow(workflow);
        node.set("document", workflow.document());
        return Bodies.ok(node);
    }

    private static ObjectNode workflow(Workflow workflow) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", workflow.id())
                .put("version", workflow.version())
                .put("digest", workflow.digest().value());
    }

    private static ObjectNode connector(PinnedConnector pinned) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("id", pinned.connector().id())
                .put("version", pinned.connector().version())
                .put("digest", pinned.connector().digest().value());
        ArrayNode tools = node.putArray("tools");
        pinned.tools().forEach((name, tool) -> tools.addObject()
                .put("name", name)
                .put("effect", tool.pinned().effect().name())
                .put("descriptor_digest", tool.pinned().descriptor().digest().value())
                .put("state", "pinned"));
        return node;
    }

    private static <T> Response answer(
            Registration<T> registration, String path, Function<T, String> id, Function<T, ObjectNode> json) {
        return switch (registration) {
            case Registration.Created<T> created ->
                Response.fromResponse(Bodies.answer(201, json.apply(created.value())))
                        .location(URI.create(path + id.apply(created.value())))
                        .build();
            case Registration.Unchanged<T> unchanged -> Bodies.ok(json.apply(unchanged.value()));
            case Registration.Conflict<T> conflict -> throw Problem.conflict(conflict.detail());
            case Registration.Unreachable<T> unreachable -> throw Problem.downstream(unreachable.detail());
            case Registration.Invalid<T> invalid -> throw invalid(invalid.problems());
        };
    }

    private static Problem invalid(DocumentInvalid invalid) {
        return Problem.invalid(
                invalid.code().name(),
                invalid.problems().stream()
                        .map(p -> new Problem.Wrong(p.pointer(), p.value(), p.fix()))
                        .toList());
    }
}
