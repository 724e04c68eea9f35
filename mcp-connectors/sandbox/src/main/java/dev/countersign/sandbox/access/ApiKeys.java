package dev.countersign.sandbox.access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Asks every caller of an MCP server for that server's key, where one is configured: {@code COUNTERSIGN_SECRET_CRM} in
 * the header {@code X-Api-Key}, the others as bearer tokens. Requests of a browser are refused, since no page has any
 * business here and a rebound name would otherwise reach this port.
 */
@Singleton
class ApiKeys {

    private static final List<String> CONNECTORS = List.of("crm", "email", "calendar", "enrichment");
    private static final int BEFORE_ALL_ROUTES = 1_000;

    private final Map<String, String> keys = new HashMap<>();

    ApiKeys(Config config) {
        for (var connector : CONNECTORS) {
            config.getOptionalValue("COUNTERSIGN_SECRET_" + connector.toUpperCase(Locale.ROOT), String.class)
                    .filter(key -> !key.isBlank())
                    .ifPresent(key -> keys.put(connector, key));
        }
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_ALL_ROUTES);
    }

    private void check(RoutingContext exchange) {
        var request = exchange.request();
        if (request.getHeader("Origin") != null) {
            exchange.response().setStatusCode(403).end();
            return;
        }
        for (var connector : CONNECTORS) {
            if (exchange.normalizedPath().startsWith("/" + connector + "/") && !mayCall(connector, request)) {
                exchange.response()
                        .setStatusCode(401)
                        .putHeader("WWW-Authenticate", "Bearer")
                        .end();
                return;
            }
        }
        exchange.next();
    }

    private boolean mayCall(String connector, HttpServerRequest request) {
        var key = keys.get(connector);
        return key == null || same(key, presented(connector, request));
    }

    private static @Nullable String presented(String connector, HttpServerRequest request) {
        if (connector.equals("crm")) {
            return request.getHeader("X-Api-Key");
        }
        var authorization = request.getHeader("Authorization");
        return authorization != null && authorization.startsWith("Bearer ")
                ? authorization.substring("Bearer ".length())
                : null;
    }

    private static boolean same(String key, @Nullable String presented) {
        return presented != null
                && MessageDigest.isEqual(
                        key.getBytes(StandardCharsets.UTF_8), presented.getBytes(StandardCharsets.UTF_8));
    }
}
