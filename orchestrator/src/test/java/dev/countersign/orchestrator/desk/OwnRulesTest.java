package dev.countersign.orchestrator.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.ui.policy.InForce;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OwnRulesTest {

    @Test
    void tellsARuleByWhatItsTextDeclares() {
        List<InForce.Rule> rules = OwnRules.of(Map.of(
                "rules/quiet_hours.rego",
                """
                # Nobody writes at night.
                package countersign.rules.quiet_hours

                title := "Quiet hours"
                because := "Nobody is written to at night"
                mode := "require_approval"
                tier := "T2"
                groups := ["revops", "finance"]
                tools := ["email.send_email", "email.draft_email"]

                passes if input.now
                """,
                "rules/quiet_hours_test.rego",
                "package countersign.rules.quiet_hours\n\ntitle := \"Not this\"",
                "rules/computed.rego",
                "package countersign.rules.computed\n\ntitle := concat(\"\", [])\nmode := \"deny\"\n",
                "always.rego",
                "package countersign.always\n"));

        assertThat(rules).extracting(InForce.Rule::ruleId).containsExactly("rule:computed", "rule:quiet_hours");
        assertThat(rules.getFirst().title()).isEqualTo("computed");
        assertThat(rules.getFirst().sentence())
                .isEqualTo("Every tool that the data names is denied unless the rule passes.");
        assertThat(rules.getLast().title()).isEqualTo("Quiet hours");
        assertThat(rules.getLast().tools()).containsExactly("email.send_email", "email.draft_email");
        assertThat(rules.getLast().sentence())
                .isEqualTo("email.send_email, email.draft_email ask revops or finance (T2) unless the rule passes."
                        + " It says: Nobody is written to at night.");
    }
}
