package dev.countersign.local.stack;

import dev.countersign.local.postgres.PostgresAccess;
import dev.countersign.local.process.ChildSpec;
import dev.countersign.local.process.ProcessCommand;
import dev.countersign.local.process.Readiness;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The two applications as children, and what their environment tells them.
 *
 * @param sandboxJar the packaged sandbox
 * @param orchestratorJar the packaged orchestrator
 * @param callersEnvironment what the launcher was started with: its COUNTERSIGN_ variables go to the orchestrator
 */
public record Applications(Path sandboxJar, Path orchestratorJar, Map<String, String> callersEnvironment) {
    private static final List<String> SANDBOX_SECRETS = List.of("CRM", "EMAIL", "CALENDAR", "ENRICHMENT");
    private static final Duration START = Duration.ofSeconds(180);

    public Applications {
        callersEnvironment = Map.copyOf(callersEnvironment);
    }

    /** As the build of the repository leaves them. */
    public static Applications inRepository(Path repository) {
        return new Applications(
                repository.resolve("mcp-connectors/sandbox/target/quarkus-app/quarkus-run.jar"),
                repository.resolve("orchestrator/target/quarkus-app/quarkus-run.jar"),
                System.getenv());
    }

    void requireBuilt() throws StackRefused.NotBuilt {
        for (Path jar : List.of(sandboxJar, orchestratorJar)) {
            if (!Files.isRegularFile(jar)) {
                throw new StackRefused.NotBuilt(jar);
            }
        }
    }

    /** The keys that sandbox and orchestrator share, new at every start unless the caller has set them. */
    Map<String, String> sandboxSecrets() {
        Map<String, String> secrets = new HashMap<>();
        for (String system : SANDBOX_SECRETS) {
            String name = "COUNTERSIGN_SECRET_" + system;
            String given = callersEnvironment.get(name);
            secrets.put(name, given == null || given.isBlank() ? Credentials.randomText() : given);
        }
        return secrets;
    }

    ChildSpec sandbox(Ports ports, PostgresAccess postgres, Map<String, String> secrets) {
        Map<String, String> environment = new HashMap<>(secrets);
        environment.put("COUNTERSIGN_SANDBOX_PORT", Integer.toString(ports.sandbox()));
        environment.put("COUNTERSIGN_SANDBOX_JDBC_URL", postgres.jdbcUrl());
        environment.put("COUNTERSIGN_SANDBOX_USER", postgres.user());
        environment.put("COUNTERSIGN_SANDBOX_PASSWORD", postgres.password());
        environment.put("COUNTERSIGN_PARENT", "stdin");
        return app("sandbox", sandboxJar, "-Xmx320m", environment, ports.sandbox());
    }

    ChildSpec orchestrator(
            Ports ports, PostgresAccess postgres, String kafka, StackFolder folder, Map<String, String> secrets) {
        Map<String, String> environment = new HashMap<>();
        callersEnvironment.forEach((name, value) -> {
            if (name.startsWith("COUNTERSIGN_")) {
                environment.put(name, value);
            }
        });
        environment.putAll(secrets);
        environment.put("COUNTERSIGN_PORT", Integer.toString(ports.orchestrator()));
        environment.put("COUNTERSIGN_POSTGRES_URL", postgres.url());
        environment.put("COUNTERSIGN_POSTGRES_USER", postgres.user());
        environment.put("COUNTERSIGN_POSTGRES_PASSWORD", postgres.password());
        environment.put("COUNTERSIGN_KAFKA", kafka);
        environment.put("COUNTERSIGN_INSTALLATION", "local");
        environment.put("COUNTERSIGN_LOCAL_CREDENTIALS", folder.credentials().toString());
        environment.merge("COUNTERSIGN_POLICY_SIGNING_KEYS", trusted(folder), (given, own) -> own + "," + given);
        environment.put("COUNTERSIGN_SANDBOX_URL", "http://127.0.0.1:" + ports.sandbox());
        environment.put("COUNTERSIGN_PARENT", "stdin");
        environment.put("QUARKUS_PROFILE", "local");
        return app("orchestrator", orchestratorJar, "-Xmx768m", environment, ports.orchestrator());
    }

    /** As one entry of a list: a comma in a folder's name separates nothing. */
    private static String trusted(StackFolder folder) {
        return SigningKey.in(folder).publicKey().toString().replace(",", "\\,");
    }

    private static ChildSpec app(String name, Path jar, String heap, Map<String, String> environment, int port) {
        return new ChildSpec(
                name,
                ProcessCommand.jar(jar, List.of(heap)),
                environment,
                ChildSpec.Preparation.NONE,
                Readiness.http(URI.create("http://127.0.0.1:" + port + "/q/health/ready")),
                START,
                ChildSpec.Ending.STANDARD_INPUT);
    }
}
