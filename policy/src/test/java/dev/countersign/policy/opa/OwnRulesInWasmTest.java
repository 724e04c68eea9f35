package dev.countersign.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.document.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bundle with rules of a company's own, compiled as the shipped one is and asked in process. */
class OwnRulesInWasmTest {

    private static final PolicyRevision REVISION = new PolicyRevision("1", "sha256:r", "sha256:d");

    @TempDir
    static Path folder;

    private static byte[] wasm;

    @BeforeAll
    static void compile() throws Exception {
        Path bundle = folder.resolve("own.tar.gz");
        List<String> line = new ArrayList<>(List.of("build", "--target", "wasm", "--output", bundle.toString()));
        line.addAll(List.of("--capabilities", "capabilities.json", "src/main/rego"));
        for (Question question : Question.values()) {
            line.addAll(List.of("--entrypoint", question.entryPoint()));
        }
        try (Stream<Path> files = Files.list(Path.of("src/test/rego"))) {
            files.filter(file -> file.getFileName().toString().startsWith("rule_"))
                    .forEach(file -> line.add(file.toString()));
        }
        RegoTool.Run build = RegoTool.orExplain().run(line);
        assertThat(build.exitCode()).as(build.output()).isZero();
        RegoTool.execute(List.of("tar", "-xzf", bundle.toString(), "-C", folder.toString()));
        wasm = Files.readAllBytes(folder.resolve("policy.wasm"));
    }

    @Test
    void standUnlessTheyPass() {
        assertThat(decide("{amount: 100}", "{}")).isInstanceOf(Decision.Permit.class);
        assertThat(decide("{amount: 101}", "{}")).isInstanceOfSatisfying(Decision.RequireApproval.class, approval -> {
            assertThat(approval.ruling().ruleId()).isEqualTo("rule:big");
            assertThat(approval.terms().groups()).containsExactly("finance");
        });
        assertThat(decide("{}", "{}")).isInstanceOf(Decision.RequireApproval.class);
    }

    @Test
    void areIndeterminateWhenTheyContradictThemselves() {
        assertThat(decide("{amount: 1}", "{odd: true, mode: deny, passes: true}"))
                .isInstanceOf(Decision.Permit.class);

        assertThat(decide("{amount: 1}", "{odd: true, mode: deny, passes: true, broken: true}"))
                .isInstanceOf(Decision.Indeterminate.class);
    }

    @Test
    void areIndeterminateWhenTheirApprovalNamesNobody() {
        assertThat(decide("{amount: 101}", "{odd: true, mode: require_approval}"))
                .isInstanceOf(Decision.Indeterminate.class);
        assertThat(decide("{amount: 1}", "{odd: true, mode: require_approval, tier: T1, quorum: two}"))
                .isInstanceOf(Decision.Indeterminate.class);
    }

    @Test
    void areListedWithWhatTheySayAndNothingMore() throws Exception {
        // Given
        try (WasmEngine engine = new WasmEngine(wasm.clone(), "{}", OpaWasmDecisionPoint.Settings.DEFAULT)) {
            // When
            String answer = engine.ask(Question.CATALOGUE, JsonNodeFactory.instance.objectNode());

            // Then
            JsonNode rules = Documents.read(answer, 1 << 20)
                    .getFirst()
                    .path(0)
                    .path("result")
                    .path("rules");
            assertThat(rules.fieldNames()).toIterable().containsExactlyInAnyOrder("big", "closed", "everywhere", "odd");
            assertThat(rules.path("closed")).isEqualTo(read("""
                    {title: Closed, because: It is closed, mode: deny, tools: [s.own]}"""));
            assertThat(rules.path("odd")).isEqualTo(read("{title: Odd, tools: [s.own]}"));
        }
    }

    private static Decision decide(String record, String arguments) {
        ObjectNode input = (ObjectNode) read("""
                {phase: propose, now: '2026-11-20T09:00:00Z', subject: {kind: workflow, id: a, roles: [], scopes: []},
                 action: {tool: s.own, effect: KEYED, scopes: [], undo: auto, price: 0},
                 run: {workflow: {id: f, version: 1, stage: approvals, dry_run: false}}}""");
        input.set("record", read(record));
        input.withObjectProperty("action").set("arguments", read(arguments));
        try (OpaWasmDecisionPoint point =
                OpaWasmDecisionPoint.open(wasm, read("{tools: {s.own: {mode: permit}}}"), REVISION)) {
            return point.decide(new PolicyInput(input));
        }
    }

    private static JsonNode read(String text) {
        return Documents.read(text, 1 << 20).getFirst();
    }
}
