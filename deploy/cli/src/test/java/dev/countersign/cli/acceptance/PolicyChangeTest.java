package dev.countersign.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.acceptance.api.Api;
import dev.countersign.cli.acceptance.api.Approval;
import dev.countersign.cli.acceptance.api.Run;
import dev.countersign.cli.acceptance.stack.Cli;
import dev.countersign.cli.acceptance.stack.OnStack;
import dev.countersign.cli.acceptance.stack.TestStack;
import dev.countersign.cli.docs.Guide;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A change of policy from the first test to the way back, by the very commands that the guide shows. */
@OnStack("policy-change")
class PolicyChangeTest {
    private static final String GUIDE = "docs/guides/write-a-rule.md";

    @Test
    void theGuideOfOwnRulesWorksAsItIsWritten(TestStack stack) {
        // Given: yesterday's calls, one of them approved
        Api maya = stack.as("maya");
        Approval before = awaitMove(stack);
        maya.approve(before).requireSuccess();
        String shipped = revision(stack);
        Path files = TestStack.freshFolder("guide");
        List<String> ran = new ArrayList<>();

        // When
        for (List<String> words : Guide.commands(Cli.repository().resolve(GUIDE), "policy")) {
            String command = words.get(1);
            List<String> arguments =
                    words.stream().map(word -> placed(word, files)).toList();
            Cli.Result result = command.equals("shadow")
                    ? whileSomethingIsProposed(stack, arguments)
                    : stack.run(arguments.toArray(String[]::new));
            ran.add(command);
            assertThat(result.exitCode())
                    .as("%s: %s%s", words, result.out(), result.err())
                    .isZero();
            says(command, result);
            decides(stack, command);
        }

        // Then
        assertThat(ran).contains("test", "explain", "replay", "shadow", "activate", "revisions", "rollback", "build");
        JsonNode history =
                stack.run("policy", "revisions", "--json").ok().json().path("items");
        JsonNode now = find(history, revision(stack));
        assertThat(now.path("rules_digest")).isEqualTo(find(history, shipped).path("rules_digest"));
        assertThat(now.path("data_digest")).isEqualTo(find(history, shipped).path("data_digest"));
        assertThat(revision(stack)).isNotEqualTo(shipped);
    }

    @Test
    void aChangeThatReleasesCallsFailsItsCheckAndWhatIsBrokenIsRefused(TestStack stack) throws IOException {
        // Given
        awaitMove(stack);
        String active = revision(stack);
        Path folder = TestStack.freshFolder("changes");
        Path looser = Files.writeString(folder.resolve("looser.yaml"), """
                kind: PolicyData
                tools: {crm.update_opportunity_stage: {mode: permit}}
                """);
        String rule = """
                package countersign.rules.mine

                mode := "deny"

                tools := ["crm.create_task"]
                """;
        Path wordless = Files.createDirectories(folder.resolve("wordless"));
        Files.writeString(wordless.resolve("mine.rego"), rule);
        Path worded = Files.createDirectories(folder.resolve("worded"));
        Files.writeString(
                worded.resolve("mine.rego"), rule + "\ntitle := \"No tasks\"\n\nbecause := \"Nobody wants tasks\"\n");

        // When
        Cli.Result check =
                stack.run("policy", "replay", "--bundle", looser.toString(), "--fail-if", "released>0", "--json");
        Cli.Result silent = stack.run("policy", "activate", wordless.toString());
        Path bundle = folder.resolve("own.tar.gz");
        stack.run("policy", "build", worded.toString(), "-o", bundle.toString()).ok();
        Files.writeString(folder.resolve("own.tar.gz.sig"), "c2lnbmVkIGJ5IG5vYm9keQ==");
        Cli.Result forged = stack.run("policy", "activate", bundle.toString());

        // Then
        assertThat(check.exitCode()).isEqualTo(1);
        assertThat(check.json().path("released").asInt()).isPositive();
        assertThat(check.err()).contains("'released>0' holds");
        assertThat(silent.exitCode()).isEqualTo(4);
        assertThat(silent.err()).contains("mine", "title");
        assertThat(forged.exitCode()).isEqualTo(4);
        assertThat(forged.err()).contains("signature");
        assertThat(revision(stack)).isEqualTo(active);
    }

    private static String placed(String word, Path files) {
        if (word.startsWith("docs/")) {
            return Cli.repository().resolve(word).toString();
        }
        return word.startsWith("target/") ? files.resolve(word).toString() : word;
    }

    /** A shadow has something to compare only while an agent proposes. */
    private static Cli.Result whileSomethingIsProposed(TestStack stack, List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--data", stack.data().toString()));
        Process shadow = Cli.start(Map.of(), all);
        await("the shadow compares").atMost(TestStack.PATIENCE).until(() -> stack.as("dana")
                .send("GET", "/api/policy/shadow", null)
                .body()
                .path("state")
                .asText()
                .equals("comparing"));
        awaitMove(stack);
        return Cli.await(shadow, TestStack.PATIENCE, "policy shadow");
    }

    private static void says(String command, Cli.Result result) {
        switch (command) {
            case "test" -> assertThat(result.out()).contains("rego: 6 passed, 0 failed; coverage 100.0 %");
            case "explain" -> assertThat(result.out()).contains("by rule:forecast_jump");
            case "replay" -> assertThat(result.out()).contains("released no calls", "cards a day");
            case "shadow" -> assertThat(result.out()).containsPattern("[1-9][0-9]* proposals compared");
            default -> {}
        }
    }

    private static void decides(TestStack stack, String command) {
        switch (command) {
            case "activate" -> {
                Approval asked = awaitMove(stack);
                assertThat(asked.tier()).isEqualTo("T2");
                assertThat(rule(stack, asked)).isEqualTo("rule:forecast_jump");
            }
            case "rollback" -> {
                Approval asked = awaitMove(stack);
                assertThat(asked.tier()).isEqualTo("T1");
                assertThat(rule(stack, asked)).isEqualTo("tool:crm.update_opportunity_stage");
            }
            default -> {}
        }
    }

    private static String rule(TestStack stack, Approval approval) {
        return stack.as("dana")
                .send("GET", "/api/calls/" + approval.callId(), null)
                .requireSuccess()
                .at("/decision/rule_id")
                .asText();
    }

    /** A stage move of 20000 that adds 5000 to the forecast. */
    private static Approval awaitMove(TestStack stack) {
        Run run = stack.as("dana")
                .start(
                        "stage-follow-up",
                        Map.of(
                                "opportunity_id",
                                stack.sandbox().opportunities(1).getFirst().id(),
                                "stage",
                                "proposal"));
        return stack.as("lee").awaitPending(run);
    }

    private static String revision(TestStack stack) {
        return stack.as("dana")
                .send("GET", "/api/policy", null)
                .requireSuccess()
                .path("revision")
                .asText();
    }

    private static JsonNode find(JsonNode history, String revision) {
        for (JsonNode item : history) {
            if (item.path("revision").asText().equals(revision)) {
                return item;
            }
        }
        throw new AssertionError("There is no revision " + revision + " in " + history);
    }
}
