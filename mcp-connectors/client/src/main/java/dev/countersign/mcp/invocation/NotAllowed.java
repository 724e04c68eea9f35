package dev.countersign.mcp.invocation;

import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import javax.net.ssl.SSLSession;

/**
 * The answer 405 that no server gave. The SDK opens a stream for the server's own messages in every session and drops
 * the session when that fails in an unexpected way; we use no such messages, and 405 is how a server says it has none.
 */
record NotAllowed<T>(HttpRequest request, T body) implements HttpResponse<T> {
    private static final int STATUS = 405;
    private static final HttpHeaders NONE = HttpHeaders.of(Map.of(), (name, value) -> true);

    private record Info() implements HttpResponse.ResponseInfo {
        @Override
        public int statusCode() {
            return STATUS;
        }

        @Override
        public HttpHeaders headers() {
            return NONE;
        }

        @Override
        public Version version() {
            return Version.HTTP_1_1;
        }
    }

    private record Nothing() implements Flow.Subscription {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    }

    static <T> CompletableFuture<HttpResponse<T>> to(HttpRequest request, BodyHandler<T> handler) {
        BodySubscriber<T> empty = handler.apply(new Info());
        CompletableFuture<HttpResponse<T>> response = empty.getBody()
                .<HttpResponse<T>>thenApply(body -> new NotAllowed<>(request, body))
                .toCompletableFuture();
        empty.onSubscribe(new Nothing());
        empty.onComplete();
        return response;
    }

    @Override
    public int statusCode() {
        return STATUS;
    }

    @Override
    public Optional<HttpResponse<T>> previousResponse() {
        return Optional.empty();
    }

    @Override
    public HttpHeaders headers() {
        return NONE;
    }

    @Override
    public Optional<SSLSession> sslSession() {
        return Optional.empty();
    }

    @Override
    public URI uri() {
        return request.uri();
    }

    @Override
    public Version version() {
        return Version.HTTP_1_1;
    }
}
