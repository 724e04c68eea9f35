package dev.countersign.mcp.invocation;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelcontextprotocol.client.McpAsyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.client.transport.customizer.McpSyncHttpClientRequestCustomizer;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpClientSession;
import io.modelcontextprotocol.spec.McpError;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * One MCP session with one server. Speaks JSON-RPC through the SDK's session and transport, below its typed client:
 * the typed records drop fields that a pin has to cover.
 */
final class McpConnection {
    private static final List<String> REVISIONS = List.of("2025-03-26", "2025-06-18", "2025-11-25");
    /** How long an answer that was read to its end may take to come out of the SDK. */
    private static final Duration SETTLING = Duration.ofSeconds(1);
    /** JSON-RPC says of these that the method did not run. */
    private static final List<Integer> NOT_EXECUTED_ERRORS = List.of(-32700, -32600, -32601, -32602);
    /** With HTTP 400 only: alone, this number is a time-out for some servers. */
    private static final int HEADER_MISMATCH = -32001;

    private static final List<Integer> REFUSING_STATUSES = List.of(401, 403, 404, 405);
    private static final String CALL = "countersign.call";
    private static final TypeRef<JsonNode> JSON = new TypeRef<>() {};
    static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(200).build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private final WatchedHttpClient http;
    private final int responseBytesMax;
    private final McpClientSession session;
    private final ReentrantLock opening = new ReentrantLock();
    private int users;
    private boolean retired;
    private volatile boolean opened;
    private volatile @Nullable String revision;

