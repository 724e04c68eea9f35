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
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sends whoever has no session to sign in; what only scripts ask for is a 401 that they understand. */
@Provider
@ForViewer
@Priority(Priorities.AUTHENTICATION + 1)
public class ViewerGate implements ContainerRequestFilter {

    private static final Set<String> FOR_SCRIPTS = Set.of("/inbox/stream", "/inbox/counts");
    private static final Pattern ITEM = Pattern.compile("/(inbox|calls|runs)/[0-9a-f-]{36}(?=/)");

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
        String back = back(request.getMethod(), asked);
        String signIn = back == null ? "/sign-in" : "/sign-in?next=" + URLEncoder.encode(back, StandardCharsets.UTF_8);
        if (request.getHeaderString("HX-Request") != null) {
            return Response.status(401).header("HX-Redirect", signIn).build();
        }
        boolean isForScript =
                FOR_SCRIPTS.contains(asked.getPath()) || "empty".equals(request.getHeaderString("Sec-Fetch-Dest"));
        return isForScript
                ? Response.status(401).build()
                : Response.seeOther(URI.create(signIn)).build();
    }

    /** Where to go on after signing in: what was asked for, or the item on which something was to be done. */
    private static @Nullable String back(String method, URI asked) {
        String path = asked.getRawPath();
        if (!method.equals("GET")) {
            Matcher item = ITEM.matcher(path);
            if (!item.lookingAt()) {
                return null;
            }
            path = item.group();
        }
        return asked.getRawQuery() == null ? path : path + "?" + asked.getRawQuery();
    }
}
