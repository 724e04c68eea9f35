package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.policy.PolicyChanges;
import dev.countersign.orchestrator.policy.Revisions;
import dev.countersign.orchestrator.principal.Role;
import dev.countersign.orchestrator.transition.SortKey;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.multipart.FileUpload;
import org.jspecify.annotations.Nullable;

/** Changes of policy: signed bundles, their activation, and the history with its differences. */
@Path("/api/policy")
@Produces("application/json")
@RunOnVirtualThread
@Tag(name = "Policy")
public class PolicyRevisionsResource {
    private static final int SIGNATURE_MAX = 1024;

    private final PolicyChanges changes;
    private final Revisions revisions;
    private final Callers callers;

    PolicyRevisionsResource(PolicyChanges changes, Revisions revisions, Callers callers) {
        this.changes = changes;
        this.revisions = revisions;
        this.callers = callers;
    }

    @POST
    @Path("/bundles")
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    @Operation(summary = "Proposes a signed bundle of rules, data or both; nothing is active yet")
    public Response upload(
            @RestForm("bundle") @Nullable FileUpload bundle, @RestForm("signature") @Nullable String signature) {
        String by = callers.person(Role.DEVELOPER).id();
        if (bundle == null) {
            throw Problem.invalid("/bundle", null, "Send the tar.gz that opa build wrote as the file part bundle.");
        }
        if (bundle.size() > Bodies.MAX_DOCUMENT) {
            throw Problem.tooLarge("The bundle has " + bundle.size() + " bytes; at most " + Bodies.MAX_DOCUMENT
                    + " are taken. Leave out what does not decide.");
        }
        String signed = signature == null ? "" : signature;
        if (signed.length() > SIGNATURE_MAX) {
            throw Problem.invalid(
                    "/signature", null, "An Ed25519 signature in base64 has 88 characters; send nothing else.");
        }
        return PolicyAnswers.upload(() -> changes.upload(bytes(bundle), signed, by));
    }

    private static byte[] bytes(FileUpload upload) {
        try {
            return Files.readAllBytes(upload.uploadedFile());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @POST
    @Path("/activations")
    @Consumes("application/json")
    @Operation(summary = "Activates a proposal, or goes back to an older revision under a new number")
    public Response activate(@Nullable String body) {
        String by = callers.person(Role.DEVELOPER, Role.OPERATOR).id();
        String wanted = Bodies.text(Bodies.object(body, "revision"), "revision", 20);
        return PolicyAnswers.activation(wanted, () -> changes.activate(wanted, by));
    }

    @GET
    @Path("/revisions")
    @Operation(summary = "Lists revisions, newest first")
    public Response revisions(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        callers.person(Role.DEVELOPER, Role.OPERATOR);
        int max = Paging.limit(limit);
        String[] after = Paging.parts(cursor, 1);
        String before = after == null ? null : Integer.toString(Paging.number(after[0], String.valueOf(cursor)));
        String active = active();
        List<Revisions.Stored> rows = revisions.newest(before, max + 1);
        return Bodies.ok(Paging.page(
                rows,
                max,
                stored -> PolicyAnswers.json(stored, active),
                stored -> SortKey.join(stored.revision().name())));
    }

    @GET
    @Path("/revisions/{revision}")
    @Operation(summary = "One revision with its data")
    public Response revision(@PathParam("revision") String name) {
        callers.person(Role.DEVELOPER, Role.OPERATOR);
        Revisions.Stored stored = known(name);
        ObjectNode node = PolicyAnswers.json(stored, active());
        node.set("data", stored.data());
        return Bodies.ok(node);
    }

    @GET
    @Path("/revisions/{revision}/diff")
    @Operation(summary = "What another revision changes in the data, entry by entry; the active one unless said")
    public Response diff(@PathParam("revision") String name, @QueryParam("to") @Nullable String to) {
        callers.person(Role.DEVELOPER, Role.OPERATOR);
        return Bodies.ok(PolicyAnswers.diff(known(name), known(to == null ? active() : to)));
    }

    private Revisions.Stored known(String name) {
        return revisions
                .find(name)
                .orElseThrow(() ->
                        Problem.notFound("There is no revision " + name + "; GET /api/policy/revisions lists them."));
    }

    private String active() {
        return revisions.active().map(stored -> stored.revision().name()).orElse("");
    }
}