    /** @param authenticate adds our credential to a request */
    McpConnection(
            URI address, WatchedHttpClient http, int responseBytesMax, Consumer<HttpRequest.Builder> authenticate) {
        this.http = http;
        this.responseBytesMax = responseBytesMax;
        McpSyncHttpClientRequestCustomizer customizer = (request, method, uri, message, context) -> {
            authenticate.accept(request);
            if (context.get(CALL) instanceof Outgoing outgoing) {
                outgoing.headers().forEach(request::setHeader);
                request.setHeader(WatchedHttpClient.HEADER, outgoing.watchedAs());
            }
        };
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(origin(address))
                .endpoint(address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery()))
                .clientBuilder(http.asBuilder())
                .jsonMapper(new JacksonMcpJsonMapper(MAPPER))
                .supportedProtocolVersions(REVISIONS)
                .maxResponseSize(responseBytesMax)
                .resumableStreams(false)
                .openConnectionOnStartup(false)
                .httpRequestCustomizer(customizer)
                .build();
        // The deadline is ours: the SDK's own does not always fire.
        this.session = new McpClientSession(
                Duration.ofDays(1), transport, Map.of(), Map.of(), Function.<Mono<Void>>identity());
    }

    private record Outgoing(String watchedAs, Map<String, String> headers) {}

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    /** Takes the connection into use; false when it is retired and another one is needed. */
    synchronized boolean acquire() {
        if (retired) {
            return false;
        }
        users++;
        return true;
    }

    void release() {
        boolean last;
        synchronized (this) {
            last = --users == 0 && retired;
        }
        if (last) {
            session.close();
        }
    }

    /** No new request uses it; what runs runs on. */
    void retire() {
        boolean idle;
        synchronized (this) {
            idle = users == 0 && !retired;
            retired = true;
        }
        if (idle) {
            session.close();
        }
    }

    /** The first request opens the session. Whatever goes wrong here, no tool was called. */
    Reply open(Deadline deadline) {
        try {
            if (!opening.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
                return new Reply.NotExecuted("Another call did not get the session open in time.");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Reply.NotExecuted("The wait for the session was interrupted.");
        }
        try {
            return handshake(deadline);
        } finally {
            opening.unlock();
        }
    }

    private Reply handshake(Deadline deadline) {
        if (opened) {
            return new Reply.Answer(MAPPER.nullNode());
        }
        Map<String, Object> hello = Map.of(
                "protocolVersion",
                REVISIONS.getLast(),
                "capabilities",
                Map.of(),
                "clientInfo",
                Map.of("name", "countersign", "version", "0.1.0"));
        Reply reply = request("initialize", hello, Map.of(), deadline);
        if (!(reply instanceof Reply.Answer answer)) {
            return reply;
        }
        String offered = answer.result().path("protocolVersion").asText();
        if (!REVISIONS.contains(offered)) {
            return new Reply.NotExecuted("The server speaks a revision of MCP that this client does not.");
        }
        revision = offered;
        Reply noted = confirm(deadline);
        opened = noted instanceof Reply.Answer;
        return noted;
    }

    private Reply confirm(Deadline deadline) {
        return exchange(
                context -> session.sendNotification("notifications/initialized", null)
                        .contextWrite(context)
                        .thenReturn(MAPPER.nullNode()),
                Map.of(),
                deadline);
    }

    Reply request(String method, Object params, Map<String, String> headers, Deadline deadline) {
        return exchange(context -> session.sendRequest(method, params, JSON).contextWrite(context), headers, deadline);
    }

    private Reply exchange(
            Function<Context, Mono<? extends JsonNode>> send, Map<String, String> headers, Deadline deadline) {
        Exchange exchange = new Exchange(responseBytesMax);
        String watchedAs = http.register(exchange);
        try {
            McpTransportContext call = McpTransportContext.create(Map.of(CALL, new Outgoing(watchedAs, headers)));
            Context context = Context.of(McpTransportContext.KEY, call);
            String negotiated = revision;
            if (negotiated != null) {
                context = context.put(McpAsyncClient.NEGOTIATED_PROTOCOL_VERSION, negotiated);
            }
            CompletableFuture<JsonNode> answer =
                    send.apply(context).map(JsonNode.class::cast).toFuture();
            return await(answer, exchange, deadline);
        } catch (RuntimeException failure) {
            return exchange.abandon() ? new Reply.NotExecuted("The request could not be made.") : lost(failure);
        } finally {
            http.forget(watchedAs);
        }
    }

    private Reply await(CompletableFuture<JsonNode> answer, Exchange exchange, Deadline deadline) {
        try {
            CompletableFuture.anyOf(answer, exchange.ended()).get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
            long settling = Math.min(deadline.remainingNanos(), SETTLING.toNanos());
            JsonNode result = answer.get(settling, TimeUnit.NANOSECONDS);
            return result != null && writable(result)
                    ? new Reply.Answer(result)
                    : new Reply.Lost("The server's answer is not a result.");
        } catch (ExecutionException failure) {
            return failed(failure.getCause(), exchange);
        } catch (TimeoutException late) {
            String cause = exchange.ended().getNow("No answer came before the deadline.");
            return refusedByStatus(exchange, stopped(answer, exchange, cause));
        } catch (InterruptedException interrupted) {
            Reply reply = stopped(answer, exchange, "The wait for the answer was interrupted.");
            Thread.currentThread().interrupt();
            return reply;
        }
    }

    private Reply stopped(CompletableFuture<JsonNode> answer, Exchange exchange, String cause) {
        boolean nothingSent = exchange.abandon();
        answer.cancel(true);
        // The SDK keeps an entry for an answer that never came: start afresh rather than let them pile up.
        retire();
        return nothingSent ? new Reply.NotExecuted("The server could not be reached in time.") : new Reply.Lost(cause);
    }

    private Reply failed(Throwable failure, Exchange exchange) {
        if (failure instanceof McpError error && error.getJsonRpcError() != null) {
            return new Reply.RpcError(error.getJsonRpcError().code());
        }
        if (exchange.abandon()) {
            return new Reply.NotExecuted("The server could not be reached: " + reason(failure) + ".");
        }
        Reply lost = exchange.status() >= 300
                ? new Reply.Lost("The server answered with HTTP status " + exchange.status() + ".")
                : new Reply.Lost(exchange.ended().getNow("The connection broke before an answer came."));
        return refusedByStatus(exchange, lost);
    }

    private Reply refusedByStatus(Exchange exchange, Reply otherwise) {
        if (exchange.status() == 404 && revision != null) {
            return new Reply.SessionLost();
        }
        boolean refused = REFUSING_STATUSES.contains(exchange.status())
                || exchange.status() == 400 && saysNotExecuted(exchange.errorBody());
        return refused
                ? new Reply.NotExecuted("The server refused the request with HTTP status " + exchange.status() + ".")
                : otherwise;
    }

    private static boolean saysNotExecuted(byte[] body) {
        try {
            int code = MAPPER.readTree(body).path("error").path("code").asInt();
            return code == HEADER_MISMATCH || notExecuted(code);
        } catch (IOException notJson) {
            return false;
        }
    }

    /** No number that JSON cannot write: it would fail later, where the answer is recorded or digested. */
    static boolean writable(JsonNode node) {
        if (node.isNumber()) {
            return Double.isFinite(node.doubleValue());
        }
        for (JsonNode child : node) {
            if (!writable(child)) {
                return false;
            }
        }
        return true;
    }

    static boolean notExecuted(int code) {
        return NOT_EXECUTED_ERRORS.contains(code);
    }

    private static Reply lost(RuntimeException failure) {
        return new Reply.Lost("The request failed: " + failure.getClass().getSimpleName() + ".");
    }

    /** The kind of the innermost failure: its message may repeat headers or addresses. */
    private static String reason(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null && innermost.getCause() != innermost) {
            innermost = innermost.getCause();
        }
        return switch (innermost) {
            case HttpTimeoutException timeout -> "it took too long to connect";
            case UnresolvedAddressException unknown -> "its name is not known";
            case UnknownHostException unknown -> "its name is not known";
            case ConnectException refused -> "the connection was refused";
            case ClosedChannelException refused -> "the connection was refused";
            case SSLException tls -> "TLS failed";
            default -> innermost.getClass().getSimpleName();
        };
    }
}
