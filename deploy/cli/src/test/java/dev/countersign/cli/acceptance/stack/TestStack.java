package dev.countersign.cli.acceptance.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.acceptance.api.Api;
import dev.countersign.cli.acceptance.api.SandboxClient;
import dev.countersign.cli.acceptance.evidence.Database;
import dev.countersign.cli.acceptance.evidence.Topic;
import dev.countersign.local.process.RunningProcess;
import dev.countersign.local.stack.StackFolder;
import dev.countersign.local.stack.StackState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A stack of real processes, started with {@code up --detach} on a data folder and ports of its own. */
public final class TestStack implements AutoCloseable {
    /** Patience is long because a busy machine is no failure; nothing waits that long when all is well. */
    public static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration START = Duration.ofMinutes(4);

    private final String name;
    private final Path data;
    private final int portBase;
    private final Map<String, String> environment;
    private final List<String> flags;
    private final Thread lastResort = new Thread(this::killLauncher);
    private @Nullable JsonNode view;
    private @Nullable Topic topic;

    private TestStack(String name, Path data, int portBase, Map<String, String> environment, List<String> flags) {
        this.name = name;
        this.data = data;
        this.portBase = portBase;
        // Tests that are not about the hold do not wait for it; one that is says how long.
        var settings = new HashMap<>(Map.of("COUNTERSIGN_DISPATCH_HOLD", "PT0S"));
        settings.putAll(environment);
        this.environment = Map.copyOf(settings);
        this.flags = List.copyOf(flags);
    }

    /** A stack that is ready and knows the documents of the demonstration and of these tests. */
    public static TestStack up(String name, Map<String, String> environment, List<String> flags) {
        TestStack stack = new TestStack(name, freshFolder(name), FreePorts.base(), environment, flags);
        Runtime.getRuntime().addShutdownHook(stack.lastResort);
        stack.up().ok();
        assertThat(stack.view().at("/people/0/sign_in_url").isTextual())
                .as("the orchestrator is packaged with the local profile: ./countersign test does that, and so does"
                        + " ./mvnw -Dquarkus.profile=local verify")
                .isTrue();
        stack.run(
                        "apply",
                        "-f",
                        Cli.repository()
                                .resolve("deploy/local/src/main/resources/demo")
                                .toString(),
                        "--json")
                .ok();
        stack.run("apply", "-f", resources().resolve("workflows.yaml").toString(), "--json")
                .ok();
        return stack;
    }

    /** Where the documents of these tests lie. */
    public static Path resources() {
        return Cli.repository().resolve("deploy/cli/src/test/resources/acceptance");
    }

    /** An empty folder below the build's, kept after the test for its logs. */
    public static Path freshFolder(String name) {
        try {
            Path parent = Cli.repository().resolve("deploy/cli/target/acceptance");
            Files.createDirectories(parent);
            return Files.createTempDirectory(parent, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code up --detach} with the stack's own flags. */
    public Cli.Result up() {
        List<String> arguments = new ArrayList<>(List.of("up", "--detach", "--json"));
        arguments.addAll(List.of("--port-base", Integer.toString(portBase), "--data", data.toString()));
        arguments.addAll(flags);
        Cli.Result result = Cli.run(environment, START, arguments);
        if (result.exitCode() == 0) {
            view = result.json();
        }
        return result;
    }

    public String name() {
        return name;
    }

    public Path data() {
        return data;
    }

    public int portBase() {
        return portBase;
    }

    /** Any command on this stack's data. */
    public Cli.Result run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.toString()));
        return Cli.run(Map.of(), START, all);
    }

    /** The REST API as one of the people or agents. */
    public Api as(String id) {
        for (String list : List.of("people", "agents")) {
            for (JsonNode one : view().path(list)) {
                if (one.path("id").asText().equals(id)) {
                    return new Api(
                            view().path("base_url").asText(), one.path("token").asText());
                }
            }
        }
        throw new AssertionError("There is no " + id + " in " + view());
    }

    public SandboxClient sandbox() {
        return new SandboxClient(view().path("sandbox_url").asText());
    }

    public Database database() {
        JsonNode postgres = view().path("postgres");
        return new Database(
                postgres.path("jdbc_url").asText(),
                postgres.path("user").asText(),
                postgres.path("password").asText());
    }

    /** What Kafka has told about this stack since it was made; one reader for all tests on it. */
    public synchronized Topic topic() {
        Topic reading = topic;
        if (reading == null) {
            JsonNode kafka = view().path("kafka");
            reading = new Topic(
                    kafka.path("bootstrap").asText(), kafka.path("topic").asText());
            topic = reading;
        }
        return reading;
    }

    public JsonNode view() {
        if (view == null) {
            throw new AssertionError("The stack is not up.");
        }
        return view;
    }

    /** The live process of that name; empty when it is dead. */
    public Optional<ProcessHandle> process(String process) {
        try {
            return StackState.read(new StackFolder(data))
                    .map(state -> state.processes().get(process))
                    .flatMap(RunningProcess::find);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid(String process) {
        return process(process)
                .orElseThrow(() -> new AssertionError(process + " does not run."))
                .pid();
    }

    /** kill -9; returns when the process is gone. */
    public void kill(String process) {
        ProcessHandle victim = process(process).orElseThrow(() -> new AssertionError(process + " does not run."));
        RunningProcess seen = RunningProcess.of(victim);
        assertThat(victim.destroyForcibly()).isTrue();
        await(process + " is gone").atMost(PATIENCE).until(() -> seen.find().isEmpty());
    }

    /** {@code countersign start}; returns when the process is ready. */
    public void start(String process) {
        run("start", process).ok();
    }

    public void awaitReady() {
        await("the API is ready").atMost(PATIENCE).until(() -> as("omar").isReady());
    }

    private void killLauncher() {
        process("launcher").ifPresent(ProcessHandle::destroy);
    }

    @Override
    public void close() {
        if (topic != null) {
            topic.close();
        }
        run("down").ok();
        Runtime.getRuntime().removeShutdownHook(lastResort);
        for (String left : List.of("launcher", "orchestrator", "sandbox", "kafka", "postgres")) {
            assertThat(process(left)).as("%s after down", left).isEmpty();
        }
        Folders.delete(data.resolve("postgres"));
        Folders.delete(data.resolve("kafka"));
    }
}
