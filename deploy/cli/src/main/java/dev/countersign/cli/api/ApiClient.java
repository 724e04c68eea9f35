package dev.countersign.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.cli.ExitCode;
import dev.countersign.cli.Failure;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A client of the REST API. Refusals come as {@link ApiRefused}, an unreachable API as exit code 3. */
public final class ApiClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofSeconds(90);
    private static final int MAX_PAGES = 1_000;
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final Connection connection;

    public ApiClient(Connection connection) {
        this.connection = connection;
    }

    /** A successful answer. */
    public record Answer(int status, JsonNode body) {}

    /** Where the API is, without a slash at the end. */
    public String baseUrl() {
        return connection.baseUrl();
    }

    public JsonNode get(String path) {
        return send("GET", path, null, Map.of()).body();
    }

    public Answer post(String path, JsonNode body) {
        return post(path, body, Map.of());
    }

    public Answer post(String path, JsonNode body, Map<String, String> headers) {
        return send("POST", path, Body.of(body), headers);
    }

    /** Posts the parts of a form, as a browser uploads files. */
    public Answer post(String path, MultipartForm form) {
        return send("POST", path, new Body(form.contentType(), form.bytes()), Map.of());
    }

    public Answer put(String path, JsonNode body, Map<String, String> headers) {
        return send("PUT", path, Body.of(body), headers);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null, Map.of());
    }

    /** All items of a list, over all its pages. */
    public List<JsonNode> all(String path, Map<String, String> query) {
        List<JsonNode> items = new ArrayList<>();
        Map<String, String> asked = new LinkedHashMap<>(query);
        asked.put("limit", "200");
        for (int page = 0; page < MAX_PAGES; page++) {
            JsonNode answer = get(path + query(asked));
            answer.path("items").forEach(items::add);
            if (!answer.hasNonNull("next_cursor")) {
                return items;
            }
            asked.put("cursor", answer.get("next_cursor").asText());
        }
        throw new Failure(ExitCode.CHECK_FAILED, path + " has more than " + MAX_PAGES + " pages.");
    }

    /** The query part of an address: values that are blank are left out. */
    public static String query(Map<String, String> values) {
        StringBuilder query = new StringBuilder();
        values.forEach((name, value) -> {
            if (!value.isBlank()) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
            }
        });
        return query.toString();
    }

    /** Whether the API says that it is ready. */
    public boolean isReady() {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(connection.baseUrl() + "/q/health/ready"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notReachable) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private record Body(String contentType, byte[] bytes) {
        static Body of(JsonNode json) {
            return new Body("application/json", json.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private Answer send(String method, String path, @Nullable Body body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(connection.baseUrl() + path))
                .timeout(DEADLINE)
                .header("Authorization", "Bearer " + connection.token())
                .header("Accept", "application/json, application/problem+json");
        headers.forEach(request::header);
        if (body == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("Content-Type", body.contentType())
                    .method(method, HttpRequest.BodyPublishers.ofByteArray(body.bytes()));
        }
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode answer = parse(response);
            if (response.statusCode() >= 400) {
                throw new ApiRefused(response.statusCode(), answer);
            }
            return new Answer(response.statusCode(), answer);
        } catch (HttpTimeoutException e) {
            throw new Failure(
                    ExitCode.TIMED_OUT,
                    "%s did not answer within %d s.".formatted(connection, DEADLINE.toSeconds()),
                    e);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.NOT_REACHABLE,
                    "%s is not reachable. Look with: countersign status".formatted(connection),
                    e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static Failure interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Failure(ExitCode.CHECK_FAILED, "interrupted", e);
    }

    private static JsonNode parse(HttpResponse<String> response) {
        if (response.body().isBlank()) {
            return JsonNodeFactory.instance.objectNode();
        }
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            if (response.statusCode() >= 400) {
                return JsonNodeFactory.instance.objectNode();
            }
            throw new Failure(
                    ExitCode.NOT_REACHABLE, response.uri() + " does not answer like Countersign: no JSON.", e);
        }
    }
}
