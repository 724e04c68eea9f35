package dev.countersign.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.acceptance.api.Api;
import dev.countersign.cli.acceptance.api.Approval;
import dev.countersign.cli.acceptance.api.Run;
import dev.countersign.cli.acceptance.api.SandboxClient.Opportunity;
import dev.countersign.cli.acceptance.stack.Cli;
import dev.countersign.cli.acceptance.stack.FreePorts;
import dev.countersign.cli.acceptance.stack.OnStack;
import dev.countersign.cli.acceptance.stack.TestStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The stack as a thing of its own: its launcher, its supervisor, its ports and its folder. */
@OnStack("with-restarts")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StackTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /** {@code up --detach} itself is checked by every test here: its caller's streams end with it. */
    @Test
    @Order(1)
    void upSaysWhereEverythingIs(TestStack stack) {
        // Given
        int base = stack.portBase();

        // When
        JsonNode said = stack.run("status", "--json").ok().json();

        // Then
        assertThat(said.path("ready").asBoolean()).isTrue();
        assertThat(said.path("base_url").asText()).isEqualTo("http://127.0.0.1:" + base);
        assertThat(said.path("sandbox_url").asText()).isEqualTo("http://127.0.0.1:" + (base + 1));
        assertThat(said.at("/postgres/jdbc_url").asText()).contains(":" + (base + 2) + "/");
        assertThat(said.at("/kafka/bootstrap").asText()).endsWith(":" + (base + 3));
        assertThat(said.at("/kafka/topic").asText()).isEqualTo("countersign.events.v1");
        assertThat(said.path("pids")).hasSize(5).allMatch(JsonNode::isIntegralNumber);
        assertThat(said.path("people"))
                .extracting(person -> person.path("id").asText())
                .containsExactlyInAnyOrder("maya", "lee", "noor", "dana", "omar");
        assertThat(said.path("people"))
                .allMatch(person -> person.path("sign_in_url").asText().contains("/sign-in?token="));
        assertThat(said.at("/agents/0/id").asText()).isEqualTo("demo-agent");
        assertThat(said.has("mcp_url")).isTrue();
    }

    @Test
    @Order(2)
    void aSecondUpOnTheSameDataIsRefusedAndNamesThePid(TestStack stack) {
        // Given
        long launcher = stack.pid("launcher");

        // When
        Cli.Result second = stack.up();

        // Then
        assertThat(second.exitCode()).isEqualTo(4);
        assertThat(second.err()).contains(Long.toString(launcher)).doesNotContain("Exception", "\tat ");
        assertThat(second.out()).isEmpty();
        assertThat(stack.pid("launcher")).isEqualTo(launcher);
    }

    @Test
    @Order(3)
    void anOccupiedPortIsAClearSentence() throws IOException {
        // Given
        int base = FreePorts.base();
        Path data = TestStack.freshFolder("occupied");
        try (ServerSocket somebody = new ServerSocket()) {
            somebody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), base + 1));

            // When
            Cli.Result up = Cli.run(
                    Map.of(),
                    PATIENCE,
                    List.of("up", "--detach", "--port-base", Integer.toString(base), "--data", data.toString()));

            // Then
            assertThat(up.exitCode()).isEqualTo(1);
            assertThat(up.err())
                    .contains("Port " + (base + 1), "sandbox", "--port-base")
                    .doesNotContain("Exception", "\tat ");
        }
    }

    @Test
    @Order(4)
    void withoutAJdkTheScriptSaysWhatToInstall() {
        // Given
        Path script = Cli.repository().resolve("countersign");
        Path tools = TestStack.freshFolder("no-jdk");
        ScriptWithoutJdk bare = ScriptWithoutJdk.copyOf(script, tools);

        // When
        Cli.Result result = bare.run("status");

        // Then
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("no JDK of version 21 or newer", "Install");
        assertThat(result.out()).isEmpty();
    }

    @Test
    @Order(5)
    void postgresComesBackByItselfAndTheOrchestratorNeedsNoRestart(TestStack stack) {
        // Given
        Api dana = stack.as("dana");
        List<Opportunity> two = stack.sandbox().opportunities(2);
        Run waiting = dana.start("stage-follow-up", input(two.get(0)));
        Approval asked = stack.as("maya").awaitPending(waiting);
        long orchestrator = stack.pid("orchestrator");
        long killed = stack.pid("postgres");

        // When
        stack.kill("postgres");

        // Then
        await("postgres runs again").atMost(PATIENCE).until(() -> stack.process("postgres")
                .filter(now -> now.pid() != killed)
                .isPresent());
        stack.awaitReady();
        stack.as("maya").approve(asked).requireSuccess();
        dana.awaitCompleted(waiting);
        dana.awaitCompleted(
                dana.start("account-brief", Map.of("account_id", two.get(1).accountId())));
        assertThat(stack.sandbox().ledgerOf(asked.callId())).hasSize(1);
        assertThat(stack.pid("orchestrator")).isEqualTo(orchestrator);
    }

    @Test
    @Order(6)
    void theSupervisorStartsAKilledOrchestratorAgain(TestStack stack) {
        // Given
        Run waiting = stack.as("dana")
                .start("stage-follow-up", input(stack.sandbox().opportunities(1).getFirst()));
        Approval asked = stack.as("maya").awaitPending(waiting);
        long killed = stack.pid("orchestrator");

        // When
        stack.kill("orchestrator");

        // Then
        await("the orchestrator runs again").atMost(PATIENCE).until(() -> stack.process("orchestrator")
                .filter(now -> now.pid() != killed)
                .isPresent());
        stack.awaitReady();
        stack.as("maya").approve(asked).requireSuccess();
        stack.as("dana").awaitCompleted(waiting);
        assertThat(stack.sandbox().ledgerOf(asked.callId())).hasSize(1);
    }

    @Test
    @Order(7)
    void afterKillOfTheLauncherTheNextStartWorksOnTheSameDataWithTheSameTokens(TestStack stack) {
        // Given
        Run waiting = stack.as("dana")
                .start("stage-follow-up", input(stack.sandbox().opportunities(1).getFirst()));
        Approval asked = stack.as("maya").awaitPending(waiting);
        Api dana = stack.as("dana");
        dana.awaitAsleep(waiting);
        Set<String> before = Set.of("orchestrator", "sandbox", "kafka", "postgres");

        // When
        stack.kill("launcher");
        Cli.Result again = stack.up();

        // Then
        again.ok();
        assertThat(before).allSatisfy(child -> assertThat(stack.process(child)).isPresent());
        assertThat(dana.run(waiting.id()).waitsFor("approval")).isTrue();
        stack.as("maya").approve(asked).requireSuccess();
        dana.awaitCompleted(waiting);
        assertThat(stack.sandbox().ledgerOf(asked.callId())).hasSize(1);
    }

    private static Map<String, String> input(Opportunity opportunity) {
        return Map.of("opportunity_id", opportunity.id(), "stage", "proposal");
    }
}
