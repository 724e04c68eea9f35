package dev.countersign.local.stack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.countersign.local.process.Supervisor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.Executors;

/**
 * The running launcher's ear: {@code POST /down} and {@code POST /start/NAME}, on loopback only, for
 * whoever can read the secret in {@code stack.json}.
 */
final class ControlChannel implements AutoCloseable {
    private final HttpServer server;
    private final String secret = Credentials.randomText();
    private final Supervisor supervisor;
    private final Runnable down;

    ControlChannel(Supervisor supervisor, Runnable down) throws IOException {
        this.supervisor = supervisor;
        this.down = down;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    StackState.Control address() {
        return new StackState.Control(server.getAddress().getPort(), secret);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (!isOurs(exchange) || !exchange.getRequestMethod().equals("POST")) {
                answer(exchange, 403, "refused");
                return;
            }
            if (path.equals("/down")) {
                answer(exchange, 202, "stopping");
                down.run();
                return;
            }
            if (path.startsWith("/start/")) {
                start(exchange, path.substring("/start/".length()));
                return;
            }
            answer(exchange, 404, "unknown");
        }
    }

    private void start(HttpExchange exchange, String name) throws IOException {
        try {
            switch (supervisor.startNow(name)) {
                case Supervisor.Started.Now now -> answer(exchange, 201, "%s runs, pid %d".formatted(name, now.pid()));
                case Supervisor.Started.Already already ->
                    answer(exchange, 200, "%s runs already, pid %d".formatted(name, already.pid()));
                case Supervisor.Started.Unknown unknown ->
                    answer(
                            exchange,
                            404,
                            "There is no %s; there are %s".formatted(name, String.join(", ", unknown.names())));
                case Supervisor.Started.Failed failed -> answer(exchange, 500, failed.reason());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            answer(exchange, 500, "interrupted");
        }
    }

    private boolean isOurs(HttpExchange exchange) {
        String given = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8), ("Bearer " + secret).getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
