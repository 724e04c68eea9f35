package dev.countersign.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.cli.Countersign;
import dev.countersign.cli.acceptance.api.Api;
import dev.countersign.cli.acceptance.api.Approval;
import dev.countersign.cli.acceptance.api.Run;
import dev.countersign.cli.acceptance.stack.Cli;
import dev.countersign.cli.acceptance.stack.OnStack;
import dev.countersign.cli.acceptance.stack.TestStack;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Every command of the interface: its help, its voice and its exit codes. */
@OnStack(value = "shared", shared = true)
class CommandLineTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "up",
                "down",
                "status",
                "start",
                "sign-in",
                "apply",
                "run",
                "runs",
                "calls",
                "approvals",
                "approve",
                "reject",
                "undo",
                "again",
                "tail",
                "policy",
                "policy test",
                "policy explain",
                "policy build",
                "policy replay",
                "policy shadow",
                "policy activate",
                "policy rollback",
                "policy revisions",
                "test",
                "demo"
            })
    void everyCommandHasHelp(String command) {
        // Given
        StringWriter out = new StringWriter();
        CommandLine line = Countersign.commandLine().setOut(new PrintWriter(out, true));

        // When
        int exitCode = line.execute((command + " --help").strip().split(" "));

        // Then
        assertThat(exitCode).isZero();
        assertThat(out.toString()).contains("Usage: countersign", command);
    }

    @Test
    void withJsonStandardOutputIsJsonOnly(TestStack stack) throws IOException {
        // Given
        Api dana = stack.as("dana");
        Run run = dana.awaitCompleted(dana.start("test-read", Map.of("account_id", "acc-1")));
        String call = dana.calls(run).getFirst().id();
        String demo =
                Cli.repository().resolve("deploy/local/src/main/resources/demo").toString();

        // When
        JsonNode status = stack.run("status", "--json").ok().json();
        JsonNode link = stack.run("sign-in", "maya", "--json").ok().json();
        JsonNode runs = stack.run("runs", "--json").ok().json();
        JsonNode one = stack.run("runs", run.id(), "--json").ok().json();
        JsonNode calls = stack.run("calls", "--run", run.id(), "--json").ok().json();
        JsonNode approvals =
                stack.run("approvals", "--as", "maya", "--json").ok().json();
        JsonNode explained = stack.run("policy", "explain", call, "--json").ok().json();
        JsonNode tables = stack.run("policy", "test", "--json").ok().json();
        JsonNode applied =
                stack.run("apply", "-f", demo, "--dry-run", "--json").ok().json();

        // Then
        assertThat(status.path("ready").asBoolean()).isTrue();
        assertThat(link.path("sign_in_url").asText()).contains("/sign-in?token=");
        assertThat(runs.path("items")).isNotEmpty();
        assertThat(runs.has("next_cursor")).isTrue();
        assertThat(one.path("id").asText()).isEqualTo(run.id());
        assertThat(calls.at("/items/0/id").asText()).isEqualTo(call);
        assertThat(approvals.has("items")).isTrue();
        assertThat(explained.path("rule_id").asText()).isEqualTo("tool:crm.get_account");
        assertThat(tables.path("ok").asBoolean()).isTrue();
        assertThat(applied.path("applied"))
                .isNotEmpty()
                .allMatch(document -> document.path("status").asText().equals("unchanged"));
    }

    @Test
    void exitCodesTellWhatHappened(TestStack stack) throws IOException {
        // Given
        Path folder = TestStack.freshFolder("exit-codes");
        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "kind: Connector\nid: x\nversion: 1\n");
        Path table = Files.writeString(folder.resolve("table.yaml"), """
                kind: PolicyTest
                id: wrong
                defaults: {phase: propose, action: {tool: nobody.knows, effect: READ, scopes: [], arguments: {}}}
                cases: [{name: an unlisted tool is permitted, want: {outcome: permit}}]
                """);

        // When
        Cli.Result ok = stack.run("runs");
        Cli.Result failed = stack.run("policy", "test", "-f", table.toString(), "--json");
        Cli.Result usage = stack.run("runs", "--nonsense");
        Cli.Result unsaid = stack.run("policy", "shadow");
        Cli.Result invalid = stack.run("apply", "-f", wrong.toString(), "--json");
        Cli.Result notFound = stack.run("run", "no-such-workflow", "--json");
        Cli.Result nobody = stack.run("runs", "--as", "nobody");
        Cli.Result unreachable = Cli.run(
                Map.of("COUNTERSIGN_URL", "http://127.0.0.1:9", "COUNTERSIGN_TOKEN", "x"),
                TestStack.PATIENCE,
                List.of("runs", "--json"));

        // Then
        assertThat(ok.exitCode()).isZero();
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.json().path("ok").asBoolean()).isFalse();
        assertThat(List.of(usage, unsaid, nobody))
                .extracting(Cli.Result::exitCode)
                .containsOnly(2);
        assertThat(unreachable.exitCode()).isEqualTo(3);
        assertThat(List.of(invalid, notFound)).extracting(Cli.Result::exitCode).containsOnly(4);
        assertThat(List.of(usage, unsaid, invalid, notFound, nobody, unreachable))
                .allSatisfy(result -> {
                    assertThat(result.out()).isEmpty();
                    assertThat(result.err()).isNotBlank().doesNotContain("\tat ", "should not have happened");
                });
    }

    @Test
    void approveAndRejectShowTheCardAndVoteForItsDigest(TestStack stack) {
        // Given
        Api dana = stack.as("dana");
        List<Run> runs = stack.sandbox().opportunities(2).stream()
                .map(opportunity ->
                        dana.start("stage-follow-up", Map.of("opportunity_id", opportunity.id(), "stage", "proposal")))
                .toList();
        Approval first = stack.as("maya").awaitPending(runs.get(0));
        Approval second = stack.as("maya").awaitPending(runs.get(1));

        // When
        Cli.Result unasked = stack.run("approve", first.id(), "--as", "maya");
        Cli.Result moved = stack.run("approve", first.id(), "--digest", "sha256:00", "--as", "maya");
        Cli.Result approved = stack.run("approve", first.id(), "--digest", first.digest(), "--as", "maya", "--json");
        Cli.Result rejected =
                stack.run("reject", second.id(), "--reason", "WRONG_TIME", "--note", "Later", "--as", "maya", "--json");
        Cli.Result tooLate = stack.run("approve", second.id(), "--yes", "--as", "lee", "--json");

        // Then
        assertThat(unasked.exitCode()).isEqualTo(4);
        assertThat(unasked.err()).contains("from qualified to proposal", "Nothing was approved");
        assertThat(moved.exitCode()).isEqualTo(4);
        assertThat(approved.ok().json().at("/approval/state").asText()).isEqualTo("granted");
        assertThat(rejected.ok().json().at("/approval/state").asText()).isEqualTo("rejected");
        assertThat(tooLate.exitCode()).isEqualTo(4);
        assertThat(tooLate.out()).isEmpty();
        runs.forEach(dana::awaitCompleted);
    }

    @Test
    void tailPrintsOneStructuredEventALine(TestStack stack) throws IOException {
        // Given
        Api dana = stack.as("dana");
        Run run = dana.awaitCompleted(dana.start("test-read", Map.of("account_id", "acc-2")));
        Process tail = Cli.start(
                Map.of(),
                List.of(
                        "tail",
                        "--json",
                        "--from",
                        "beginning",
                        "--run",
                        run.id(),
                        "--data",
                        stack.data().toString()));

        // When
        try (BufferedReader lines = tail.inputReader()) {
            for (long sequence = 1; sequence <= run.lastSequence(); sequence++) {
                JsonNode event = JSON.readTree(lines.readLine());

                // Then
                assertThat(event.path("specversion").asText()).isEqualTo("1.0");
                assertThat(event.path("partitionkey").asText()).isEqualTo(run.id());
                assertThat(event.path("sequence").asText()).isEqualTo(Long.toString(sequence));
                assertThat(event.path("type").asText()).startsWith("dev.countersign.");
                assertThat(event.path("data").isObject()).isTrue();
            }
        } finally {
            tail.destroy();
        }
    }
}
