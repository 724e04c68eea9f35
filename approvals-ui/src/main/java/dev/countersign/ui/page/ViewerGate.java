package dev.countersign.ui.page;

import dev.countersign.ui.inbox.Viewer;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Sends whoever has no session to sign in; scripts and the event stream get a 401 that they understand. */
@Provider
@ForViewer
@Priority(Priorities.AUTHENTICATION + 1)
public class ViewerGate implements ContainerRequestFilter {

    private final SecurityIdentity identity;

    @Inject
    public ViewerGate(SecurityIdentity identity) {
        this.identity = identity;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (identity.getPrincipal() instanceof Viewer) {
            return;
        }
        request.abortWith(toSignIn(request));
    }

    private static Response toSignIn(ContainerRequestContext request) {
        URI asked = request.getUriInfo().getRequestUri();
        String path = asked.getRawQuery() == null ? asked.getRawPath() : asked.getRawPath() + "?" + asked.getRawQuery();
        boolean returns = request.getMethod().equals("GET") && !path.startsWith("/inbox/stream");
        String signIn = returns ? "/sign-in?next=" + URLEncoder.encode(path, StandardCharsets.UTF_8) : "/sign-in";
        if (request.getHeaderString("HX-Request") != null) {
            return Response.status(401).header("HX-Redirect", signIn).build();
        }
        if (path.startsWith("/inbox/stream")) {
            return Response.status(401).build();
        }
        return Response.seeOther(URI.create(signIn)).build();
    }
}
