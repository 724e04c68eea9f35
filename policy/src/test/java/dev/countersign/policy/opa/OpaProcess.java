package dev.countersign.policy.opa;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** A real {@code opa run --server} on a free port of this machine; it ends with the test. */
final class OpaProcess implements AutoCloseable {

    private final Process process;
    private final URI url;

    private OpaProcess(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    static OpaProcess start(byte[] bundle, Path folder, int port) {
        try {
            Path file = Files.write(folder.resolve("server.tar.gz"), bundle);
            Process process = new ProcessBuilder(
                            RegoTool.orExplain().command().toString(),
                            "run",
                            "--server",
                            "--addr",
                            "127.0.0.1:" + port,
                            "--log-level",
                            "error",
                            "--skip-version-check",
                            "--bundle",
                            file.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("opa.log").toFile())
                    .start();
            // It must not outlive a run that was broken off.
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
            OpaProcess server = new OpaProcess(process, URI.create("http://127.0.0.1:" + port));
            server.awaitReady(folder);
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static OpaProcess start(byte[] bundle, Path folder) {
        return start(bundle, folder, freePort());
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void awaitReady(Path folder) {
        HttpRequest health =
                HttpRequest.newBuilder(url.resolve("/health?bundles")).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            Awaitility.await("opa run --server answers; its log is " + folder.resolve("opa.log"))
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(20))
                    .ignoreExceptionsMatching(IOException.class::isInstance)
                    .until(() -> client.send(health, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200);
        }
    }

    URI url() {
        return url;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
