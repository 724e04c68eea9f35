package dev.countersign.policy.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.opa.OpaWasmDecisionPoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page about the shipped guardrails says what they do, with an input that hits each and one that does not. */
class GuardrailsPageTest {

    private static final Path PAGE = Path.of("../docs/reference/guardrails.md");
    private static final DefaultBundle SHIPPED = DefaultBundle.load();
    private static PolicyDecisionPoint point;

    @BeforeAll
    static void open() {
        point = OpaWasmDecisionPoint.open(
                SHIPPED.wasm(),
                SHIPPED.data(),
                new PolicyRevision("1", SHIPPED.rulesDigest(), PolicyData.digest(SHIPPED.data())));
    }

    @AfterAll
    static void close() {
        point.close();
    }

    @Test
    void everyShippedGuardrailHasARowThatItDecidesAndOneThatItDoesNot() {
        // Given
        ShippedRows rows = ShippedRows.decidedBy(point);
        // When
        List<Guardrail> shipped = Guardrails.describe(SHIPPED.data());
        // Then
        assertThat(shipped)
                .filteredOn(guardrail -> !GuardrailsPage.isSwitchedOff(guardrail, SHIPPED.data()))
                .allSatisfy(guardrail -> assertThat(rows.hit(guardrail, SHIPPED.data()))
                        .as("a row of bundle/default/tests that " + guardrail.ruleId() + " decides")
                        .isPresent());
        assertThat(shipped)
                .filteredOn(guardrail -> List.of(Guardrail.Kind.GUARD, Guardrail.Kind.LIMIT, Guardrail.Kind.DUPLICATE)
                        .contains(guardrail.kind()))
                .allSatisfy(guardrail -> assertThat(rows.miss(guardrail))
                        .as("a row of bundle/default/tests about the same tool that " + guardrail.ruleId()
                                + " does not stop")
                        .isPresent());
        assertThat(Guardrails.always()).allSatisfy(guardrail -> assertThat(rows.hit(guardrail, SHIPPED.data()))
                .as(guardrail.ruleId())
                .isPresent());
    }

    @Test
    void pageIsMadeFromTheDataAndTheTables() throws IOException {
        // When
        String page = GuardrailsPage.of(SHIPPED.data(), ShippedRows.decidedBy(point));
        if (Boolean.getBoolean("countersign.docs.write")) {
            Files.writeString(PAGE, page, StandardCharsets.UTF_8);
        }
        // Then
        assertThat(Files.readString(PAGE, StandardCharsets.UTF_8))
                .as("made anew with -Dcountersign.docs.write=true")
                .isEqualTo(page);
    }
}
