package dev.countersign.mcp.invocation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.countersign.mcp.connector.Connector;
import dev.countersign.mcp.connector.CredentialUse;
import dev.countersign.mcp.connector.Environment;
import dev.countersign.mcp.credential.Credentials;
import dev.countersign.mcp.credential.Secret;
import dev.countersign.mcp.schema.Problem;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The connections to all servers, shared by the invoker and the catalogue: one session per connector version and
 * address, opened when first needed and again after the server lost it. Close it when the process ends.
 */
public final class McpConnections implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final String URL = "/transport/http/url";
    private static final int PAGES_MAX = 50;
    private static final int TOOLS_MAX = 2_000;

    private final Environment environment;
    private final Credentials credentials;
    private final EgressRule egress;
    private final ConnectionLimits limits;
    private final WatchedHttpClient http = new WatchedHttpClient(CONNECT_TIMEOUT);
    private final Map<Target, Place> places = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public McpConnections(
            Environment environment, Credentials credentials, EgressRule egress, ConnectionLimits limits) {
        this.environment = environment;
        this.credentials = credentials;
        this.egress = egress;
        this.limits = limits;
    }

    private record Target(String connector, int version, URI address) {}

    /** One server as one connector version sees it: its current connection and the room for calls. */
    private final class Place {
        private final Semaphore room = new Semaphore(limits.concurrentCalls());
        private @Nullable McpConnection connection;

        /** A connection that is in use by the caller, who releases it. */
        synchronized McpConnection acquire(URI address, @Nullable CredentialUse credential) {
            McpConnection current = connection;
            if (current == null || !current.acquire()) {
                current = new McpConnection(
                        address, http, limits.responseBytes(), request -> authenticate(request, credential));
                current.acquire();
                connection = current;
            }
            return current;
        }

        synchronized void retire() {
            if (connection != null) {
                connection.retire();
            }
        }
    }

    /** What a server listed. */
    public sealed interface Listing {
        /** @param tools each with every field that the server sent */
        record Tools(List<ObjectNode> tools) implements Listing {
            public Tools {
                tools = List.copyOf(tools);
            }
        }

        /** @param cause a sentence for people */
        record Unreachable(String cause, String address) implements Listing {}
    }

    /**
     * What speaks against ever using this connector here, found without connecting: its address, and a secret that it
     * may not name. A secret that is allowed but not set yet is none of these.
     */
    public List<Problem> refusals(Connector connector) {
        List<Problem> problems = new ArrayList<>();
        JsonNode url = TextNode.valueOf(connector.url().source());
        Optional<URI> address = connector.address(environment);
        if (address.isEmpty()) {
            problems.add(new Problem(URL, url, "Set the variables that it names so that it becomes an http(s) URL."));
        }
        address.flatMap(egress::refusal).ifPresent(cause -> problems.add(new Problem(URL, url, cause)));
        CredentialUse use = connector.credential();
        if (use != null && credentials.resolve(use.ref()) instanceof Credentials.Resolution.Forbidden forbidden) {
            problems.add(new Problem("/credential/ref", TextNode.valueOf(use.ref()), forbidden.cause()));
        }
        return List.copyOf(problems);
    }

    /** All pages of tools/list. */
    public Listing listTools(Connector connector, Duration within) {
        Deadline deadline = Deadline.in(within);
        String address = connector
                .address(environment)
                .map(URI::toString)
                .orElse(connector.url().source());
        List<ObjectNode> tools = new ArrayList<>();
        String cursor = null;
        for (int page = 0; page < PAGES_MAX; page++) {
            Map<String, Object> params = cursor == null ? Map.of() : Map.of("cursor", cursor);
            Reply reply = request(connector, "tools/list", params, Map.of(), deadline);
            if (!(reply instanceof Reply.Answer answer)) {
                return new Listing.Unreachable(cause(reply), address);
            }
            if (!collect(answer.result(), tools)) {
                return new Listing.Unreachable("The server's list of tools is not one.", address);
            }
            JsonNode next = answer.result().path("nextCursor");
            if (!next.isTextual()) {
                return new Listing.Tools(tools);
            }
            cursor = next.textValue();
        }
        return new Listing.Unreachable("The server's list of tools does not end.", address);
    }

    private static boolean collect(JsonNode result, List<ObjectNode> tools) {
        if (!result.path("tools").isArray()) {
            return false;
        }
        for (JsonNode tool : result.path("tools")) {
            if (!(tool instanceof ObjectNode object) || tools.size() >= TOOLS_MAX) {
                return false;
            }
            tools.add(object);
        }
        return true;
    }

    private static String cause(Reply reply) {
        return switch (reply) {
            case Reply.Answer answer -> "The server answered.";
            case Reply.RpcError error -> "The server answered with JSON-RPC error " + error.code() + ".";
            case Reply.SessionLost lost -> "The server knew neither the old session nor a new one.";
            case Reply.NotExecuted refused -> refused.cause();
            case Reply.Lost lost -> lost.cause();
        };
    }

    /** Blocks until there is a reply or the deadline is over. After a lost session it tries once more. */
    Reply request(Connector connector, String method, Object params, Map<String, String> headers, Deadline deadline) {
        if (closed) {
            return new Reply.NotExecuted("This process is ending.");
        }
        Optional<URI> address = connector.address(environment);
        if (address.isEmpty()) {
            return new Reply.NotExecuted("The address of connector " + connector.id() + " cannot be resolved.");
        }
        Optional<String> refusal = egress.refusal(address.get());
        if (refusal.isPresent()) {
            return new Reply.NotExecuted(refusal.get());
        }
        CredentialUse use = connector.credential();
        if (use != null && credentials.resolve(use.ref()) instanceof Credentials.Resolution.Absent absent) {
            return new Reply.NotExecuted(absent.cause());
        }
        Target target = new Target(connector.id(), connector.version(), address.get());
        Place place = places.computeIfAbsent(target, absent -> new Place());
        return withRoom(place, deadline, () -> {
            Reply first = once(place, address.get(), use, method, params, headers, deadline);
            return first instanceof Reply.SessionLost
                    ? once(place, address.get(), use, method, params, headers, deadline)
                    : first;
        });
    }

    private Reply withRoom(Place place, Deadline deadline, Supplier<Reply> work) {
        try {
            if (!place.room.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                return new Reply.NotExecuted("All " + limits.concurrentCalls() + " places for calls stayed taken.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Reply.NotExecuted("The wait for a free place was interrupted.");
        }
        try {
            return work.get();
        } finally {
            place.room.release();
        }
    }

    private Reply once(
            Place place,
            URI address,
            @Nullable CredentialUse credential,
            String method,
            Object params,
            Map<String, String> headers,
            Deadline deadline) {
        McpConnection connection = place.acquire(address, credential);
        try {
            Reply opening = connection.open(deadline);
            if (!(opening instanceof Reply.Answer)) {
                connection.retire();
                return opening instanceof Reply.SessionLost
                        ? opening
                        : new Reply.NotExecuted("The session could not be opened. " + cause(opening));
            }
            Reply reply = connection.request(method, params, headers, deadline);
            boolean answered = reply instanceof Reply.Answer || reply instanceof Reply.RpcError;
            if (!answered) {
                // The SDK may have let the session go on its own: the next call starts with a new one.
                connection.retire();
            }
            return reply;
        } finally {
            connection.release();
        }
    }

    private void authenticate(HttpRequest.Builder request, @Nullable CredentialUse use) {
        if (use == null || !(credentials.resolve(use.ref()) instanceof Credentials.Resolution.Found found)) {
            return;
        }
        Secret secret = found.secret();
        switch (use.as()) {
            case CredentialUse.As.Bearer bearer -> request.setHeader("Authorization", "Bearer " + secret.reveal());
            case CredentialUse.As.Header header -> request.setHeader(header.name(), secret.reveal());
        }
    }

    @Override
    public void close() {
        closed = true;
        places.values().forEach(Place::retire);
        http.closeForGood();
    }
}
