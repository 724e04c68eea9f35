package dev.countersign.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.cli.acceptance.api.Api;
import dev.countersign.cli.acceptance.api.Call;
import dev.countersign.cli.acceptance.api.Run;
import dev.countersign.cli.acceptance.stack.Cli;
import dev.countersign.cli.acceptance.stack.OnStack;
import dev.countersign.cli.acceptance.stack.TestStack;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

@OnStack(value = "shared", shared = true)
class ReplayTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = "orchestrator/src/test/resources/agent-model/replay-30.json";

    /** Thirty messages; some carry several calls, one carries broken JSON, one is not allowed, two ask a person. */
    @Test
    void aRecordedChatRunsThroughGateAndApprovalsToItsEnd(TestStack stack) throws IOException {
        // Given
        JsonNode messages = JSON.readTree(Cli.repository().resolve(CHAT).toFile());
        List<JsonNode> turns = StreamSupport.stream(messages.spliterator(), false)
                .filter(message -> message.path("role").asText().equals("assistant"))
                .toList();
        List<String> wanted = turns.stream()
                .flatMap(turn -> StreamSupport.stream(turn.path("tool_calls").spliterator(), false))
                .map(call -> call.at("/function/name").asText().replace("__", "."))
                .toList();
        Api dana = stack.as("dana");
        Api maya = stack.as("maya");
        dana.send("POST", "/api/workflows", workflow(messages, wanted)).requireSuccess();

        // When
        Run run = dana.start("test-replay", Map.of());
        await("the run ends while maya approves what it asks")
                .atMost(TestStack.PATIENCE)
                .until(
                        () -> {
                            maya.pending(run)
                                    .forEach(approval -> maya.approve(approval).requireSuccess());
                            return dana.run(run.id()).state();
                        },
                        Predicate.isEqual("completed"));

        // Then
        List<Call> calls = dana.calls(run);
        assertThat(messages).hasSize(30);
        assertThat(calls).extracting(Call::tool).containsExactlyElementsOf(wanted);
        assertThat(calls).allMatch(Call::hasEnded);
        assertThat(perStep(calls)).isEqualTo(perTurn(turns));
        assertThat(calls).filteredOn(call -> call.approvalId() != null).isNotEmpty();
        assertThat(calls).extracting(Call::refusalCode).contains("INVALID_ARGUMENTS", "POLICY_DENIED");
        assertThat(calls.stream().filter(call -> call.state().equals("succeeded")))
                .hasSizeGreaterThan(wanted.size() / 2);
    }

    private static Map<String, Object> workflow(JsonNode messages, List<String> tools) {
        return Map.of(
                "kind",
                "Workflow",
                "id",
                "test-replay",
                "version",
                1,
                "instructions",
                "Say what was said.",
                "tools",
                tools.stream().distinct().map(name -> Map.of("name", name)).toList(),
                "stage",
                "approvals",
                "groups",
                List.of("revops"),
                "model",
                Map.of("kind", "replay", "messages", messages));
    }

    private static List<Long> perStep(List<Call> calls) {
        return List.copyOf(calls.stream()
                .collect(Collectors.groupingBy(Call::step, TreeMap::new, Collectors.counting()))
                .values());
    }

    private static List<Long> perTurn(List<JsonNode> turns) {
        return turns.stream()
                .map(turn -> (long) turn.path("tool_calls").size())
                .flatMap(calls -> calls == 0 ? Stream.empty() : Stream.of(calls))
                .toList();
    }
}
