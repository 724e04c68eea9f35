package dev.countersign.bench;

import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.bundle.RuleBundle;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code opa run --server} with the shipped policy on loopback, as long as a run lasts. */
final class OpaServerProcess implements AutoCloseable {

    private static final int TRIES = 500;
    private final Process process;
    private final Path bundle;
    private final URI url;

    private OpaServerProcess(Process process, Path bundle, URI url) {
        this.process = process;
        this.bundle = bundle;
        this.url = url;
    }

    static Optional<Path> command() {
        String named = System.getenv("COUNTERSIGN_OPA");
        String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Stream.concat(
                        Stream.ofNullable(named).filter(name -> !name.isBlank()).map(Path::of),
                        Stream.concat(
                                Stream.of(
                                        Path.of(".countersign", "tools", "opa"),
                                        Path.of("../../.countersign/tools/opa")),
                                Stream.of(path.split(File.pathSeparator)).map(folder -> Path.of(folder, "opa"))))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static OpaServerProcess start(Path command) throws IOException, InterruptedException {
        DefaultBundle shipped = DefaultBundle.load();
        String mark =
                Policies.revision(shipped, PolicyData.bare(shipped.data())).mark();
        Path bundle = Files.createTempFile("countersign-bench", ".tar.gz");
        Files.write(bundle, RuleBundle.forServer(shipped.rules().sources(), shipped.data(), mark));
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Process process = new ProcessBuilder(
                        command.toString(),
                        "run",
                        "--server",
                        "--addr",
                        "127.0.0.1:" + port,
                        "--log-level",
                        "error",
                        "--skip-version-check",
                        "--bundle",
                        bundle.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        // It must not outlive a run that was broken off.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        OpaServerProcess server = new OpaServerProcess(process, bundle, URI.create("http://127.0.0.1:" + port));
        server.awaitReady();
        return server;
    }

    private void awaitReady() throws InterruptedException {
        HttpRequest health =
                HttpRequest.newBuilder(url.resolve("/health?bundles")).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (int attempt = 0; attempt < TRIES; attempt++) {
                try {
                    if (client.send(health, HttpResponse.BodyHandlers.discarding())
                                    .statusCode()
                            == 200) {
                        return;
                    }
                } catch (IOException notYet) {
                    // It is still starting.
                }
                Thread.sleep(20);
            }
        }
        close();
        throw new IllegalStateException("opa run --server did not get ready");
    }

    URI url() {
        return url;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try {
            Files.deleteIfExists(bundle);
        } catch (IOException left) {
            bundle.toFile().deleteOnExit();
        }
    }
}
