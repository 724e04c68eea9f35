package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.cli.api.ApiClient;
import dev.countersign.cli.api.Connection;
import dev.countersign.cli.registry.DocumentFiles;
import dev.countersign.cli.registry.Registration;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CountersignTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "apply",
                "up --port-base x",
                "reject 1 --reason NONE",
                "edit 1",
                "edit 1 --arguments [",
                "policy",
                "policy shadow",
                "policy build none",
                "freeze",
                "freeze all",
                "freeze agent x --reason y",
                "freeze all crm --reason x",
                "freeze connector --reason x",
                "unfreeze"
            })
    void whatCannotBeParsedIsUsage(String arguments) {
        assertThat(execute(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(ExitCode.USAGE);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status",
                "runs",
                "calls",
                "approvals",
                "edit 1 --arguments {}",
                "run x",
                "sign-in maya",
                "tail",
                "start kafka",
                "policy explain 1",
                "policy replay --since P7D",
                "policy shadow 3",
                "policy shadow --status",
                "policy activate 3",
                "policy rollback",
                "policy revisions",
                "freeze all --reason x",
                "freeze connector crm --reason x",
                "freezes",
                "unfreeze 1"
            })
    void withoutAStackTheExitCodeIsThree(String arguments) {
        String[] words = (arguments + " --json --data " + folder.resolve("none")).split(" ");

        assertThat(execute(words)).isEqualTo(ExitCode.NOT_REACHABLE);
        assertThat(err.toString()).contains("No stack runs on").contains("countersign up");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void downWithoutAStackIsFine() {
        assertThat(execute("down", "--data", folder.resolve("none").toString())).isEqualTo(ExitCode.OK);
    }

    @Test
    void appliesConnectorsThenPolicyThenWorkflows() throws IOException {
        // Given
        Files.writeString(folder.resolve("a.yaml"), "kind: Workflow\nid: flow\nversion: 1\n");
        Files.writeString(
                folder.resolve("b.yml"),
                "kind: PolicyData\ntools: {crm.read: {mode: permit}}\n---\nkind: PolicyTest\nid: skipped\n");
        Files.writeString(folder.resolve("c.json"), "{\"kind\":\"Connector\",\"id\":\"crm\",\"version\":1}");
        try (FakeApi api = new FakeApi()) {
            api.answer("POST /api/connectors", 200, "{}")
                    .answer("GET /api/policy", 200, "{\"revision\":\"7\",\"data\":{\"tools\":{}}}")
                    .answer("PUT /api/policy/data", 412, "{\"code\":\"PRECONDITION_FAILED\",\"detail\":\"It moved.\"}")
                    .answer("PUT /api/policy/data", 200, "{\"revision\":\"8\"}")
                    .answer("POST /api/workflows", 201, "{}");

            // When
            List<Registration.Applied> applied = new Registration(client(api), false).apply(DocumentFiles.read(folder));

            // Then
            assertThat(api.lines())
                    .containsExactly(
                            "POST /api/connectors",
                            "GET /api/policy",
                            "PUT /api/policy/data",
                            "GET /api/policy",
                            "PUT /api/policy/data",
                            "POST /api/workflows");
            assertThat(api.requests().get(2).ifMatch()).isEqualTo("\"7\"");
            assertThat(api.requests().get(2).body())
                    .isEqualTo(JSON.readTree("{\"tools\":{\"crm.read\":{\"mode\":\"permit\"}}}"));
            assertThat(applied)
                    .extracting(Registration.Applied::status)
                    .containsExactly(
                            Registration.Status.UNCHANGED, Registration.Status.UPDATED, Registration.Status.CREATED);
        }
    }

    @Test
    void aDryRunStoresNothing() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "kind: PolicyData\ntools: {crm.read: {mode: permit}}\n");
        Files.writeString(folder.resolve("b.yaml"), "kind: Workflow\nid: flow\nversion: 1\n");
        try (FakeApi api = new FakeApi()) {
            api.answer("GET /api/policy", 200, "{\"revision\":\"7\",\"data\":{}}")
                    .answer("POST /api/workflows?dry_run=true", 201, "{}");

            new Registration(client(api), true).apply(DocumentFiles.read(folder));

            assertThat(api.lines()).containsExactly("GET /api/policy", "POST /api/workflows?dry_run=true");
        }
    }

    @Test
    void aRefusalIsToldAsSentences() throws IOException {
        try (FakeApi api = new FakeApi()) {
            api.answer(
                    "GET /api/runs",
                    422,
                    "{\"code\":\"INVALID\",\"detail\":\"The input does not"
                            + " fit.\",\"errors\":[{\"pointer\":\"/email\",\"value\":3,\"fix\":\"Write text.\"}]}");
            Failure failure =
                    catchThrowableOfType(Failure.class, () -> client(api).get("/api/runs"));

            assertThat(failure.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(failure.sentence()).isEqualTo("The input does not fit. (INVALID)\n  /email = 3: Write text.");
            assertThat(api.requests().getFirst().authorization()).isEqualTo("Bearer token");
        }
    }

    @Test
    void anApiThatIsNotThereIsExitCodeThree() {
        Failure failure = catchThrowableOfType(
                Failure.class, () -> new ApiClient(new Connection("http://127.0.0.1:1", "token")).get("/api/runs"));

        assertThat(failure.exitCode()).isEqualTo(ExitCode.NOT_REACHABLE);
    }

    @Test
    void readsAllPages() throws IOException {
        try (FakeApi api = new FakeApi()) {
            api.answer("GET /api/runs?limit=200", 200, "{\"items\":[1],\"next_cursor\":\"a_b\"}")
                    .answer("GET /api/runs?limit=200&cursor=a_b", 200, "{\"items\":[2],\"next_cursor\":null}");

            assertThat(client(api).all("/api/runs", Map.of())).hasSize(2);
        }
    }

    private static ApiClient client(FakeApi api) {
        return new ApiClient(new Connection(api.url(), "token"));
    }

    private int execute(String... arguments) {
        CommandLine commandLine = Countersign.commandLine();
        commandLine.setOut(new PrintWriter(out));
        commandLine.setErr(new PrintWriter(err));
        return commandLine.execute(arguments);
    }
}
