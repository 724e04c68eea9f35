package dev.countersign.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The Rego sources through opa's own tools. */
class RegoToolsTest {

    @Test
    void rulesPassTheirOwnTests() {
        RegoTool.Run run = RegoTool.orExplain().run(List.of("test", "src/main/rego", "src/test/rego"));

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(run.output()).contains("PASS");
    }

    @Test
    void rulesAreCoveredByTheirTests() {
        // When
        RegoTool.Run run = RegoTool.orExplain()
                .run(List.of("test", "--coverage", "--threshold", "97", "src/main/rego", "src/test/rego"));

        // Then
        assertThat(run.exitCode())
                .as("opa test --coverage --threshold 97 src/main/rego src/test/rego: " + run.output())
                .isZero();
    }

    @Test
    void rulesAreStrict() {
        RegoTool.Run run = RegoTool.orExplain().run(List.of("check", "--strict", "src/main/rego", "src/test/rego"));

        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    @Test
    void rulesUseOnlyBuiltinsThatCompile() {
        RegoTool.Run run =
                RegoTool.orExplain().run(List.of("check", "--capabilities", "capabilities.json", "src/main/rego"));

        assertThat(run.exitCode()).as(run.output()).isZero();
    }

    @Test
    void rulesAreFormatted() {
        RegoTool.Run run =
                RegoTool.orExplain().run(List.of("fmt", "--diff", "--fail", "src/main/rego", "src/test/rego"));

        assertThat(run.exitCode())
                .as("opa fmt -w src/main/rego src/test/rego: " + run.output())
                .isZero();
    }
}
