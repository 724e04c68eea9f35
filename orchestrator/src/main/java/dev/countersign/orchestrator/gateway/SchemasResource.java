package dev.countersign.orchestrator.gateway;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The JSON Schemas of every document that an outsider writes or reads. */
@Path("/api/schemas")
@RunOnVirtualThread
@Tag(name = "Schemas")
public class SchemasResource {
    private static final Set<String> NAMES =
            Set.of("workflow", "connector", "policy-data", "policy-input", "policy-output", "event");

    private final Callers callers;

    SchemasResource(Callers callers) {
        this.callers = callers;
    }

    @GET
    @Path("/{name}.json")
    @Operation(summary = "A JSON Schema 2020-12: workflow, connector, policy-data, policy-input, policy-output, event")
    public Response schema(@PathParam("name") String name) {
        callers.current();
        if (!NAMES.contains(name)) {
            throw Problem.notFound("There is no schema " + name + "; there are " + String.join(", ", NAMES) + ".");
        }
        try (InputStream in = Thread.currentThread()
                .getContextClassLoader()
                .getResourceAsStream("schemas/" + name + ".schema.json")) {
            if (in == null) {
                throw new IllegalStateException("the schema " + name + " is not on the class path");
            }
            return Response.ok(in.readAllBytes(), "application/schema+json").build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
