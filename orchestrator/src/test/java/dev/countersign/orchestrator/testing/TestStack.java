package dev.countersign.orchestrator.testing;

import dev.countersign.local.process.ChildFailed;
import dev.countersign.local.process.ChildProcess;
import dev.countersign.local.process.ChildSpec;
import dev.countersign.local.process.ProcessCommand;
import dev.countersign.local.process.Readiness;
import dev.countersign.local.testing.TestPostgres;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts what the product stands on, once for all tests: Postgres with fsync, and the sandbox as a child process. */
public final class TestStack implements QuarkusTestResourceLifecycleManager {
    private @Nullable TestPostgres database;
    private @Nullable TestPostgres records;
    private @Nullable ChildProcess sandbox;

    @Override
    public Map<String, String> start() {
        try {
            database = TestPostgres.start();
            records = TestPostgres.start();
            int port = freePort();
            Path folder = Files.createTempDirectory("countersign-orchestrator-test");
            Path credentials = Files.writeString(folder.resolve("credentials.json"), Personas.DOCUMENT);
            sandbox = new ChildProcess(sandboxSpec(port, records), folder.resolve("logs"));
            sandbox.start(() -> {}, ended -> {});
            var config = new HashMap<String, String>();
            config.put("quarkus.datasource.reactive.url", database.url());
            config.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
            config.put("quarkus.datasource.username", database.user());
            config.put("quarkus.datasource.password", database.password());
            config.put("countersign.local.credentials", credentials.toString());
            config.put("countersign.policy.instances", "2");
            config.put("countersign.policy.signing-keys", SignedBundles.publicPem());
            config.put("countersign.dispatch.interval", "PT0.1S");
            config.put("countersign.dispatch.tool-deadline", "PT3S");
            config.put("countersign.agent.interval", "PT0.1S");
            // Nobody listens there: tests of the relay run one of their own, everything else goes on without Kafka.
            config.put("countersign.ledger.bootstrap-servers", "127.0.0.1:1");
            config.put("countersign.test.sandbox-url", "http://127.0.0.1:" + port);
            config.put("quarkus.log.category.\"dev.countersign\".level", "WARN");
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ChildFailed e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the sandbox started", e);
        }
    }

    private static ChildSpec sandboxSpec(int port, TestPostgres records) {
        Path jar = Path.of(System.getProperty("countersign.repository", ".."))
                .resolve("mcp-connectors/sandbox/target/quarkus-app/quarkus-run.jar");
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(
                    jar + " is missing. Build it: ./mvnw -pl mcp-connectors/sandbox -am -DskipTests package");
        }
        return new ChildSpec(
                "sandbox",
                ProcessCommand.jar(jar, List.of("-Xmx256m", "-XX:TieredStopAtLevel=1")),
                Map.of(
                        "COUNTERSIGN_SANDBOX_PORT", Integer.toString(port),
                        "COUNTERSIGN_SANDBOX_JDBC_URL", records.jdbcUrl(),
                        "COUNTERSIGN_SANDBOX_USER", records.user(),
                        "COUNTERSIGN_SANDBOX_PASSWORD", records.password(),
                        "COUNTERSIGN_SECRET_CRM", TestEnvironment.KEY,
                        "COUNTERSIGN_PARENT", "stdin"),
                ChildSpec.Preparation.NONE,
                Readiness.http(URI.create("http://127.0.0.1:" + port + "/q/health/ready")),
                Duration.ofSeconds(90),
                ChildSpec.Ending.STANDARD_INPUT);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void stop() {
        if (sandbox != null) {
            sandbox.close();
        }
    }
}
