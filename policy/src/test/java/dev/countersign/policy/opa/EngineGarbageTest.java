package dev.countersign.policy.opa;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.policy.decision.Decision;
import dev.countersign.policy.decision.PolicyInput;
import dev.countersign.policy.decision.PolicyRevision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an engine answers that is not exactly a decision is indeterminate, and says nothing of the input. */
class EngineGarbageTest {

    private static final PolicyRevision REVISION = new PolicyRevision("1", "sha256:r", "sha256:d");
    private static final PolicyInput INPUT =
            new PolicyInput(JsonNodeFactory.instance.objectNode().put("secret", "hunter2"));
    private static final String PERMIT = """
            [{"result": {"decision": "permit", "refusal": null, "rule_id": "r", "title": "t", "because": "b",
              "tier": null, "approvers": null, "ttl": null, "hold": null, "escalate_to": null,
              "obligations": {"fields": null, "mask": [], "dry_run": false},
              "masks": {"record": [], "facts": {}}, "reserve": [], "reasons": [],
              "would_pass_if": null, "near_misses": []}}]""";
    private static final String APPROVAL = """
            [{"result": {"decision": "require_approval", "refusal": null, "rule_id": "r", "title": "t",
              "because": "b", "tier": "T1", "approvers": {"groups": ["g"], "quorum": 1, "separate": true},
              "ttl": "PT1H", "hold": null, "escalate_to": null,
              "obligations": {"fields": null, "mask": [], "dry_run": false},
              "masks": {"record": [], "facts": {}}, "reserve": [], "reasons": [],
              "would_pass_if": null, "near_misses": []}}]""";

    /** Answers always the same text. */
    private record CannedEngine(String answer) implements Engine {
        @Override
        public String ask(Question question, JsonNode input) {
            return answer;
        }

        @Override
        public void close() {}
    }

    @Test
    void readsAWholeAnswer() {
        assertThat(decide(PERMIT)).isInstanceOf(Decision.Permit.class);
        assertThat(decide(APPROVAL)).isInstanceOf(Decision.RequireApproval.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "null",
                "[null]",
                "[{}]",
                "[{\"result\": null}]",
                "[{\"result\": {}}]",
                "[{\"result\": true}]",
                "[{\"result\": \"permit\"}]",
                "[{\"result\": [\"permit\"]}]",
                "[{\"result\": {\"decision\": \"permit\"}}]",
                "not json",
                "[{\"result\": {\"decision\":",
                "hunter2"
            })
    void isIndeterminateAboutGarbage(String answer) {
        assertIndeterminate(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"permit\" -> \"allow\"",
                "\"permit\" -> \"PERMIT\"",
                "\"permit\" -> true",
                "\"permit\" -> \"deny\"",
                "\"rule_id\": \"r\" -> \"rule_id\": \"\"",
                "\"title\": \"t\" -> \"title\": null",
                "\"because\": \"b\" -> \"because\": \"\"",
                "\"mask\": [] -> \"mask\": \"none\"",
                "\"reserve\": [] -> \"reserve\": [{\"limit\": \"l\"}]",
                "\"reserve\": [] -> \"reserve\": [{\"limit\":\"l\",\"key\":\"k\",\"window\":\"P1D\",\"amount\":-1,\"max\":1}]",
                "\"reserve\": [] -> \"reserve\": [{\"limit\":\"l\",\"key\":\"k\",\"window\":\"P2D\",\"amount\":1,\"max\":1}]",
                "\"reasons\": [] -> \"reasons\": null",
                "\"masks\": -> \"masked\":",
                "\"record\": [] -> \"record\": null",
                "\"record\": [] -> \"record\": [1]",
                "\"facts\": {} -> \"facts\": []",
                "\"facts\": {} -> \"facts\": {\"f\": \"all\"}"
            })
    void isIndeterminateAboutAPermitWithAFault(String change) {
        assertIndeterminate(changed(PERMIT, change));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"title\": \"t\" -> \"titel\": \"t\"",
                "\"title\": \"t\" -> \"title\": \"\"",
                "\"because\": \"b\" -> \"becuase\": \"b\"",
                "\"tier\": \"T1\" -> \"tier\": \"T4\"",
                "\"tier\": \"T1\" -> \"tier\": null",
                "[\"g\"] -> []",
                "[\"g\"] -> null",
                "\"quorum\": 1 -> \"quorum\": 0",
                "\"quorum\": 1 -> \"quorum\": 1.5",
                "\"separate\": true -> \"separate\": \"yes\"",
                "\"ttl\": \"PT1H\" -> \"ttl\": \"4 hours\"",
                "\"ttl\": \"PT1H\" -> \"ttl\": \"P\""
            })
    void isIndeterminateAboutAnApprovalWithAFault(String change) {
        assertIndeterminate(changed(APPROVAL, change));
    }

    @Test
    void isIndeterminateAboutMoreThanOneAnswer() {
        String one = PERMIT.substring(1, PERMIT.length() - 1);

        assertIndeterminate("[" + one + "," + one + "]");
        assertIndeterminate(PERMIT + PERMIT);
    }

    @Test
    void isIndeterminateWhenTheEngineFails() {
        // Given
        Engine failing = new Engine() {
            @Override
            public String ask(Question question, JsonNode input) throws NoAnswer {
                throw new NoAnswer("It broke");
            }

            @Override
            public void close() {}
        };
        OpaWasmDecisionPoint point = new OpaWasmDecisionPoint(failing, REVISION);

        // Then
        assertThat(point.decide(INPUT)).isEqualTo(new Decision.Indeterminate(REVISION, "It broke"));
        assertThat(point.explain(INPUT).decision()).isEqualTo(new Decision.Indeterminate(REVISION, "It broke"));
        assertThat(point.needs(INPUT).failure()).isEqualTo("It broke");
    }

    private static void assertIndeterminate(String answer) {
        OpaWasmDecisionPoint point = new OpaWasmDecisionPoint(new CannedEngine(answer), REVISION);
        assertThat(point.decide(INPUT)).isInstanceOfSatisfying(Decision.Indeterminate.class, indeterminate -> {
            assertThat(indeterminate.revision()).isEqualTo(REVISION);
            assertThat(indeterminate.cause()).isNotBlank().doesNotContain("hunter2");
        });
        assertThat(point.explain(INPUT).decision()).isInstanceOf(Decision.Indeterminate.class);
        assertThat(point.needs(INPUT).failure()).isNotNull().doesNotContain("hunter2");
    }

    private static Decision decide(String answer) {
        return new OpaWasmDecisionPoint(new CannedEngine(answer), REVISION).decide(INPUT);
    }

    private static String changed(String answer, String change) {
        String[] sides = change.split(" -> ");
        assertThat(answer).contains(sides[0]);
        return answer.replace(sides[0], sides[1]);
    }
}
