package dev.countersign.orchestrator.principal;

import dev.countersign.orchestrator.transition.StoreUnavailable;
import dev.countersign.ui.inbox.Viewer;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.security.Principal;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Bearer tokens on {@code /api}, the session cookie on pages, never the other way round (INTERFACE, Auth). A missing
 * or unknown credential leaves the caller anonymous; the API answers that with 401, a page with the way to sign in.
 */
@Singleton
public class Authentication implements HttpAuthenticationMechanism {
    public static final String COOKIE = "countersign_session";
    /** Attribute of the identity that holds the {@link Caller}. */
    public static final String CALLER = "countersign.caller";

    private final People people;
    private final Executor threads = Executors.newVirtualThreadPerTaskExecutor();

    public Authentication(People people) {
        this.people = people;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        String path = context.normalizedPath();
        if (path.startsWith("/api/")) {
            String header = context.request().getHeader("Authorization");
            if (header != null && header.regionMatches(true, 0, "Bearer ", 0, 7)) {
                var token = new Secret(header.substring(7).trim());
                return identity(() -> people.byToken(token));
            }
        } else if (!path.startsWith("/q/") && !path.startsWith("/webjars/") && !path.startsWith("/assets/")) {
            Cookie cookie = context.request().getCookie(COOKIE);
            if (cookie != null) {
                var session = new Secret(cookie.getValue());
                return identity(() -> people.bySession(session).map(person -> person));
            }
        }
        return Uni.createFrom().nullItem();
    }

    private Uni<SecurityIdentity> identity(Supplier<Optional<Caller>> lookup) {
        Context context = Vertx.currentContext();
        return Uni.createFrom()
                .item(() -> lookup.get().map(Authentication::identity).orElse(null))
                .runSubscriptionOn(threads)
                .onFailure(StoreUnavailable.class)
                .recoverWithItem(Authentication::storeAway)
                // Back to where the request came from: what follows expects its own event loop.
                .emitOn(command -> context.runOnContext(ignored -> command.run()));
    }

    private static SecurityIdentity identity(Caller caller) {
        Principal principal =
                switch (caller) {
                    case Caller.Person person ->
                        new Viewer(person.id(), person.name(), person.roles(), person.groups());
                    case Caller.Agent agent -> agent::id;
                };
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(principal)
                .addAttribute(CALLER, caller)
                .build();
    }

    /** Nobody can be told from anybody without Postgres: anonymous, and the API says 503 instead of 401. */
    private static SecurityIdentity storeAway() {
        return QuarkusSecurityIdentity.builder()
                .setAnonymous(true)
                .addAttribute(CALLER + ".unavailable", true)
                .build();
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer realm=\"countersign\""));
    }
}
