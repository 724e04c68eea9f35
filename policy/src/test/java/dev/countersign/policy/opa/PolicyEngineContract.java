package dev.countersign.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Explanation;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.decision.PolicyTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What every engine promises, asked of each in a class of its own. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PolicyEngineContract {

    @TempDir
    static Path folder;

    private PolicyDecisionPoint point;
    private PolicyRevision revision;

    /** A point of this engine, ready to answer, that decides by these rules and data. */
    abstract PolicyDecisionPoint open(RuleBundle rules, JsonNode data, PolicyRevision revision);

    /** Whether the engine answers, as it says itself. */
    abstract PolicyEngine.Health health();

    @BeforeAll
    void openTheShippedRules() {
        RuleBundle rules = RegoBundle.read(folder, Map.of("rules/friday.rego", RegoBundle.OWN_RULE));
        JsonNode data = Inputs.shippedData();
        revision = new PolicyRevision("12", Objects.requireNonNull(rules.rulesDigest()), PolicyData.digest(data));
        point = open(rules, data, revision);
    }

    @AfterAll
    void closeIt() {
        point.close();
    }

    @Test
    void decidesAsTheShippedTablesSay() {
        // Given
        List<PolicyTable> tables = Inputs.shippedTables();

        // When
        List<PolicyTable.Outcome> outcomes =
                tables.stream().flatMap(table -> table.run(point).stream()).toList();

        // Then
        assertThat(outcomes).hasSizeGreaterThan(10).allSatisfy(outcome -> assertThat(outcome.differences())
                .as(outcome.table() + ": " + outcome.name() + " " + outcome.decision())
                .isEmpty());
    }

    @Test
    void saysWhichRevisionDecided() {
        // When
        Decision decision = point.decide(Inputs.example());

        // Then
        assertThat(point.revision()).isEqualTo(revision);
        assertThat(decision).isInstanceOf(Decision.RequireApproval.class);
        assertThat(decision.revision()).isEqualTo(revision);
    }

    @Test
    void explainsWhatItDecides() {
        // When
        Explanation explanation = point.explain(Inputs.example());

        // Then
        assertThat(explanation.decision()).isEqualTo(point.decide(Inputs.example()));
        assertThat(explanation.wouldPassIf()).isNotBlank();
        assertThat(explanation.nearMisses()).isNotEmpty();
    }

    @Test
    void namesTheCountersThatADecisionLooksAt() {
        assertThat(point.needs(Inputs.example()).failure()).isNull();
        assertThat(point.needs(Inputs.example()).counters())
                .singleElement()
                .satisfies(counter -> assertThat(counter.limitId()).isEqualTo("account-blast-radius"));
    }

    @Test
    void isIndeterminateAboutAnInputThatPolicyHasNoAnswerFor() {
        // Given
        PolicyInput nothing = new PolicyInput(JsonNodeFactory.instance.objectNode());

        // Then
        assertThat(point.decide(nothing)).isInstanceOf(Decision.Indeterminate.class);
        assertThat(point.explain(nothing).decision()).isInstanceOf(Decision.Indeterminate.class);
        assertThat(point.needs(nothing).failure()).isNotBlank();
        assertThat(health().answers())
                .as("an odd input is not the engine's failure")
                .isTrue();
    }

    @Test
    void neverThrows() {
        // Given
        ObjectNode deep = Inputs.example().json().deepCopy();
        ObjectNode inner = deep.withObjectProperty("action").withObjectProperty("arguments");
        for (int i = 0; i < 100_000; i++) {
            inner = inner.putObject("x");
        }

        // When
        Decision decision = point.decide(new PolicyInput(deep));

        // Then
        assertThat(decision).isInstanceOf(Decision.Indeterminate.class);
        assertThat(point.decide(Inputs.example())).isInstanceOf(Decision.RequireApproval.class);
        assertThat(health().answers()).isTrue();
    }

    @Test
    void decidesTheSameFromManyThreads() throws Exception {
        // Given
        Decision expected = point.decide(Inputs.example());
        List<Callable<Decision>> questions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            questions.add(() -> point.decide(Inputs.example()));
        }

        // When
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Decision>> answers = threads.invokeAll(questions);

            // Then
            for (Future<Decision> answer : answers) {
                assertThat(answer.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void isIndeterminateAboutWhatIsAskedAfterTheClose() {
        // Given
        RuleBundle rules = RegoBundle.read(folder.resolve("closed"), Map.of());
        PolicyDecisionPoint closed =
                open(rules, Inputs.shippedData(), new PolicyRevision("13", rules.rulesDigest(), "sha256:other"));
        assertThat(closed.decide(Inputs.example())).isInstanceOf(Decision.RequireApproval.class);

        // When
        closed.close();

        // Then
        assertThat(closed.decide(Inputs.example()))
                .isInstanceOfSatisfying(Decision.Indeterminate.class, indeterminate -> assertThat(indeterminate.cause())
                        .contains("closed"));
        assertThat(point.decide(Inputs.example())).isInstanceOf(Decision.RequireApproval.class);
    }

    @Test
    void finishesWhatWasAskedBeforeTheClose() throws Exception {
        // Given
        RuleBundle rules = RegoBundle.read(folder.resolve("late"), Map.of());
        PolicyDecisionPoint late =
                open(rules, Inputs.shippedData(), new PolicyRevision("14", rules.rulesDigest(), "sha256:late"));
        late.decide(Inputs.example());
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Decision> underWay = threads.submit(() ->
                    late.decide(new PolicyInput(new SlowInput(Inputs.example().json(), inside, release))));
            inside.await();

            // When
            late.close();
            release.countDown();

            // Then
            assertThat(underWay.get()).isInstanceOf(Decision.RequireApproval.class);
        }
    }

    @Test
    void decidesByACompanysOwnRules() {
        // Given
        PolicyInput input = Inputs.changeOwner("friday");

        // Then
        assertThat(point.decide(input)).isInstanceOfSatisfying(Decision.Deny.class, deny -> assertThat(
                        deny.ruling().ruleId())
                .isEqualTo("rule:friday"));
        assertThat(point.decide(Inputs.changeOwner("monday"))).isInstanceOf(Decision.RequireApproval.class);
    }
}
