package dev.countersign.orchestrator.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.bundle.DefaultBundle;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.policy.Comparison;
import dev.countersign.ui.policy.InForce;
import dev.countersign.ui.policy.PolicyDesk;
import dev.countersign.ui.policy.Revision;
import dev.countersign.ui.policy.Tried;
import dev.countersign.ui.timeline.CallDesk;
import dev.countersign.ui.timeline.CallStory;
import dev.countersign.ui.timeline.RunDesk;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** What the policy page is told by the running product. */
@QuarkusTest
class PolicyBoardTest extends InHouse {
    private static final Viewer DANA = new Viewer("dana", "Dana Reyes", Set.of("developer"), Set.of());
    private static final Viewer MAYA = new Viewer("maya", "Maya Lindqvist", Set.of("approver"), Set.of("revops"));
    private static final String URGENT = """
            {"guards": [{"id": "no-urgent", "tools": ["crm.create_task"], "when": [{"value": "argument:/subject",
              "op": "eq", "to": "urgent"}], "mode": "deny", "title": "Nothing urgent", "because": "Subject is urgent"}]}""";

    @Inject
    PolicyDesk desk;

    @Inject
    CallDesk callDesk;

    @Inject
    RunDesk runDesk;

    @Inject
    RuleHits hits;

    @Test
    void tellsWhenARuleDecidedLastAndHowOftenOfLate() {
        // Given
        house.policyWith(URGENT.replace("no-urgent", "counted"));
        house.play(house.oneCall("crm.create_task", "{subject: urgent}"));
        String old = house.play(house.oneCall("crm.create_task", "{subject: urgent}"))
                .path("id")
                .asText();
        Sql.update("UPDATE tool_call SET decided_at = decided_at - interval '8 days' WHERE run_id = ?", old);
        String newest = house.play(house.oneCall("crm.create_task", "{subject: urgent}"))
                .path("id")
                .asText();
        // When
        InForce seen = desk.inForce(DANA);
        // Then
        InForce.Rule rule = rule(seen, "counted");
        assertThat(rule.kind()).isEqualTo(InForce.Kind.GUARD);
        assertThat(rule.sentence()).contains("crm.create_task is denied when the argument subject is urgent");
        assertThat(rule.hits().newest().toString())
                .isEqualTo(house.onlyCall(newest).path("id").asText());
        assertThat(rule.hits().week()).isEqualTo(2);
        assertThat(Duration.between(rule.hits().last(), Instant.now())).isLessThan(Duration.ofMinutes(1));
        assertThat(seen.revision().active()).isTrue();
        assertThat(seen.revision().activatedBy()).isEqualTo("Dana");
        assertThat(rule(seen, "builtin:unlisted").kind()).isEqualTo(InForce.Kind.ALWAYS);
        assertThat(rule(desk.inForce(MAYA), "counted").hits().newest()).isNull();
    }

    @Test
    void findsTheHitsOfARuleByOneDescentOfAnIndex() {
        String plan = String.join("\n", Sql.column("""
                EXPLAIN SELECT newest.id FROM unnest(ARRAY['a', 'b']) AS rule (id) CROSS JOIN LATERAL (
                  SELECT c.id FROM tool_call c WHERE c.rule_id = rule.id AND c.decided_at IS NOT NULL
                  ORDER BY c.decided_at DESC LIMIT 1) newest"""));

        assertThat(plan).contains("tool_call_of_rule").doesNotContain("Seq Scan on tool_call", "Sort");
    }

    @Test
    void asksAgainWhatPolicyWasAskedAboutACall() throws Exception {
        // Given
        house.policyWith(URGENT);
        String run = house.play(house.oneCall("crm.create_task", "{subject: urgent}"))
                .path("id")
                .asText();
        UUID call = UUID.fromString(house.onlyCall(run).path("id").asText());
        // When
        String input = desk.storedInput(DANA, call).orElseThrow();
        Tried tried = desk.test((ObjectNode) Rows.JSON.readTree(input));
        // Then
        assertThat(((Tried.Answered) tried).explained().ruleId()).isEqualTo("no-urgent");
        assertThat(desk.storedInput(MAYA, call)).isEmpty();
        assertThat(desk.storedInput(DANA, UUID.randomUUID())).isEmpty();
    }

    @Test
    void theExampleIsAnInputThatTheShippedPolicyAsksFinanceAbout() throws Exception {
        house.policy(Rows.text(DefaultBundle.load().data()));
        var example = (ObjectNode) Rows.JSON.readTree(House.resource("countersign/policy-input-example.json"));

        Tried tried = desk.test(example);

        assertThat(tried).isInstanceOfSatisfying(Tried.Answered.class, answered -> {
            assertThat(answered.explained().outcome()).isEqualTo("require_approval");
            assertThat(answered.explained().ruleId()).isEqualTo("big-deal");
            assertThat(answered.explained().wouldPassIf()).contains("50000");
            assertThat(answered.explained().nearMisses()).isNotEmpty();
        });
        assertThat(desk.inForce(DANA).rules()).hasSizeGreaterThan(30);
    }

