package dev.countersign.orchestrator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.document.Documents;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Systems of record that the sandbox lacks, as MCP servers in this process: {@code fixture/systems.yaml} says which
 * tools and records there are. It remembers what arrived, and can be told to fail.
 */
public final class FixtureServer {
    private static final FixtureServer RUNNING = new FixtureServer();

    private final HttpServer server;
    private final JsonNode tools;
    private final Map<String, ObjectNode> records = new ConcurrentHashMap<>();
    private final List<Arrival> ledger = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> broken = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();

    /** One call with an id that arrived; a context read has none and is not kept. */
    public record Arrival(String tool, String callId, JsonNode arguments) {}

    private FixtureServer() {
        JsonNode systems =
                Documents.read(House.resource("fixture/systems.yaml"), 1 << 20).getFirst();
        tools = systems.path("tools");
        systems.path("records").properties().forEach(kind -> kind.getValue()
                .properties()
                .forEach(entry -> records.put(
                        kind.getKey() + " " + entry.getKey(), entry.getValue().deepCopy())));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** The one server of this test run. */
    public static FixtureServer running() {
        return RUNNING;
    }

    /** Registers its connectors; a second time nothing happens. */
    public void connect(House house) {
        String documents = House.resource("fixture/connectors.yaml")
                .replace(
                        "FIXTURE_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        for (String document : documents.split("\n---\n")) {
            house.registerYaml("connectors", document);
        }
    }

    public List<Arrival> arrivals(JsonNode call) {
        return ledger.stream()
                .filter(arrival -> arrival.callId().equals(call.path("id").asText()))
                .toList();
    }

    /** Everything that arrived, for what has to hold after every test. */
    public List<Arrival> ledger() {
        return List.copyOf(ledger);
    }

    public ObjectNode record(String kind, String id) {
        ObjectNode found = records.get(kind + " " + id);
        if (found == null) {
            throw new AssertionError("there is no " + kind + " " + id);
        }
        return found.deepCopy();
    }

    /** The next calls of a tool, reads of a record too, answer HTTP 500. */
    public void breaks(String tool, int times) {
        broken.put(tool, times);
    }

    public void healthy() {
        broken.clear();
    }

    // ---- the protocol ---------------------------------------------------------------------------------------------

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.sendResponseHeaders(405, -1);
                return;
            }
            JsonNode request = Rows.JSON.readTree(exchange.getRequestBody());
            String connector = exchange.getRequestURI().getPath().split("/")[1];
            switch (request.path("method").asText()) {
                case "initialize" -> {
                    exchange.getResponseHeaders().set("Mcp-Session-Id", "fixture");
                    result(exchange, request, Rows.JSON.readTree("""
                            {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                             "serverInfo": {"name": "fixture", "version": "1"}}"""));
                }
                case "tools/list" -> result(exchange, request, listed(connector));
                case "tools/call" -> call(exchange, request, connector);
                default -> exchange.sendResponseHeaders(202, -1);
            }
        }
    }

    private static void result(HttpExchange exchange, JsonNode request, JsonNode result) throws IOException {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
        body.set("id", request.path("id"));
        body.set("result", result);
        byte[] bytes = Rows.text(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private JsonNode listed(String connector) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        for (JsonNode tool : tools) {
            String name = tool.path("tool").asText();
            if (name.startsWith(connector + ".")) {
                ObjectNode described = result.withArrayProperty("tools").addObject();
                described.put("name", name.substring(connector.length() + 1)).put("description", "A tool of a test.");
                described.set("inputSchema", schema(tool.path("properties")));
            }
        }
        return result;
    }

    private static ObjectNode schema(JsonNode properties) {
        ObjectNode schema =
                JsonNodeFactory.instance.objectNode().put("type", "object").put("additionalProperties", false);
        properties.properties().forEach(property -> {
            ObjectNode type = schema.withObjectProperty("properties").withObjectProperty(property.getKey());
            if (property.getValue().asText().equals("texts")) {
                type.put("type", "array").putObject("items").put("type", "string");
            } else {
                type.put("type", property.getValue().asText());
            }
        });
        schema.putArray("required").add(properties.fieldNames().next());
        return schema;
    }

    private void call(HttpExchange exchange, JsonNode request, String connector) throws IOException {
        JsonNode params = request.path("params");
        String name = connector + "." + params.path("name").asText();
        if (broken.computeIfPresent(name, (tool, times) -> times - 1) instanceof Integer left && left >= 0) {
            exchange.sendResponseHeaders(500, -1);
            return;
        }
        JsonNode arguments = params.path("arguments");
        JsonNode callId = params.path("_meta").path("dev.countersign/call-id");
        if (callId.isTextual()) {
            ledger.add(new Arrival(name, callId.asText(), arguments));
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        result.putArray("content");
        result.set("structuredContent", done(tool(name), arguments));
        result(exchange, request, result);
    }

    private JsonNode tool(String name) {
        for (JsonNode tool : tools) {
            if (tool.path("tool").asText().equals(name)) {
                return tool;
            }
        }
        throw new AssertionError("there is no tool " + name);
    }

    // ---- what a tool does -----------------------------------------------------------------------------------------

    private ObjectNode done(JsonNode tool, JsonNode arguments) {
        String id = arguments.path(tool.path("properties").fieldNames().next()).asText();
        if (tool.has("reads")) {
            ObjectNode found = records.get(tool.path("reads").asText() + " " + id);
            return found == null ? JsonNodeFactory.instance.objectNode() : found.deepCopy();
        }
        if (tool.has("lists")) {
            return list(tool.path("lists").asText());
        }
        if (tool.has("changes")) {
            String key = tool.path("changes").asText() + " " + id;
            records.computeIfPresent(key, (same, record) -> record.deepCopy().setAll((ObjectNode) arguments));
            return record(tool.path("changes").asText(), id);
        }
        return JsonNodeFactory.instance
                .objectNode()
                .put(tool.path("adds").asText() + "_id", "new-" + number.incrementAndGet());
    }

    private ObjectNode list(String kind) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("as_of", "2026-11-20T06:00:00.000Z");
        records.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(kind + " "))
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> answer.withArrayProperty("items").add(entry.getValue()));
        return answer.put("returned", answer.path("items").size());
    }
}
