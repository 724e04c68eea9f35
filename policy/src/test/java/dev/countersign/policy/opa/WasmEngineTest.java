package dev.countersign.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.policy.bundle.PinnedData;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import dev.countersign.policy.document.Documents;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The pool around real instances. */
class WasmEngineTest {

    private static final PolicyRevision REVISION = new PolicyRevision("1", "", "");

    @Test
    void decidesTheSameFromManyThreads() throws Exception {
        // Given
        DefaultBundle bundle = DefaultBundle.load();
        PolicyInput input = example();
        try (OpaWasmDecisionPoint point = OpaWasmDecisionPoint.open(
                        bundle.wasm(),
                        bundle.data(),
                        REVISION,
                        new OpaWasmDecisionPoint.Settings(2, Duration.ofSeconds(30)));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Decision expected = point.decide(input);
            assertThat(expected).isInstanceOf(Decision.RequireApproval.class);

            // When
            List<Callable<Decision>> questions = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                questions.add(() -> point.decide(input));
            }
            List<Future<Decision>> answers = threads.invokeAll(questions);

            // Then
            for (Future<Decision> answer : answers) {
                assertThat(answer.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void isIndeterminateWhenNoInstanceBecomesFree() throws Exception {
        // Given
        DefaultBundle bundle = DefaultBundle.load();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        try (OpaWasmDecisionPoint point = OpaWasmDecisionPoint.open(
                        bundle.wasm(),
                        bundle.data(),
                        REVISION,
                        new OpaWasmDecisionPoint.Settings(1, Duration.ofMillis(20)));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            ObjectNode slow = new SlowInput(JsonNodeFactory.instance.objectNode(), inside, release);
            Future<Decision> first = threads.submit(() -> point.decide(new PolicyInput(slow)));
            inside.await();

            // When
            Decision second = point.decide(example());

            // Then
            assertThat(second).isInstanceOfSatisfying(Decision.Indeterminate.class, indeterminate -> assertThat(
                            indeterminate.cause())
                    .contains("PT0.02S"));
            release.countDown();
            assertThat(first.get()).isInstanceOf(Decision.Indeterminate.class);
            assertThat(point.decide(example())).isInstanceOf(Decision.RequireApproval.class);
        }
    }

    @Test
    void isIndeterminateWhenAnEvaluationThrowsAndGoesOnAfterwards() throws Exception {
        // Given
        DefaultBundle bundle = DefaultBundle.load();
        try (OpaWasmDecisionPoint point = OpaWasmDecisionPoint.open(
                bundle.wasm(), bundle.data(), REVISION, new OpaWasmDecisionPoint.Settings(1, Duration.ofSeconds(30)))) {
            ObjectNode deep = example().json().deepCopy();
            ObjectNode inner = deep.withObjectProperty("action").withObjectProperty("arguments");
            for (int i = 0; i < 100_000; i++) {
                inner = inner.putObject("x");
            }

            // When
            Decision decision = point.decide(new PolicyInput(deep));

            // Then
            assertThat(decision).isInstanceOfSatisfying(Decision.Indeterminate.class, indeterminate -> assertThat(
                            indeterminate.cause())
                    .startsWith("The policy engine failed: "));
            assertThat(point.decide(example())).isInstanceOf(Decision.RequireApproval.class);
        }
    }

    @Test
    void isIndeterminateOnceClosed() throws Exception {
        // Given
        DefaultBundle bundle = DefaultBundle.load();
        OpaWasmDecisionPoint point = OpaWasmDecisionPoint.open(bundle.wasm(), bundle.data(), REVISION);

        // When
        point.close();

        // Then
        assertThat(point.decide(example())).isInstanceOf(Decision.Indeterminate.class);
    }

    @Test
    void refusesAModuleThatIsNone() {
        assertThatThrownBy(() -> OpaWasmDecisionPoint.open(
                        new byte[] {1, 2, 3}, JsonNodeFactory.instance.objectNode(), REVISION))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void deniesEverythingWithoutData() throws Exception {
        // Given
        DefaultBundle bundle = DefaultBundle.load();
        try (OpaWasmDecisionPoint point =
                OpaWasmDecisionPoint.open(bundle.wasm(), JsonNodeFactory.instance.objectNode(), REVISION)) {
            // Then
            assertThat(point.decide(example())).isInstanceOfSatisfying(Decision.Deny.class, deny -> assertThat(
                            deny.ruling().ruleId())
                    .isEqualTo("builtin:unlisted"));
        }
    }

    @Test
    void indexesEveryEntryUnderEachToolThatItNames() {
        // Given
        JsonNode data = Documents.read("""
                        tools: {a.x: {mode: permit}}
                        guards: [{id: g, tools: [a.x, b.y]}]
                        limits: [{id: l, tools: [a.x]}]
                        lists: {names: [one]}
                        """, 1000).getFirst();

        // When
        JsonNode pinned = PinnedData.of(data);

        // Then
        assertThat(pinned).isEqualTo(Documents.read("""
                                        tools: {a.x: {mode: permit}}
                                        lists: {names: [one]}
                                        by_tool:
                                          a.x: {guards: [{id: g, tools: [a.x, b.y]}], limits: [{id: l, tools: [a.x]}]}
                                          b.y: {guards: [{id: g, tools: [a.x, b.y]}]}
                                        """, 1000).getFirst());
    }

    private static PolicyInput example() throws java.io.IOException {
        String text = Files.readString(Path.of("src/test/resources/example/policy-input.json"));
        return new PolicyInput((ObjectNode) Documents.read(text, 1 << 20).getFirst());
    }
}
