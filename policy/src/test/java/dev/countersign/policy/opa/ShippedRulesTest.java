package dev.countersign.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.Needs;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.decision.PolicyTable;
import dev.countersign.policy.decision.Reservation;
import dev.countersign.policy.document.Documents;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The compiled bundle with the default data, through the engine that runs in production. */
class ShippedRulesTest {

    private static final Path TABLES = Path.of("src/main/resources/bundle/default/tests");
    private static PolicyDecisionPoint point;

    @BeforeAll
    static void open() {
        DefaultBundle bundle = DefaultBundle.load();
        point = OpaWasmDecisionPoint.open(
                bundle.wasm(),
                bundle.data(),
                new PolicyRevision("12", bundle.rulesDigest(), PolicyData.digest(bundle.data())));
    }

    @AfterAll
    static void close() {
        point.close();
    }

    @TestFactory
    Stream<DynamicTest> decidesAsItsTablesSay() throws IOException {
        try (Stream<Path> files = Files.list(TABLES)) {
            List<PolicyTable> tables = files.sorted()
                    .flatMap(file -> documents(file).stream())
                    .map(PolicyTable::of)
                    .toList();
            assertThat(tables).isNotEmpty();
            return tables.stream()
                    .flatMap(table -> table.run(point).stream())
                    .map(outcome -> DynamicTest.dynamicTest(
                            outcome.table() + ": " + outcome.name(), () -> assertThat(outcome.differences())
                                    .as(outcome.decision().toString())
                                    .isEmpty()));
        }
    }

    @Test
    void decidesTheWorkedExample() {
        // When
        Decision decision = point.decide(example());

        // Then
        Decision.RequireApproval approval = (Decision.RequireApproval) decision;
        assertThat(approval.revision().name()).isEqualTo("12");
        assertThat(approval.ruling().title()).isEqualTo("Stage move");
        assertThat(approval.ruling().because())
                .isEqualTo("Every stage move is confirmed: ${before.stage} to ${arguments.stage}");
        assertThat(approval.ruling().reasons()).isEmpty();
        assertThat(approval.terms().ttl()).hasHours(4);
        assertThat(approval.terms().hold()).isNull();
        assertThat(approval.terms().separate()).isTrue();
        assertThat(approval.terms().quorum()).isEqualTo(1);
        assertThat(approval.obligations()).isEqualTo(Decision.Obligations.NONE);
        assertThat(approval.reserve())
                .containsExactly(
                        new Reservation("account-blast-radius", "acc-9", "P1D", BigDecimal.ONE, BigDecimal.valueOf(5)));
    }

    @Test
    void explainsTheWorkedExample() {
        // When
        Explanation explanation = point.explain(example());

        // Then
        assertThat(explanation.decision()).isEqualTo(point.decide(example()));
        assertThat(explanation.wouldPassIf()).isEqualTo("never: the mode of this tool is require_approval");
        assertThat(explanation.nearMisses())
                .containsExactly(
                        new Decision.Reason(
                                "big-deal",
                                "Amount is ${before.amount}; above 50000 finance decides",
                                "passes: /record/amount is not above 50000"),
                        new Decision.Reason(
                                "stage-activity",
                                "Last activity ${facts.last_activity_at}; one within 7 days is needed",
                                "passes until 2026-11-25T10:00:00.000Z"),
                        new Decision.Reason(
                                "account-blast-radius", "1 of 5 calls for account acc-9 today", "passes: 4 are left"));
    }

    @Test
    void needsTheCountersAndDuplicatesOfTheTool() {
        // Given
        ObjectNode input = example().json().deepCopy();
        ObjectNode action = input.withObjectProperty("action");
        action.put("tool", "crm.create_lead");
        action.putObject("arguments").put("email", "a@new.example").put("company", "New");
        input.withObjectProperty("resource")
                .putObject("refs")
                .putArray("domain")
                .add("new.example");

        // When
        Needs needs = point.needs(new PolicyInput(input));

        // Then
        assertThat(needs.failure()).isNull();
        assertThat(needs.counters())
                .extracting(Reservation::limitId, Reservation::key, Reservation::window)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("creates-a-day", "all", "P1D"),
                        org.assertj.core.groups.Tuple.tuple("creates-a-minute", "all", "PT1M"));
        assertThat(needs.dedupes()).singleElement().satisfies(dedupe -> {
            assertThat(dedupe.id()).isEqualTo("same-lead");
            assertThat(dedupe.window()).hasDays(30);
            assertThat(dedupe.values()).hasToString("[[\"new.example\"], \"New\"]");
        });
    }

    @Test
    void isIndeterminateAboutAnInputThatIsNone() {
        // Given
        PolicyInput nothing = new PolicyInput(example().json().objectNode());

        // Then
        assertThat(point.decide(nothing)).isInstanceOf(Decision.Indeterminate.class);
        assertThat(point.explain(nothing).decision()).isInstanceOf(Decision.Indeterminate.class);
        assertThat(point.needs(nothing).failure()).isNotNull();
    }

    private static PolicyInput example() {
        return new PolicyInput((ObjectNode) documents(Path.of("src/test/resources/example/policy-input.json"))
                .getFirst());
    }

    private static List<JsonNode> documents(Path file) {
        try {
            return Documents.read(Files.readString(file, StandardCharsets.UTF_8), 1 << 20);
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
