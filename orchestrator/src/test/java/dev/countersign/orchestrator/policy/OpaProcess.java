package dev.countersign.orchestrator.policy;

import com.sun.net.httpserver.HttpServer;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.Personas;
import dev.countersign.orchestrator.testing.SignedBundles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A real {@code opa run --server} that polls the product's bundle, and the ways in which it goes away. */
final class OpaProcess implements AutoCloseable {
    private final URI url;
    private final URI product;
    private @Nullable Process process;
    private @Nullable HttpServer standIn;

    OpaProcess(URI url, URI product) {
        this.url = url;
        this.product = product;
    }

    /** How a server can be away. */
    enum Away {
        KILLED,
        HANGS,
        ANSWERS_500,
        ANSWERS_NONSENSE
    }

    void start() {
        try {
            Path folder = Files.createTempDirectory("countersign-opa");
            Path config = Files.writeString(
                    folder.resolve("config.yaml"), """
                    services:
                      countersign:
                        url: %s
                        credentials: {bearer: {token: %s}}
                    bundles:
                      countersign:
                        service: countersign
                        resource: api/policy/bundle
                        polling: {min_delay_seconds: 1, max_delay_seconds: 1}
                    """.formatted(product, Personas.token(Personas.POLICY_AGENT)));
            process = new ProcessBuilder(
                            SignedBundles.command(),
                            "run",
                            "--server",
                            "--addr",
                            "127.0.0.1:" + url.getPort(),
                            "--log-level",
                            "error",
                            "--disable-telemetry",
                            "--config-file",
                            config.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("opa.log").toFile())
                    .start();
            House.soon().until(this::hasABundle);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private boolean hasABundle() throws InterruptedException {
        HttpRequest health = HttpRequest.newBuilder(url.resolve("/health?bundles"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    void goesAway(Away how) {
        switch (how) {
            case KILLED -> kill();
            case HANGS -> signal("STOP");
            case ANSWERS_500 -> standIn(500, "{\"code\": \"internal_error\"}");
            case ANSWERS_NONSENSE -> standIn(200, "{\"result\": {\"decision\": \"permit\"}}");
        }
    }

    void comesBack(Away from) {
        if (from == Away.HANGS) {
            signal("CONT");
            return;
        }
        stopStandIn();
        start();
    }

    private void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    private void signal(String name) {
        Process running = process;
        if (running == null) {
            throw new IllegalStateException("the server was not started");
        }
        try {
            int ended = new ProcessBuilder("kill", "-" + name, Long.toString(running.pid()))
                    .start()
                    .waitFor();
            if (ended != 0) {
                throw new IllegalStateException("the signal was not sent");
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Somebody else at the server's address. */
    private void standIn(int status, String body) {
        kill();
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", url.getPort()), 0);
            server.createContext("/", exchange -> {
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(status, bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            server.start();
            standIn = server;
        } catch (IOException taken) {
            throw new UncheckedIOException(taken);
        }
    }

    private void stopStandIn() {
        HttpServer server = standIn;
        if (server != null) {
            server.stop(0);
            standIn = null;
        }
    }

    @Override
    public void close() {
        stopStandIn();
        kill();
    }
}
