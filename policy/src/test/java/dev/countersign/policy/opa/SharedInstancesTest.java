package dev.countersign.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.policy.bundle.PolicyData;
import dev.countersign.policy.bundle.RuleBundle;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyDecisionPoint;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Revisions share what was compiled, and nothing of their data. */
class SharedInstancesTest {
    private static final long SEED = 20_261_121;
    private static final OpaWasmDecisionPoint.Settings ONE =
            new OpaWasmDecisionPoint.Settings(1, Duration.ofSeconds(30));

    private final RuleBundle rules = DefaultBundle.load().rules();
    private final JsonNode data = DefaultBundle.load().data();

    /** Denies what the shipped data permits, and is some hundred kilobytes larger. */
    private ObjectNode stricter() {
        ObjectNode other = PolicyData.bare(data);
        other.path("tools").forEach(mode -> ((ObjectNode) mode).put("mode", "deny"));
        ArrayNode list = other.withObjectProperty("lists").putArray("many");
        for (int i = 0; i < 10_000; i++) {
            list.add("entry-" + i + ".example");
        }
        return other;
    }

    private static List<String> words(PolicyDecisionPoint point, List<PolicyInput> inputs) {
        return inputs.stream()
                .map(point::decide)
                .map(decision -> decision instanceof Decision.Indeterminate
                        ? "indeterminate"
                        : decision.toString().replace(decision.revision().toString(), ""))
                .toList();
    }

    @Test
    void instanceThatIsHandedOnAnswersByTheDataOfWhoeverAsks() {
        // Given
        var shipped = new PolicyRevision("1", "r", "a");
        var strict = new PolicyRevision("2", "r", "b");
        var inputs = new ArrayList<PolicyInput>();
        var random = new RandomInputs(new SplittableRandom(SEED), data);
        for (int i = 0; i < 50; i++) {
            inputs.add(random.next());
        }
        ObjectNode stricter = stricter();
        List<String> byShipped;
        List<String> byStrict;
        try (PolicyDecisionPoint first = new WasmPolicyEngine(ONE).open(rules, data, shipped);
                PolicyDecisionPoint second = new WasmPolicyEngine(ONE).open(rules, stricter, strict)) {
            byShipped = words(first, inputs);
            byStrict = words(second, inputs);
        }
        assertThat(byShipped).isNotEqualTo(byStrict);
        // When
        var engine = new WasmPolicyEngine(ONE);
        try (PolicyDecisionPoint first = engine.open(rules, data, shipped);
                PolicyDecisionPoint second = engine.open(rules, stricter, strict)) {
            // Then
            for (int i = 0; i < inputs.size(); i++) {
                List<PolicyInput> one = inputs.subList(i, i + 1);
                assertThat(words(second, one)).as("seed %d, input %d", SEED, i).containsExactly(byStrict.get(i));
                assertThat(words(first, one)).as("seed %d, input %d", SEED, i).containsExactly(byShipped.get(i));
            }
        }
    }
}
