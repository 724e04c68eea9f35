package dev.countersign.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.FakeApi;
import dev.countersign.cli.acceptance.stack.Cli;
import dev.countersign.cli.rules.TestKey;
import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.document.Documents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of own rules on its way: tested, explained, compiled, signed, proposed. Without a stack. */
class OwnRulesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Path EXAMPLE = Cli.repository().resolve("docs/examples/own-rules");

    @TempDir
    Path folder;

    @Test
    void testRunsTablesAgainstTheOwnRulesAndTellsCoverage() {
        JsonNode result = run(Map.of(), "policy", "test", "-f", EXAMPLE.toString(), "--json")
                .ok()
                .json();

        assertThat(result.at("/rego/passed").asInt()).isEqualTo(6);
        assertThat(result.at("/rego/coverage").asDouble()).isEqualTo(100);
        assertThat(result.at("/rego/files")).hasSize(1);
        assertThat(result.path("cases")).hasSize(5).allMatch(row -> row.path("ok")
                .asBoolean());
    }

    @Test
    void aFailingTestAndAMissedLineAreNamed() throws IOException {
        // Given
        Path own = own();
        Files.writeString(own.resolve("other_test.rego"), """
                package countersign_test.other

                test_nothing_passes if not data.countersign.rules.other.passes with input as {"action": {}}
                """);

        // When
        Cli.Result missed = run(Map.of(), "policy", "test", "-f", own.toString());
        Files.writeString(own.resolve("other_test.rego"), """
                package countersign_test.other

                test_all_pass if data.countersign.rules.other.passes with input as {"action": {}}
                """);
        Cli.Result failed = run(Map.of(), "policy", "test", "-f", own.toString());
        Files.writeString(own.resolve("other.rego"), "package countersign.rules.other\n\npasses if {\n");
        Cli.Result broken = run(Map.of(), "policy", "test", "-f", own.toString());

        // Then
        assertThat(missed.ok().out()).contains("1 passed, 0 failed", "other.rego: no test runs line");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.out()).contains("FAIL  other_test.rego:3: test_all_pass");
        assertThat(broken.exitCode()).isEqualTo(1);
        assertThat(broken.err()).contains("does not compile", "other.rego:4");
    }

    @Test
    void warnsOfAWriteThatNoLimitNamesAndOfAToolWithoutACase() throws IOException {
        // Given
        Files.writeString(folder.resolve("policy.yaml"), """
                kind: PolicyData
                tools: {desk.read: {mode: permit}, desk.write: {mode: permit}, desk.never: {mode: deny}, desk.odd: {mode: permit}}
                """);
        Files.writeString(folder.resolve("connector.yaml"), """
                kind: Connector
                id: desk
                tools: {read: {effect: READ}, write: {effect: KEYED}, never: {effect: ONCE}}
                """);
        Files.writeString(folder.resolve("table.yaml"), """
                kind: PolicyTest
                id: desk
                defaults: {phase: propose, subject: {scopes: []}, action: {effect: READ, scopes: [], arguments: {}}}
                cases: [{name: reads, given: {action: {tool: desk.read}}, want: {outcome: permit}}]
                """);

        // When
        Cli.Result result = run(Map.of(), "policy", "test", "-f", folder.toString(), "--json")
                .ok();

        // Then
        assertThat(result.json().path("warnings").toString())
                .contains("desk.write writes (KEYED), and no limit names it", "desk.odd may write")
                .contains("desk.write is listed, and no case")
                .doesNotContain("desk.read", "desk.never writes");
        assertThat(result.err()).contains("Connector documents: 1, of " + folder, "warning: desk.write writes");
    }

    @Test
    void explainsACaseWithWhatMatchedAndWhatCameNear() {
        JsonNode explained = run(Map.of(), "policy", "explain", "stage-moves/a large one goes to finance", "--json")
                .ok()
                .json();
        Cli.Result own =
                run(Map.of(), "policy", "explain", "-f", EXAMPLE.toString(), "a jump of the forecast goes to finance");
        Cli.Result nobody = run(Map.of(), "policy", "explain", "a large on");

        assertThat(explained.path("rule_id").asText()).isEqualTo("big-deal");
        assertThat(explained.at("/matched/0").toString()).contains("record:/amount", "50000.01", "gt 50000");
        assertThat(explained.path("near_misses")).isNotEmpty();
        assertThat(own.ok().out()).contains("require_approval by rule:forecast_jump", "Acme renewal (20000)");
        assertThat(nobody.exitCode()).isEqualTo(2);
        assertThat(nobody.err()).contains("Did you mean: stage-moves/a large one goes to finance");
    }

    @Test
    void buildsTheSameBytesAndSignsThem() throws IOException {
        // Given
        TestKey key = TestKey.in(folder);
        Path first = folder.resolve("first.tar.gz");
        Path second = folder.resolve("second.tar.gz");

        // When
        for (Path file : List.of(first, second)) {
            run(
                            Map.of(),
                            "policy",
                            "build",
                            EXAMPLE.toString(),
                            "-o",
                            file.toString(),
                            "--key",
                            key.file().toString())
                    .ok();
        }

        // Then
        byte[] bytes = Files.readAllBytes(first);
        RuleBundle bundle = RuleBundle.read(bytes);
        assertThat(bytes).isEqualTo(Files.readAllBytes(second));
        assertThat(key.signed(bytes, Files.readString(folder.resolve("first.tar.gz.sig"))))
                .isTrue();
        assertThat(bundle.rulesDigest()).isNotEqualTo(DefaultBundle.load().rulesDigest());
        assertThat(bundle.sources().keySet()).anyMatch(name -> name.endsWith("forecast_jump.rego"));
        assertThat(bundle.sources().keySet()).noneMatch(name -> name.endsWith("_test.rego"));
        assertThat(bundle.data()).isNull();
    }

    @Test
    void whatDoesNotCompileIsRefusedWithWhatOpaSays() throws IOException {
        Path own = own();
        Files.writeString(own.resolve("other.rego"), """
                package countersign.rules.other

                passes if time.now_ns() > 0
                """);

        Cli.Result result = run(
                Map.of(),
                "policy",
                "build",
                own.toString(),
                "--key",
                TestKey.in(folder).file().toString());

        assertThat(result.exitCode()).isEqualTo(4);
        assertThat(result.err()).contains("do not compile", "other.rego:3", "time.now_ns");
    }

    @Test
    void aChangeIsProposedOnceAndReplayed() throws IOException {
        // Given
        DefaultBundle shipped = DefaultBundle.load();
        String now = """
                {"revision":"6","rules_digest":"%s","data_digest":"%s","data":%s}""".formatted(shipped.rulesDigest(), PolicyData.digest(shipped.data()), shipped.data());
        Path change = Files.writeString(folder.resolve("change.yaml"), """
                kind: PolicyData
                tools: {crm.get_lead: {mode: deny}}
                """);
        JsonNode data = PolicyData.merge(
                shipped.data(), Documents.read(Files.readString(change), 10_000).getFirst());
        try (FakeApi api = new FakeApi()) {
            api.answer("GET /api/policy", 200, now)
                    .answer("GET /api/policy/revisions?limit=50", 200, "{\"items\":[]}")
                    .answer("GET /api/policy/revisions?limit=50", 200, """
                            {"items":[{"revision":"7","active":false,"activated_at":null,"based_on":"6",
                             "rules_digest":"%s","data_digest":"%s"}]}""".formatted(
                                    shipped.rulesDigest(), PolicyData.digest(data)))
                    .answer("POST /api/policy/bundles", 201, "{\"revision\":\"7\",\"active\":false}")
                    .answer("POST /api/policy/activations", 200, "{\"revision\":\"7\",\"active\":true}");
            Map<String, String> there = Map.of("COUNTERSIGN_URL", api.url(), "COUNTERSIGN_TOKEN", "token");
            String key = TestKey.in(folder).file().toString();

            // When
            Cli.Result first = run(there, "policy", "activate", change.toString(), "--key", key);
            Cli.Result again = run(there, "policy", "activate", change.toString(), "--key", key);

            // Then
            assertThat(first.ok().err()).contains("Proposed as revision 7, on top of 6");
            assertThat(first.out()).contains("Revision 7 is active.");
            assertThat(again.ok().err()).contains("This is revision 7, proposed before.");
            assertThat(api.lines()).containsOnlyOnce("POST /api/policy/bundles");
            assertThat(api.requests().stream()
                            .filter(request -> request.line().endsWith("/bundles"))
                            .findFirst()
                            .orElseThrow()
                            .body()
                            .asText())
                    .contains("name=\"bundle\"; filename=\"bundle.tar.gz\"", "name=\"signature\"");
        }
    }

    private Path own() throws IOException {
        Path own = Files.createDirectories(folder.resolve("own"));
        Files.writeString(own.resolve("other.rego"), """
                package countersign.rules.other

                title := "Other"

                because := "It is another one"

                mode := "deny"

                tools := ["crm.create_task"]

                passes if {
                  input.action.arguments.subject == "fine"
                  input.action.arguments.priority == "low"
                }
                """);
        return own;
    }

    private static Cli.Result run(Map<String, String> environment, String... arguments) {
        return Cli.run(environment, PATIENCE, List.of(arguments));
    }
}
