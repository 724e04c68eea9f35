package dev.countersign.ui.testing;

import dev.countersign.ui.policy.Comparison;
import dev.countersign.ui.policy.Explained;
import dev.countersign.ui.policy.InForce.Hits;
import dev.countersign.ui.policy.InForce.Kind;
import dev.countersign.ui.policy.InForce.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Guardrails of every kind, as they stand in the shipped data. */
final class TestingRules {

    private static final String STAGE = "crm.update_opportunity_stage";
    private static final String MAIL = "email.send_email";

    private TestingRules() {}

    static List<Rule> all(@Nullable UUID call) {
        Instant now = Instant.now();
        return List.of(
                rule(
                        "competitor",
                        Kind.GUARD,
                        List.of("crm.create_lead", "crm.create_contact", MAIL),
                        "Competitor",
                        "crm.create_lead, crm.create_contact and email.send_email are denied when its domain is one of"
                                + " competitors.",
                        new Hits(now.minus(Duration.ofMinutes(40)), call, 3)),
                rule(
                        "big-deal",
                        Kind.GUARD,
                        List.of(STAGE),
                        "Large opportunity",
                        STAGE + " asks finance (T2) when the record's amount is above 50,000 or not known.",
                        new Hits(now.minus(Duration.ofHours(26)), call, 12)),
                rule(
                        "new-domain",
                        Kind.GUARD,
                        List.of(MAIL),
                        "First e-mail to a new domain",
                        MAIL + " asks revops (T2) when the fact known_domain is no or was not read.",
                        new Hits(now.minus(Duration.ofDays(9)), call, 0)),
                rule(
                        "creates-a-day",
                        Kind.LIMIT,
                        List.of("crm.create_lead", "crm.create_contact"),
                        "Limit",
                        "At most 50 calls a day by crm.create_lead and crm.create_contact together.",
                        null),
                rule(
                        "same-lead",
                        Kind.DUPLICATE,
                        List.of("crm.create_lead"),
                        "Duplicate",
                        "A call of crm.create_lead with the same domain and argument company as one of the last 30 days"
                                + " is refused as a duplicate.",
                        new Hits(now.minus(Duration.ofMinutes(3)), call, 1)),
                rule(
                        "rule:quiet_hours",
                        Kind.OWN,
                        List.of(MAIL),
                        "Quiet hours",
                        "email.send_email is denied unless countersign.rules.quiet_hours passes.",
                        null),
                rule(
                        "tool:crm.get_account",
                        Kind.MODE,
                        List.of("crm.get_account"),
                        "crm.get_account",
                        "crm.get_account is permitted.",
                        new Hits(now.minus(Duration.ofSeconds(20)), call, 10_000)),
                rule(
                        "tool:" + STAGE,
                        Kind.MODE,
                        List.of(STAGE),
                        "Stage move",
                        STAGE + " always asks revops (T1), within 4 hours.",
                        new Hits(now.minus(Duration.ofMinutes(5)), call, 214)),
                rule(
                        "results-1",
                        Kind.RESULT,
                        List.of("crm.get_lead"),
                        "What a model sees",
                        "Of what crm.get_lead answers only found, lead_id, email, company and status are shown; email is"
                                + " masked.",
                        null),
                rule(
                        "builtin:unlisted",
                        Kind.ALWAYS,
                        List.of(),
                        "Tool not listed",
                        "A tool that the policy data does not name is denied.",
                        null),
                rule(
                        "builtin:undo",
                        Kind.ALWAYS,
                        List.of(),
                        "No undo declared",
                        "A write is denied unless its connector says how it is undone: by a tool, by hand, or not at"
                                + " all.",
                        null));
    }

    static List<Explained.Miss> misses(String because) {
        return List.of(
                new Explained.Miss(
                        "stage-activity",
                        "Last activity 17 Nov 2026; one within 7 days is needed",
                        "passes until 2026-11-24T10:20:00Z"),
                new Explained.Miss("account-blast-radius", because, "passes: 4 are left"));
    }

    static List<Comparison.Section> difference() {
        return List.of(
                new Comparison.Section(
                        "guards",
                        List.of(
                                new Comparison.Entry(
                                        "big-deal",
                                        Comparison.Kind.CHANGED,
                                        STAGE + " asks finance (T2) when the record's amount is above 50,000 or not"
                                                + " known.",
                                        STAGE + " asks finance (T2) when the record's amount is above 80,000 or not"
                                                + " known.",
                                        List.of(
                                                new Comparison.Member("when.0.to", "50000", "80000"),
                                                new Comparison.Member(
                                                        "because",
                                                        "\"Amount is ${before.amount}; above 50000 finance decides\"",
                                                        "\"Amount is ${before.amount}; above 80000 finance decides\""))),
                                new Comparison.Entry(
                                        "sender-health",
                                        Comparison.Kind.ADDED,
                                        null,
                                        "email.send_email is denied when the fact sender_health is below 80 or not"
                                                + " known.",
                                        List.of()))),
                new Comparison.Section(
                        "limits",
                        List.of(new Comparison.Entry(
                                "creates-a-minute",
                                Comparison.Kind.REMOVED,
                                "At most 5 calls a minute by crm.create_lead.",
                                null,
                                List.of()))),
                new Comparison.Section(
                        "lists",
                        List.of(new Comparison.Entry(
                                "competitors",
                                Comparison.Kind.CHANGED,
                                null,
                                null,
                                List.of(new Comparison.Member("1", null, "\"other.example\""))))));
    }

    static List<Comparison.Section> hostileDifference() {
        String text = TestingPolicy.HOSTILE;
        return List.of(new Comparison.Section(
                text,
                List.of(new Comparison.Entry(
                        text,
                        Comparison.Kind.CHANGED,
                        text,
                        text + "2",
                        List.of(new Comparison.Member(text, text, text))))));
    }

    private static Rule rule(
            String ruleId, Kind kind, List<String> tools, String title, String sentence, @Nullable Hits hits) {
        return new Rule(ruleId.replaceFirst("^tool:", ""), ruleId, kind, tools, title, sentence, hits);
    }
}
