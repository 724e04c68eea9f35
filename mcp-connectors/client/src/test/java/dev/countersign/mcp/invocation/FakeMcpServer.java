package dev.countersign.mcp.invocation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An MCP server on the JDK's HTTP server, JSON-RPC by hand, that does with tools/call whatever a test tells it to. */
public final class FakeMcpServer implements AutoCloseable {
    static final ObjectMapper MAPPER = new ObjectMapper();

    /** What to do with one request after its body was read. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(HttpExchange exchange, JsonNode request) throws IOException;
    }

    /** What a server received with tools/call. */
    public record Received(JsonNode params, Map<String, List<String>> headers) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Received> calls = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Boolean> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger initialized = new AtomicInteger();
    private volatile Behaviour onCall = FakeMcpServer::echo;
    private volatile Behaviour onGet = (exchange, request) -> status(exchange, 405);
    private volatile Behaviour onList = (exchange, request) -> result(exchange, request, "{\"tools\":[]}");

    public FakeMcpServer() {
        this(0);
    }

    public FakeMcpServer(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
        server.setExecutor(threads);
        server.createContext("/mcp", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public FakeMcpServer onCall(Behaviour behaviour) {
        onCall = behaviour;
        return this;
    }

    public FakeMcpServer onList(Behaviour behaviour) {
        onList = behaviour;
        return this;
    }

    /** What the stream for the server's own messages does; there is none by default. */
    public FakeMcpServer onGet(Behaviour behaviour) {
        onGet = behaviour;
        return this;
    }

    public List<Received> calls() {
        return List.copyOf(calls);
    }

    public int sessionsOpened() {
        return initialized.get();
    }

    /** As after a restart: every session that a client holds is gone. */
    public void forgetSessions() {
        sessions.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            if (exchange.getRequestMethod().equals("GET")) {
                onGet.answer(exchange, MAPPER.nullNode());
            } else {
                status(exchange, 200);
            }
            return;
        }
        JsonNode request = MAPPER.readTree(exchange.getRequestBody());
        String session = exchange.getRequestHeaders().getFirst("mcp-session-id");
        String method = request.path("method").asText();
        if (method.equals("initialize")) {
            initialized.incrementAndGet();
            String opened = UUID.randomUUID().toString();
            sessions.put(opened, true);
            exchange.getResponseHeaders().set("Mcp-Session-Id", opened);
            result(
                    exchange,
                    request,
                    "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"fake\",\"version\":\"1\"}}");
            return;
        }
        if (session == null || !sessions.containsKey(session)) {
            status(exchange, 404);
            return;
        }
        switch (method) {
            case "tools/list" -> onList.answer(exchange, request);
            case "tools/call" -> {
                calls.add(new Received(request.path("params"), Map.copyOf(exchange.getRequestHeaders())));
                onCall.answer(exchange, request);
            }
            default -> status(exchange, 202);
        }
    }

    public static void echo(HttpExchange exchange, JsonNode request) throws IOException {
        ObjectNode result = MAPPER.createObjectNode();
        result.putArray("content");
        result.set("structuredContent", request.at("/params/arguments"));
        result(exchange, request, result.toString());
    }

    public static void result(HttpExchange exchange, JsonNode request, String result) throws IOException {
        body(
                exchange,
                200,
                "application/json",
                "{\"jsonrpc\":\"2.0\",\"id\":" + request.path("id") + ",\"result\":" + result + "}");
    }

    public static void error(HttpExchange exchange, JsonNode request, int status, int code) throws IOException {
        body(
                exchange,
                status,
                "application/json",
                "{\"jsonrpc\":\"2.0\",\"id\":" + request.path("id") + ",\"error\":{\"code\":" + code
                        + ",\"message\":\"no\"}}");
    }

    public static void body(HttpExchange exchange, int status, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        try (var out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    public static void status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
