package dev.countersign.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** OPA has two evaluators. Asked the same ten thousand questions, both engines give the same answers. */
@Timeout(600)
class EnginesAgreeTest {

    private static final int QUESTIONS = 10_000;

    private enum Outcome {
        PERMIT,
        DENY,
        REQUIRE_APPROVAL,
        INDETERMINATE
    }

    @TempDir
    static Path folder;

    @Test
    void aboutTenThousandRandomInputs() {
        // Given
        long seed = Long.getLong("countersign.seed", System.nanoTime());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        RuleBundle rules = RegoBundle.read(folder, Map.of("rules/friday.rego", RegoBundle.OWN_RULE));
        JsonNode data = Inputs.shippedData();
        RandomInputs inputs = new RandomInputs(random, data);
        PolicyRevision revision =
                new PolicyRevision("1", Objects.requireNonNull(rules.rulesDigest()), PolicyData.digest(data));
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        try (OpaProcess server =
                        OpaProcess.start(RuleBundle.forServer(rules.sources(), data, revision.mark()), folder);
                OpaServerPolicyEngine overHttp = new OpaServerPolicyEngine(
                        new OpaServerPolicyEngine.Settings(
                                server.url(), null, Duration.ofSeconds(30), 2, 5, Duration.ofSeconds(1)),
                        InstantSource.system());
                PolicyDecisionPoint remote = overHttp.open(rules, data, revision);
                PolicyDecisionPoint local =
                        new WasmPolicyEngine(OpaWasmDecisionPoint.Settings.DEFAULT).open(rules, data, revision)) {
            // When
            for (int i = 0; i < QUESTIONS; i++) {
                PolicyInput input = inputs.next();
                Decision decided = local.decide(input);
                String which = "-Dcountersign.seed=" + seed + ", question " + i + ": " + input.json();

                // Then
                assertThat(remote.decide(input)).as(which).isEqualTo(decided);
                if (i % 5 == 0) {
                    assertThat(remote.needs(input)).as(which).isEqualTo(local.needs(input));
                    assertThat(remote.explain(input)).as(which).isEqualTo(local.explain(input));
                }
                outcomes.merge(outcome(decided), 1, Integer::sum);
            }
        }
        assertThat(outcomes).as("-Dcountersign.seed=" + seed).containsOnlyKeys(Outcome.values());
        assertThat(outcomes.values()).as("-Dcountersign.seed=" + seed).allMatch(count -> count > QUESTIONS / 100);
    }

    private static Outcome outcome(Decision decision) {
        return switch (decision) {
            case Decision.Permit permit -> Outcome.PERMIT;
            case Decision.Deny deny -> Outcome.DENY;
            case Decision.RequireApproval approval -> Outcome.REQUIRE_APPROVAL;
            case Decision.Indeterminate indeterminate -> Outcome.INDETERMINATE;
        };
    }
}
