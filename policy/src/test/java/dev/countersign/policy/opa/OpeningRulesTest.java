package dev.countersign.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules that cannot decide are refused before they may, with a sentence that names what is wrong. */
class OpeningRulesTest {

    private static final PolicyRevision REVISION = new PolicyRevision("1", "sha256:r", "sha256:d");
    private final WasmPolicyEngine engine =
            new WasmPolicyEngine(new OpaWasmDecisionPoint.Settings(1, Duration.ofSeconds(5)));

    @TempDir
    Path folder;

    @Test
    void opensRulesWithTheirWords() {
        assertThatCode(() -> open(RegoBundle.read(folder, Map.of("friday.rego", RegoBundle.OWN_RULE))))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesABundleWithoutRules() {
        assertThat(refusal(new RuleBundle(null, null, Map.of(), null))).contains("policy.wasm is missing");
    }

    @Test
    void refusesAModuleThatIsNone() {
        assertThat(refusal(new RuleBundle(new byte[] {1, 2, 3}, "sha256:x", Map.of(), null)))
                .contains("policy.wasm does not load");
    }

    @ParameterizedTest
    @ValueSource(strings = {"countersign/decide", "countersign/explain", "countersign/needs", "countersign/catalogue"})
    void refusesAModuleThatLacksAnEntryPoint(String missing) {
        // Given
        List<String> entryPoints = new ArrayList<>(RegoBundle.ENTRY_POINTS);
        entryPoints.remove(missing);

        // When
        String refusal = refusal(RuleBundle.read(RegoBundle.archive(folder, Map.of(), entryPoints, true)));

        // Then
        assertThat(refusal).contains("The entry point " + missing + " is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"title", "because", "mode"})
    void refusesARuleThatLacksItsWords(String word) {
        // Given
        String lacking = RegoBundle.OWN_RULE.replaceAll("(?m)^" + word + " := .*\n", "");

        // When
        String refusal = refusal(RegoBundle.read(folder, Map.of("friday.rego", lacking)));

        // Then
        assertThat(refusal).contains("countersign.rules.friday").contains(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"permit\"", "\"refuse\"", "7"})
    void refusesARuleWithAnUnknownMode(String mode) {
        String wrong = RegoBundle.OWN_RULE.replace("\"deny\"", mode);

        assertThat(refusal(RegoBundle.read(folder, Map.of("friday.rego", wrong))))
                .contains("countersign.rules.friday has a mode that is not known, " + mode);
    }

    @Test
    void refusesARuleThatAsksForApprovalOfNobody() {
        String wrong = RegoBundle.OWN_RULE.replace("\"deny\"", "\"require_approval\"");

        assertThat(refusal(RegoBundle.read(folder, Map.of("friday.rego", wrong))))
                .contains("has no tier")
                .contains("names nobody");
    }

    @Test
    void namesEveryFaultAtOnce() {
        String wrong = RegoBundle.OWN_RULE.replaceAll("(?m)^(title|because) := .*\n", "");

        assertThat(refusal(RegoBundle.read(folder, Map.of("friday.rego", wrong))))
                .contains("has no title")
                .contains("has no because");
    }

    private void open(RuleBundle rules) {
        engine.open(rules, JsonNodeFactory.instance.objectNode(), REVISION).close();
    }

    private String refusal(RuleBundle rules) {
        DocumentInvalid invalid = Assertions.catchThrowableOfType(DocumentInvalid.class, () -> open(rules));
        assertThat(invalid).isNotNull();
        return String.join("\n", invalid.problems().stream().map(Problem::fix).toList());
    }
}
