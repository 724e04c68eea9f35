package dev.countersign.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.Needs;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever an OPA server does wrong, nothing is let through, the health says since when, and it comes back by itself. */
@Timeout(60)
class OpaServerFaultsTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");
    private static final PolicyRevision REVISION = new PolicyRevision("7", "sha256:r", "sha256:d");
    private static final RuleBundle RULES = new RuleBundle(null, null, Map.of(), null);
    private static final PolicyInput INPUT =
            new PolicyInput(JsonNodeFactory.instance.objectNode().put("secret", "hunter2"));

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);

    @Test
    void countsACleanAnswerOfTheRightRevision() {
        try (StubOpa stub = new StubOpa(StubOpa.good());
                OpaServerPolicyEngine engine = engine(stub.url(), "s3cret", 1000, 2, 5)) {
            assertThat(open(engine).needs(INPUT)).isEqualTo(Needs.NONE);
            assertThat(engine.health()).isEqualTo(PolicyEngine.Health.ANSWERS);
            assertThat(stub.authorization()).isEqualTo("Bearer s3cret");
            assertThat(stub.requests()).isEqualTo(1);
        }
    }

    @Test
    void refusesStatusesThatAreNotOk() {
        assertNoAnswer(
                StubOpa.status(500, StubOpa.by(StubOpa.MARK, "{\"counters\": [], \"dedupes\": []}")), "status 500");
        assertNoAnswer(StubOpa.status(404, "hunter2"), "status 404");
        assertNoAnswer(StubOpa.status(302, ""), "status 302");
    }

    @Test
    void refusesNonsense() {
        assertNoAnswer(StubOpa.says("hunter2"), "no JSON");
        assertNoAnswer(StubOpa.says(""), "Data API");
        assertNoAnswer(StubOpa.says("[]"), "Data API");
        assertNoAnswer(StubOpa.says("{\"result\": {\"decision\": \"permit\"}}"), "by which revision");
        assertNoAnswer(StubOpa.says(StubOpa.by(StubOpa.MARK, "42")), "schema");
        assertNoAnswer(StubOpa.says(StubOpa.by(StubOpa.MARK, "{\"counters\": []}")), "schema");
        assertNoAnswer(StubOpa.says("[".repeat(100_000)), "no JSON");
    }

    @Test
    void refusesAnAnswerOfAnotherRevision() {
        assertNoAnswer(StubOpa.says(StubOpa.by("sha256:r/sha256:other", "{}")), "another revision");
        assertNoAnswer(StubOpa.says("{\"provenance\": {}, \"result\": {}}"), "another revision");
    }

    @Test
    void refusesAHugeAnswer() {
        assertNoAnswer(StubOpa.says(" ".repeat(OpaServerHttp.MAX_ANSWER_BYTES + 1)), "longer than 1048576 bytes");
    }

    @Test
    void refusesAServerThatIsNotThere() {
        try (OpaServerPolicyEngine engine =
                engine(URI.create("http://127.0.0.1:" + OpaProcess.freePort()), null, 1000, 2, 5)) {
            assertIndeterminate(open(engine), engine, "cannot be reached");
        }
    }

    @Test
    void waitsNoLongerThanTheDeadlineForAServerThatHangsOrDrips() {
        try (StubOpa stub = new StubOpa(StubOpa.good());
                OpaServerPolicyEngine engine = engine(stub.url(), null, 300, 2, 100)) {
            PolicyDecisionPoint point = open(engine);
            assertThat(point.needs(INPUT).failure()).isNull();
            for (StubOpa.Behaviour slow : new StubOpa.Behaviour[] {stub.hangs(), stub.drips()}) {
                // Given
                stub.does(slow);
                long before = System.nanoTime();

                // When
                Decision decision = point.decide(INPUT);

                // Then
                Duration took = Duration.ofNanos(System.nanoTime() - before);
                assertThat(decision).isInstanceOfSatisfying(Decision.Indeterminate.class, indeterminate -> assertThat(
                                indeterminate.cause())
                        .contains("did not answer within"));
                assertThat(took).isGreaterThan(Duration.ofMillis(100)).isLessThan(Duration.ofSeconds(10));
                assertThat(engine.health().answers()).isFalse();
            }
        }
    }

    @Test
    void asksAgainWithinTheBudget() {
        try (StubOpa stub = new StubOpa(StubOpa.status(500, ""));
                OpaServerPolicyEngine engine = engine(stub.url(), null, 5000, 3, 100)) {
            // When
            Needs needs = open(engine).needs(INPUT);

            // Then
            assertThat(needs.failure()).contains("status 500");
            assertThat(stub.requests()).isEqualTo(3);
        }
    }

    @Test
    void waitsInsideTheDeadlineForTheServerToDownloadTheRevision() {
        try (StubOpa stub = new StubOpa(StubOpa.good());
                OpaServerPolicyEngine engine = engine(stub.url(), null, 20_000, 1, 1)) {
            // Given
            StubOpa.Behaviour old = StubOpa.says(StubOpa.by("old", "{}"));
            stub.does(exchange -> (stub.requests() < 4 ? old : StubOpa.good()).answer(exchange));

            // When
            Needs needs = open(engine).needs(INPUT);

            // Then
            assertThat(needs.failure()).isNull();
            assertThat(stub.requests()).isEqualTo(4);
            assertThat(engine.health().answers()).isTrue();
        }
    }

    @Test
    void saysSinceWhenItFailsAndRecoversWithoutARestart() {
        int port = OpaProcess.freePort();
        try (OpaServerPolicyEngine engine = engine(URI.create("http://127.0.0.1:" + port), null, 5000, 1, 1000)) {
            PolicyDecisionPoint point = open(engine);
            try (StubOpa stub = new StubOpa(StubOpa.good(), port)) {
                assertThat(point.needs(INPUT).failure()).isNull();
            }

            // When it is killed
            assertThat(point.needs(INPUT).failure()).isNotNull();
            now.set(NOON.plusSeconds(30));
            assertThat(point.needs(INPUT).failure()).isNotNull();

            // Then
            assertThat(engine.health().failingSince()).isEqualTo(NOON);
            assertThat(engine.health().cause()).contains("cannot be reached");

            // When it is there again
            try (StubOpa again = new StubOpa(StubOpa.good(), port)) {
                Awaitility.await().until(() -> point.needs(INPUT).failure() == null);
                assertThat(again.requests()).isPositive();
            }

            // Then
            assertThat(engine.health()).isEqualTo(PolicyEngine.Health.ANSWERS);
        }
    }

    @Test
    void leavesAFailingServerAloneAndTriesItOnceThePauseIsOver() {
        try (StubOpa stub = new StubOpa(StubOpa.status(500, ""));
                OpaServerPolicyEngine engine = engine(stub.url(), null, 5000, 1, 3)) {
            // Given
            PolicyDecisionPoint point = open(engine);
            for (int i = 0; i < 3; i++) {
                assertThat(point.needs(INPUT).failure()).contains("status 500");
            }

            // When
            String cause = point.needs(INPUT).failure();

            // Then
            assertThat(cause).contains("left alone for PT0.2S after 3 failures").contains("status 500");
            assertThat(stub.requests()).isEqualTo(3);
            assertThat(engine.health().cause()).contains("status 500");

            // When
            stub.does(StubOpa.good());

            // Then
            Awaitility.await().until(() -> point.needs(INPUT).failure() == null);
            assertThat(engine.health().answers()).isTrue();
            assertThat(stub.requests()).isEqualTo(4);
        }
    }

    @Test
    void doesNotBlameTheServerForAPointThatANewerOneReplaced() {
        try (StubOpa stub = new StubOpa(StubOpa.good());
                OpaServerPolicyEngine engine = engine(stub.url(), null, 1000, 1, 5)) {
            // Given
            PolicyDecisionPoint old =
                    engine.open(RULES, JsonNodeFactory.instance.objectNode(), new PolicyRevision("6", "sha256:o", "d"));
            PolicyDecisionPoint current = open(engine);

            // When
            Needs late = old.needs(INPUT);

            // Then
            assertThat(late.failure()).contains("another revision");
            assertThat(engine.health().answers()).isTrue();
            assertThat(current.needs(INPUT).failure()).isNull();
        }
    }

    @Test
    void treatsAnInputThatPolicyHasNoAnswerForAsAnAnswerOfTheServer() {
        try (StubOpa stub = new StubOpa(StubOpa.status(500, ""));
                OpaServerPolicyEngine engine = engine(stub.url(), null, 5000, 1, 50)) {
            // Given
            PolicyDecisionPoint point = open(engine);
            point.needs(INPUT);
            assertThat(engine.health().answers()).isFalse();

            // When
            stub.does(
                    StubOpa.says("{\"provenance\": {\"bundles\": {\"b\": {\"revision\": \"" + StubOpa.MARK + "\"}}}}"));

            // Then
            assertThat(point.needs(INPUT).failure()).contains("undefined");
            assertThat(engine.health().answers()).isTrue();
        }
    }

    @Test
    void refusesSettingsThatBoundNothing() {
        URI url = URI.create("http://127.0.0.1:8181");
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new OpaServerPolicyEngine.Settings(URI.create("ftp://x"), null, second, 1, 1, second))
                .hasMessageContaining("url");
        assertThatThrownBy(() -> new OpaServerPolicyEngine.Settings(url, null, Duration.ZERO, 1, 1, second))
                .hasMessageContaining("deadline");
        assertThatThrownBy(() -> new OpaServerPolicyEngine.Settings(url, null, second, 0, 1, second))
                .hasMessageContaining("attempts");
        assertThatThrownBy(() -> new OpaServerPolicyEngine.Settings(url, null, second, 1, 0, second))
                .hasMessageContaining("failures");
        assertThatThrownBy(() -> new OpaServerPolicyEngine.Settings(url, null, second, 1, 1, Duration.ZERO))
                .hasMessageContaining("pause");
        assertThat(new OpaServerPolicyEngine.Settings(url, "s3cret", second, 1, 1, second).toString())
                .doesNotContain("s3cret");
    }

    private void assertNoAnswer(StubOpa.Behaviour behaviour, String cause) {
        try (StubOpa stub = new StubOpa(behaviour);
                OpaServerPolicyEngine engine = engine(stub.url(), null, 1000, 1, 100)) {
            assertIndeterminate(open(engine), engine, cause);
        }
    }

    private static void assertIndeterminate(PolicyDecisionPoint point, PolicyEngine engine, String cause) {
        Needs needs = point.needs(INPUT);
        assertThat(needs.failure()).contains(cause).doesNotContain("hunter2");
        assertThat(point.decide(INPUT)).isInstanceOf(Decision.Indeterminate.class);
        assertThat(point.explain(INPUT).decision()).isInstanceOf(Decision.Indeterminate.class);
        assertThat(engine.health().failingSince()).isEqualTo(NOON);
        assertThat(engine.health().cause()).contains(cause);
    }

    private OpaServerPolicyEngine engine(
            URI url, @Nullable String token, int deadlineMillis, int attempts, int failures) {
        return new OpaServerPolicyEngine(
                new OpaServerPolicyEngine.Settings(
                        url, token, Duration.ofMillis(deadlineMillis), attempts, failures, Duration.ofMillis(200)),
                now::get);
    }

    private static PolicyDecisionPoint open(OpaServerPolicyEngine engine) {
        return engine.open(RULES, JsonNodeFactory.instance.objectNode(), REVISION);
    }
}
