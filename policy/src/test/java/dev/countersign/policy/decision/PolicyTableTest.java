package dev.countersign.policy.decision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Documents;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTableTest {

    private static final PolicyRevision REVISION = new PolicyRevision("1", "", "");
    private static final Decision.Ruling RULING = new Decision.Ruling("r", "t", "b", List.of());

    @Test
    void comparesWhatIsWantedAndNothingElse() {
        // Given
        PolicyTable table = table("""
                kind: PolicyTest
                id: t
                cases:
                - {name: all, given: {answer: approval}, want: {outcome: require_approval, rule_id: r, tier: T2, groups: [g]}}
                - {name: some, given: {answer: approval}, want: {outcome: require_approval}}
                - {name: wrong, given: {answer: approval}, want: {outcome: permit, tier: T1, groups: [g, h]}}
                - {name: refused, given: {answer: deny}, want: {outcome: deny, refusal: DUPLICATE}}
                - {name: no tier, given: {answer: deny}, want: {outcome: deny, tier: T1}}
                - {name: unknown, given: {answer: other}, want: {outcome: indeterminate}}
                """);

        // When
        List<PolicyTable.Outcome> outcomes = table.run(new AnsweringPoint());

        // Then
        assertThat(outcomes)
                .extracting(PolicyTable.Outcome::holds)
                .containsExactly(true, true, false, true, false, true);
        assertThat(outcomes.get(2).differences())
                .containsExactly(
                        "outcome is \"require_approval\" and not \"permit\"",
                        "tier is \"T2\" and not \"T1\"",
                        "groups is [\"g\"] and not [\"g\",\"h\"]");
        assertThat(outcomes.get(4).differences()).containsExactly("tier is not there and not \"T1\"");
    }

    @Test
    void laysWhatIsGivenOverTheDefaults() {
        // Given
        PolicyTable table = table("""
                id: t
                defaults: {a: 1, b: {c: 2, d: [3, 4]}, e: 5}
                cases: [{name: n, given: {a: null, b: {d: [6], f: {g: null, h: 7}}, e: {i: 8}}, want: {outcome: deny}}]
                """);

        // When
        PolicyInput input = table.input(table.cases().getFirst());

        // Then
        assertThat(input.json()).isEqualTo(read("{b: {c: 2, d: [6], f: {h: 7}}, e: {i: 8}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{kind: PolicyData, id: t, cases: [{name: n, want: {outcome: deny}}]}",
                "{kind: PolicyTest, cases: [{name: n, want: {outcome: deny}}]}",
                "{id: t}",
                "{id: t, cases: []}",
                "{id: t, cases: [{name: n}]}",
                "{id: t, cases: [{name: n, want: {}}]}",
                "{id: t, cases: [{name: n, want: {rule_id: r}}]}",
                "{id: t, cases: [{name: n, want: {outcome: denied}}]}",
                "{id: t, cases: [{name: n, want: {outcome: deny, rule: r}}]}",
                "{id: t, cases: [{want: {outcome: deny}}]}",
                "{id: t, cases: [{name: n, givn: {}, want: {outcome: deny}}]}",
                "{id: t, default: {}, cases: [{name: n, want: {outcome: deny}}]}"
            })
    void refusesATableThatCouldNotFail(String text) {
        assertThatThrownBy(() -> table(text)).isInstanceOf(DocumentInvalid.class);
    }

    private static PolicyTable table(String text) {
        return PolicyTable.of(read(text));
    }

    private static JsonNode read(String text) {
        return Documents.read(text, 1 << 20).getFirst();
    }

    /** Answers what the input asks for. */
    private static final class AnsweringPoint implements PolicyDecisionPoint {
        @Override
        public PolicyRevision revision() {
            return REVISION;
        }

        @Override
        public Needs needs(PolicyInput input) {
            return Needs.NONE;
        }

        @Override
        public Decision decide(PolicyInput input) {
            return switch (input.json().path("answer").asText()) {
                case "approval" ->
                    new Decision.RequireApproval(
                            REVISION,
                            RULING,
                            new Decision.Terms("T2", List.of("g"), 1, true, null, null, null, null),
                            Decision.Obligations.NONE,
                            Decision.Masks.NONE,
                            List.of());
                case "deny" -> new Decision.Deny(REVISION, RULING, Decision.Masks.NONE, "DUPLICATE");
                default -> new Decision.Indeterminate(REVISION, "nothing");
            };
        }

        @Override
        public Explanation explain(PolicyInput input) {
            return new Explanation(decide(input), null, List.of());
        }

        @Override
        public void close() {}
    }
}
