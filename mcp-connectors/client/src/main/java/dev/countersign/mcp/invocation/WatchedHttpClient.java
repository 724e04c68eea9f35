package dev.countersign.mcp.invocation;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * The JDK's client with an eye on each request that carries {@link #HEADER}. The header is taken off again before
 * anything is sent; it is the only way to hand an {@link Exchange} through the SDK.
 */
final class WatchedHttpClient extends HttpClient {
    static final String HEADER = "Countersign-Exchange";

    private final HttpClient client;
    private final Map<String, Exchange> exchanges = new ConcurrentHashMap<>();
    private final AtomicLong next = new AtomicLong();

    WatchedHttpClient(Duration connectTimeout) {
        // Redirects would lead past the egress rule; HTTP/2 upgrade would be one more way to lose a request.
        this.client = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(connectTimeout)
                .build();
    }

    /** The value of {@link #HEADER} under which the next request is watched. */
    String register(Exchange exchange) {
        String name = Long.toString(next.incrementAndGet());
        exchanges.put(name, exchange);
        return name;
    }

    void forget(String name) {
        exchanges.remove(name);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        if (request.method().equals("GET")) {
            return NotAllowed.to(request, handler);
        }
        Optional<String> watchedAs = request.headers().firstValue(HEADER);
        if (watchedAs.isEmpty()) {
            return client.sendAsync(request, handler);
        }
        Exchange exchange = exchanges.get(watchedAs.get());
        if (exchange == null) {
            // Its caller has been told that nothing was sent.
            return CompletableFuture.failedFuture(new IOException("Given up before the request was sent"));
        }
        HttpRequest.Builder watched = HttpRequest.newBuilder(request, (name, value) -> !name.equalsIgnoreCase(HEADER));
        request.bodyPublisher().ifPresent(body -> watched.method(request.method(), exchange.watch(body)));
        CompletableFuture<HttpResponse<T>> response = client.sendAsync(watched.build(), exchange.watch(handler));
        exchange.sending(response);
        return response;
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushed) {
        return sendAsync(request, handler);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return client.send(request, handler);
    }

    void closeForGood() {
        client.shutdownNow();
    }

    /** The SDK may close what it was given; it is shared by every connection, so that does nothing. */
    @Override
    public void close() {}

    @Override
    public void shutdown() {}

    @Override
    public void shutdownNow() {}

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }

    /** For the SDK, which insists on building its client: whatever it asks for, it gets this one. */
    HttpClient.Builder asBuilder() {
        return new Ready();
    }

    private final class Ready implements HttpClient.Builder {
        @Override
        public HttpClient.Builder cookieHandler(CookieHandler cookieHandler) {
            return this;
        }

        @Override
        public HttpClient.Builder connectTimeout(Duration duration) {
            return this;
        }

        @Override
        public HttpClient.Builder sslContext(SSLContext sslContext) {
            return this;
        }

        @Override
        public HttpClient.Builder sslParameters(SSLParameters sslParameters) {
            return this;
        }

        @Override
        public HttpClient.Builder executor(Executor executor) {
            return this;
        }

        @Override
        public HttpClient.Builder followRedirects(Redirect policy) {
            return this;
        }

        @Override
        public HttpClient.Builder version(Version version) {
            return this;
        }

        @Override
        public HttpClient.Builder priority(int priority) {
            return this;
        }

        @Override
        public HttpClient.Builder proxy(ProxySelector proxySelector) {
            return this;
        }

        @Override
        public HttpClient.Builder authenticator(Authenticator authenticator) {
            return this;
        }

        @Override
        public HttpClient build() {
            return WatchedHttpClient.this;
        }
    }
}
