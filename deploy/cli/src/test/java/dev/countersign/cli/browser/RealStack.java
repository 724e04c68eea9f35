package dev.countersign.cli.browser;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.cli.acceptance.api.SandboxClient;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.registry.DocumentFiles;
import dev.countersign.cli.registry.Registration;
import dev.countersign.cli.stack.StackView;
import dev.countersign.local.stack.Applications;
import dev.countersign.local.stack.LocalStack;
import dev.countersign.local.stack.Ports;
import dev.countersign.local.stack.StackFolder;
import dev.countersign.policy.bundle.PolicyData;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Postgres, Kafka, sandbox and orchestrator as {@code up} starts them; once for all tests of this package. */
final class RealStack implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PORTS = 5;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path root;
    private final StackFolder folder;
    private final LocalStack stack;
    private final ApiClient developer;

    private RealStack() throws Exception {
        Path repository = Path.of(System.getProperty("countersign.repository"));
        root = Files.createTempDirectory("countersign-browser");
        folder = new StackFolder(root.resolve("data"));
        stack = LocalStack.take(new LocalStack.Options(
                folder, new Ports(freeBase()), applications(repository), "test", true, said -> {}));
        try {
            stack.start();
        } catch (Exception e) {
            close();
            throw e;
        }
        developer = new ApiClient(dev.countersign.cli.api.Connection.local(folder, "dana"));
        apply(repository.resolve("deploy/local/src/main/resources/demo"));
        apply(Files.writeString(root.resolve("workflows.yaml"), Workflows.ALL));
    }

    /** As they are, but nothing is held: what a hold looks like is tested where it is the subject. */
    private static Applications applications(Path repository) {
        Applications built = Applications.inRepository(repository);
        var environment = new HashMap<>(built.callersEnvironment());
        environment.put("COUNTERSIGN_DISPATCH_HOLD", "PT0S");
        return new Applications(built.sandboxJar(), built.orchestratorJar(), environment);
    }

    /** The one stack of this test run; closed when the run ends. */
    static RealStack shared(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(RealStack.class))
                .computeIfAbsent(RealStack.class, key -> open(), RealStack.class);
    }

    private static RealStack open() {
        try {
            return new RealStack();
        } catch (Exception e) {
            throw new IllegalStateException("The stack does not start: " + e.getMessage(), e);
        }
    }

    void apply(Path documents) {
        new Registration(developer, false).apply(DocumentFiles.read(documents));
    }

    /** The policy data in force. */
    JsonNode policy() {
        return PolicyData.bare(developer.get("/api/policy").path("data"));
    }

    /** Puts these policy data into force instead of all others. */
    void activate(JsonNode data) {
        String revision = developer.get("/api/policy").path("revision").asText();
        developer.put("/api/policy/data", data, Map.of("If-Match", '"' + revision + '"'));
    }

    String url(String path) {
        return stack.state().baseUrl() + path;
    }

    String signInLink(String person) {
        return StackView.signInLink(folder, person);
    }

    /** Kills the orchestrator as a crash does; the launcher starts it again. */
    void killOrchestrator() {
        stack.state().processes().get("orchestrator").find().ifPresent(ProcessHandle::destroyForcibly);
    }

    /** Waits until the orchestrator answers again. */
    void awaitOrchestrator() {
        await("the orchestrator answers again")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> developer.get("/api/approvals?limit=1").has("items"));
    }

    /** The database behind the orchestrator's back. */
    Connection database() throws SQLException {
        var postgres = stack.state().postgres();
        return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    /** How many votes on this the database holds. */
    long votes(UUID approval) {
        try (Connection connection = database();
                PreparedStatement count =
                        connection.prepareStatement("select count(*) from countersign.vote where approval_id = ?")) {
            count.setObject(1, approval);
            try (ResultSet row = count.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    // ---- what agents do ---------------------------------------------------------------------------------------------

    String start(String workflow, Map<String, Object> input) {
        return developer
                .post("/api/runs", JSON.valueToTree(Map.of("workflow", workflow, "input", input)))
                .body()
                .path("id")
                .asText();
    }

    /** Starts a run and waits for the call that it leaves in the inbox. */
    UUID ask(String workflow, Map<String, Object> input) {
        return asked(start(workflow, input));
    }

    UUID asked(String run) {
        JsonNode waiting = await("the call of run " + run)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> developer
                                .get("/api/approvals?state=pending&run=" + run)
                                .path("items"),
                        items -> !items.isEmpty());
        return UUID.fromString(waiting.path(0).path("id").asText());
    }

    JsonNode approval(UUID id) {
        return developer.get("/api/approvals/" + id);
    }

    JsonNode call(UUID approval) {
        return developer.get("/api/calls/" + approval(approval).path("call_id").asText());
    }

    JsonNode run(UUID approval) {
        return developer.get("/api/runs/" + approval(approval).path("run_id").asText());
    }

    /** Every call of the run that this approval belongs to. */
    JsonNode calls(UUID approval) {
        return developer
                .get("/api/calls?limit=200&run="
                        + approval(approval).path("run_id").asText())
                .path("items");
    }

    void awaitRun(UUID approval, String state) {
        await("the run of approval " + approval + " is " + state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> run(approval).path("state").asText(), state::equals);
    }

    void awaitCall(UUID approval, String state) {
        await("the call of approval " + approval + " is " + state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> call(approval).path("state").asText(), state::equals);
    }

    /** All that a run waits for, as soon as it waits for so many. */
    List<UUID> asked(String run, int count) {
        JsonNode waiting = await(count + " calls of run " + run)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> developer
                                .get("/api/approvals?state=pending&run=" + run)
                                .path("items"),
                        items -> items.size() == count);
        List<UUID> ids = new ArrayList<>();
        waiting.forEach(item -> ids.add(UUID.fromString(item.path("id").asText())));
        return ids;
    }

    /** The approval of that run in that state; empty until there is one. */
    Optional<UUID> first(String state, String run) {
        JsonNode items =
                developer.get("/api/approvals?state=" + state + "&run=" + run).path("items");
        return items.isEmpty()
                ? Optional.empty()
                : Optional.of(UUID.fromString(items.path(0).path("id").asText()));
    }

    /** The API as a colleague sees it. */
    ApiClient as(String person) {
        return new ApiClient(dev.countersign.cli.api.Connection.local(folder, person));
    }

    /** A colleague decides through the API. */
    void decide(String person, UUID id, String verdict) {
        vote(person, id, JSON.createObjectNode().put("verdict", verdict));
    }

    void reject(String person, UUID id, String code, String note) {
        ObjectNode vote = JSON.createObjectNode().put("verdict", "reject");
        vote.putObject("reason").put("code", code).put("note", note);
        vote(person, id, vote);
    }

    private void vote(String person, UUID id, ObjectNode vote) {
        as(person)
                .post(
                        "/api/approvals/" + id + "/votes",
                        vote.put("digest", approval(id).path("digest").asText()));
    }

    // ---- what colleagues do in the CRM ------------------------------------------------------------------------------

    JsonNode record(String kind, String id) {
        return sandbox(HttpRequest.newBuilder().GET(), kind, id);
    }

    /** Fresh opportunities at stage qualified whose customers called yesterday. */
    List<String> opportunities(int count) {
        String body = "{\"count\": " + count + ", \"stage\": \"qualified\", \"last_activity_days\": 1}";
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        List<String> ids = new ArrayList<>();
        sandbox(request, "/admin/seed/opportunities").path("opportunity_ids").forEach(id -> ids.add(id.asText()));
        return ids;
    }

    /** The systems of record themselves: what arrived there, and faults to come. */
    SandboxClient systems() {
        return new SandboxClient(stack.state().sandboxUrl());
    }

    /** How often this call arrived at the systems of record. */
    long arrivals(UUID approval) {
        return systems().ledgerOf(approval(approval).path("call_id").asText()).size();
    }

    /** How often each call arrived at the systems of record, by the call's id. */
    Map<String, Long> arrivals() {
        Map<String, Long> arrivals = new HashMap<>();
        sandbox(HttpRequest.newBuilder().GET(), "/ledger?after=0")
                .path("items")
                .forEach(row -> arrivals.merge(row.path("call_id").asText(), 1L, Long::sum));
        return arrivals;
    }

    void change(String kind, String id, Map<String, Object> values) {
        try {
            HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(values));
            sandbox(HttpRequest.newBuilder().PUT(body).header("Content-Type", "application/json"), kind, id);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private JsonNode sandbox(HttpRequest.Builder request, String kind, String id) {
        return sandbox(request, "/admin/records/" + kind + "/" + id);
    }

    private JsonNode sandbox(HttpRequest.Builder request, String path) {
        URI uri = URI.create(stack.state().sandboxUrl() + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = client.send(request.uri(uri).build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(uri + " answers " + answer.statusCode() + ": " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        stack.close();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Free ports in a row, below the range from which the system gives out its own, above those of other tests. */
    private static int freeBase() {
        int base = 30_100 + (int) (ProcessHandle.current().pid() % 200) * 10;
        while (!Stream.iterate(base, port -> port + 1).limit(PORTS).allMatch(RealStack::isFree)) {
            base += PORTS;
        }
        return base;
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
