package dev.countersign.orchestrator.gateway;

import dev.countersign.orchestrator.policy.ServerBundle;
import dev.countersign.orchestrator.principal.Caller;
import dev.countersign.orchestrator.principal.Role;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The active revision as a bundle that an OPA server polls. */
@Path("/api/policy/bundle")
@RunOnVirtualThread
@Tag(name = "Policy")
public class PolicyBundleResource {
    private static final String GZIP = "application/gzip";

    private final ServerBundle bundle;
    private final Callers callers;

    PolicyBundleResource(ServerBundle bundle, Callers callers) {
        this.bundle = bundle;
        this.callers = callers;
    }

    @GET
    @Produces({GZIP, "application/vnd.openpolicyagent.bundles", "*/*"})
    @Operation(summary = "The active rules and data as a bundle for an OPA server; 304 while nothing was activated")
    public Response get(@HeaderParam("If-None-Match") @Nullable String known) {
        Caller caller = callers.current();
        if (caller instanceof Caller.Agent) {
            callers.scope(caller, "policy.read");
        } else {
            callers.person(Role.DEVELOPER, Role.OPERATOR);
        }
        ServerBundle.Packed packed = bundle.ofActive();
        String tag = "\"" + packed.mark() + "\"";
        boolean same = known != null
                && Arrays.stream(known.split(","))
                        .map(each -> each.strip().replaceFirst("^W/", ""))
                        .anyMatch(tag::equals);
        if (same) {
            return Response.notModified(packed.mark()).header("ETag", tag).build();
        }
        return Response.ok(packed.bytes(), GZIP).header("ETag", tag).build();
    }
}
