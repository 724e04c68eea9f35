package dev.countersign.policy.opa;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An OPA server that does as it is told, mostly wrong. */
final class StubOpa implements AutoCloseable {

    /** What it does with a request. */
    interface Behaviour {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    static final String MARK = "sha256:r/sha256:d";
    private static final String NEEDS = "{\"counters\": [], \"dedupes\": []}";

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;
    private volatile Behaviour behaviour;
    private volatile String authorization = "";

    StubOpa(Behaviour behaviour) {
        this(behaviour, 0);
    }

    StubOpa(Behaviour behaviour, int port) {
        this.behaviour = behaviour;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        String sent = exchange.getRequestHeaders().getFirst("Authorization");
        authorization = sent == null ? "" : sent;
        exchange.getRequestBody().readAllBytes();
        try (exchange) {
            behaviour.answer(exchange);
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** A clean answer to the question for needs, by the revision {@link #MARK}. */
    static Behaviour good() {
        return says(by(MARK, NEEDS));
    }

    static String by(String mark, String result) {
        return "{\"provenance\": {\"bundles\": {\"countersign\": {\"revision\": \"" + mark + "\"}}}, \"result\": "
                + result + "}";
    }

    static Behaviour says(String body) {
        return status(200, body);
    }

    static Behaviour status(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    /** Accepts and never answers. */
    Behaviour hangs() {
        return exchange -> closing.await();
    }

    /** The head at once, and then a byte every few milliseconds for ever. */
    Behaviour drips() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            while (!closing.await(5, TimeUnit.MILLISECONDS)) {
                body.write(' ');
                body.flush();
            }
        };
    }

    void does(Behaviour next) {
        behaviour = next;
    }

    int requests() {
        return requests.get();
    }

    String authorization() {
        return authorization;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
