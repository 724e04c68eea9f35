package dev.countersign.ui.page;

import jakarta.annotation.Priority;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses an unsafe request that does not come from our own pages. Browsers say where a request comes from in Origin
 * and Sec-Fetch-Site; whoever says neither is no browser of a signed-in person.
 */
@Provider
@Page
@Priority(Priorities.AUTHENTICATION)
public class SameOrigin implements ContainerRequestFilter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final ErrorPages errors;

    @Inject
    public SameOrigin(ErrorPages errors) {
        this.errors = errors;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (SAFE.contains(request.getMethod())) {
            return;
        }
        String origin = request.getHeaderString("Origin");
        String site = request.getHeaderString("Sec-Fetch-Site");
        String host = request.getHeaderString("Host");
        if (host == null) {
            host = request.getUriInfo().getBaseUri().getAuthority();
        }
        if (!isOurs(origin, site, host)) {
            request.abortWith(errors.refusedForeign());
        }
    }

    static boolean isOurs(@Nullable String origin, @Nullable String site, String host) {
        if (origin == null && site == null) {
            return false;
        }
        if (site != null && !site.equals("same-origin")) {
            return false;
        }
        return origin == null || host.equalsIgnoreCase(authority(origin));
    }

    private static String authority(String origin) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
