package dev.countersign.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Speaks MCP over HTTP by hand, so that a test sees the bytes and not what a library makes of them. */
final class McpCaller {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final AtomicInteger ids = new AtomicInteger();
    private final URI base;
    private final String connector;
    private String session = "";

    McpCaller(URI base, String connector) {
        this.base = base;
        this.connector = connector;
    }

    static McpCaller initialized(URI base, String connector) throws IOException, InterruptedException {
        var caller = new McpCaller(base, connector);
        var answer = caller.post("initialize", """
                {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}""", Duration.ofSeconds(10));
        caller.session = answer.headers().firstValue("Mcp-Session-Id").orElse("");
        caller.send("""
                {"jsonrpc": "2.0", "method": "notifications/initialized"}""", Duration.ofSeconds(10));
        return caller;
    }

    JsonNode list() throws IOException, InterruptedException {
        return result(post("tools/list", "{}", Duration.ofSeconds(10))).required("tools");
    }

    /** The tool result, whether it is an error or not. */
    JsonNode call(String tool, String arguments) throws IOException, InterruptedException {
        return call(tool, arguments, "{}");
    }

    JsonNode call(String tool, String arguments, String meta) throws IOException, InterruptedException {
        return result(raw(tool, arguments, meta, Duration.ofSeconds(10)));
    }

    /** The structured content of a call that worked. */
    ObjectNode content(String tool, String arguments) throws IOException, InterruptedException {
        var result = call(tool, arguments);
        if (result.path("isError").asBoolean()) {
            throw new AssertionError(tool + " answered " + result);
        }
        return (ObjectNode) result.required("structuredContent");
    }

    /** The code of a call that was refused. */
    String code(String tool, String arguments) throws IOException, InterruptedException {
        var result = call(tool, arguments);
        if (!result.path("isError").asBoolean()) {
            throw new AssertionError(tool + " answered " + result);
        }
        return result.at("/structuredContent/code").asText();
    }

    HttpResponse<String> raw(String tool, String arguments, String meta, Duration patience)
            throws IOException, InterruptedException {
        return post(
                "tools/call",
                "{\"name\": \"" + tool + "\", \"arguments\": " + arguments + ", \"_meta\": " + meta + "}",
                patience);
    }

    private HttpResponse<String> post(String method, String params, Duration patience)
            throws IOException, InterruptedException {
        return send(
                "{\"jsonrpc\": \"2.0\", \"id\": " + ids.incrementAndGet() + ", \"method\": \"" + method
                        + "\", \"params\": " + params + "}",
                patience);
    }

    private HttpResponse<String> send(String message, Duration patience) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(base.resolve("/" + connector + "/mcp"))
                .timeout(patience)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(message));
        if (connector.equals("crm")) {
            request.header("X-Api-Key", SandboxPostgres.CRM_KEY);
        } else {
            request.header("Authorization", "Bearer " + SandboxPostgres.OTHER_KEY);
        }
        if (!session.isEmpty()) {
            request.header("Mcp-Session-Id", session);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode result(HttpResponse<String> response) throws IOException {
        var body = response.body();
        // One answer may also come as a stream of one event.
        var json = body.lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring("data:".length()))
                .findFirst()
                .orElse(body);
        var message = JSON.readTree(json);
        if (!message.has("result")) {
            throw new AssertionError(response.statusCode() + " " + body);
        }
        return message.required("result");
    }
}