    @Test
    void namesEachThingThatIsWrongWithAnInput() throws Exception {
        Tried tried = desk.test((ObjectNode) Rows.JSON.readTree("{\"phase\": \"sometimes\", \"extra\": 1}"));

        assertThat(((Tried.Wrong) tried).flaws())
                .extracting(Tried.Flaw::pointer)
                .contains("/phase", "/extra", "/action", "/run");
    }

    @Test
    void tellsWhatARevisionChanged() {
        // Given
        String older = house.policyWith(URGENT);
        String newer = house.policyWith(URGENT.replace("\"to\": \"urgent\"", "\"to\": \"hasty\"")
                .replace("{\"guards\"", "{\"lists\": {\"vips\": [\"acc-1\"]}, \"guards\""));
        // When
        Comparison compared =
                desk.compare(Long.parseLong(newer), Long.parseLong(older)).orElseThrow();
        // Then
        assertThat(compared.sections()).extracting(Comparison.Section::name).containsExactly("lists", "guards");
        Comparison.Entry guard = compared.sections().getLast().entries().getFirst();
        assertThat(guard.kind()).isEqualTo(Comparison.Kind.CHANGED);
        assertThat(guard.was()).contains("is urgent");
        assertThat(guard.is()).contains("is hasty");
        assertThat(guard.members()).containsExactly(new Comparison.Member("when.0.to", "\"urgent\"", "\"hasty\""));
        assertThat(compared.sections().getFirst().entries().getFirst().kind()).isEqualTo(Comparison.Kind.ADDED);
        assertThat(desk.compare(Long.parseLong(older), null).orElseThrow().next())
                .isEqualTo(newer);
        assertThat(desk.compare(1, null).orElseThrow().before()).isNull();
        assertThat(desk.compare(999_999, null)).isEmpty();
        assertThat(desk.revisions(null, 2).revisions())
                .extracting(Revision::number, Revision::active)
                .first()
                .isEqualTo(Tuple.tuple(newer, true));
        assertThat(desk.revisions(2L, 5).revisions()).hasSize(1);
    }

    @Test
    void theCallPageSaysWhyInTheWordsOfTheCardAndTheApi() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        UUID id = UUID.fromString(approval.path("call_id").asText());
        // When
        CallStory told = callDesk.call(DANA, id, 0).orElseThrow();
        JsonNode api = house.post("dana", "/api/policy/explain", "{\"call_id\": \"" + id + "\"}")
                .ok();
        // Then
        JsonNode why = approval.path("card").path("why");
        assertThat(told.why().because()).isEqualTo(why.path("because").asText());
        assertThat(told.why().because()).isEqualTo(api.path("because").asText());
        assertThat(told.why().wouldPassIf()).isEqualTo(why.path("would_pass_if").asText());
        assertThat(told.why().wouldPassIf()).isEqualTo(api.path("would_pass_if").asText());
        assertThat(told.why().nearMisses()).hasSize(api.path("near_misses").size());
        assertThat(told.whyNow()).endsWith(" says the same.");
        house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": null}}");
        assertThat(callDesk.call(DANA, id, 0).orElseThrow().whyNow()).contains(" would deny it: ");
        assertThat(runDesk.run(DANA, UUID.fromString(run), 0)
                        .orElseThrow()
                        .part()
                        .entries())
                .extracting(entry -> entry.about().rule())
                .contains("tool:crm.update_opportunity_stage");
        house.reject("maya", approval, "{\"code\": \"WRONG_TIME\", \"note\": \"later\"}");
        house.ended(run);
    }

    @Test
    void countsTheApprovedCallsThatWait() {
        int before = hits.waiting();
        house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": {\"hold\": \"PT10M\"}}}");
        String run = house.stageMove(sandbox.opportunity());
        house.approve("maya", house.asked(run)).ok();

        assertThat(hits.waiting()).isEqualTo(before + 1);
        assertThat(desk.trouble()).isEmpty();

        house.post("dana", "/api/runs/" + run + "/cancel", "{\"reason\": \"enough\"}")
                .ok();
    }

    private static InForce.Rule rule(InForce seen, String ruleId) {
        List<InForce.Rule> found = seen.rules().stream()
                .filter(rule -> rule.ruleId().equals(ruleId))
                .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }
}
