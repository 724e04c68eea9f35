package dev.countersign.orchestrator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.countersign.orchestrator.transition.Rows;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A plain HTTP client; nothing of the product's own code is between a test and the wire. */
final class Http {
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private Http() {}

    static Answer send(String method, URI address, Map<String, String> headers, @Nullable String body) {
        return answer(
                method,
                address,
                headers,
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
    }

    /** Posts the parts {@code bundle}, a file, and {@code signature}, a text; a null one is left out. */
    static Answer form(URI address, Map<String, String> headers, byte @Nullable [] bundle, @Nullable String signature) {
        var body = new ByteArrayOutputStream();
        if (bundle != null) {
            body.writeBytes(("--b\r\nContent-Disposition: form-data; name=\"bundle\"; filename=\"bundle.tar.gz\"\r\n"
                            + "Content-Type: application/gzip\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            body.writeBytes(bundle);
            body.writeBytes("\r\n".getBytes(StandardCharsets.UTF_8));
        }
        if (signature != null) {
            body.writeBytes(("--b\r\nContent-Disposition: form-data; name=\"signature\"\r\n\r\n" + signature + "\r\n")
                    .getBytes(StandardCharsets.UTF_8));
        }
        body.writeBytes("--b--\r\n".getBytes(StandardCharsets.UTF_8));
        var all = new HashMap<>(headers);
        all.put("Content-Type", "multipart/form-data; boundary=b");
        return answer("POST", address, all, HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
    }

    static HttpResponse<byte[]> bytes(URI address, Map<String, String> headers) {
        return exchange(
                "GET", address, headers, HttpRequest.BodyPublishers.noBody(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static Answer answer(
            String method, URI address, Map<String, String> headers, HttpRequest.BodyPublisher body) {
        HttpResponse<String> response = exchange(method, address, headers, body, HttpResponse.BodyHandlers.ofString());
        return new Answer(response.statusCode(), parsed(response.body()), response.headers());
    }

    private static <T> HttpResponse<T> exchange(
            String method,
            URI address,
            Map<String, String> headers,
            HttpRequest.BodyPublisher body,
            HttpResponse.BodyHandler<T> handler) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60)).method(method, body);
        headers.forEach(request::header);
        try {
            return CLIENT.send(request.build(), handler);
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + address, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode parsed(String body) {
        if (body.isBlank()) {
            return MissingNode.getInstance();
        }
        try {
            return Rows.JSON.readTree(body);
        } catch (IOException notJson) {
            return Rows.JSON.getNodeFactory().textNode(body);
        }
    }
}
