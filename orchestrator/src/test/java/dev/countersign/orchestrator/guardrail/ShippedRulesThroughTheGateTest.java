package dev.countersign.orchestrator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** M18: rules shipped ready to use and switched by data, not by code. */
@QuarkusTest
class ShippedRulesThroughTheGateTest extends Guarded {

    private static final String MAIL = "{to: [%s], subject: Hello, body: Hello}";

    private void assertSentOrDenied(JsonNode call, String deniedBy) {
        if (deniedBy.isEmpty()) {
            assertSent(call);
        } else {
            assertDenied(call, deniedBy);
        }
    }

    private String move(String opportunity, String stage) {
        return house.start(house.oneCall(
                "crm.update_opportunity_stage", "{opportunity_id: " + opportunity + ", stage: " + stage + "}"));
    }

    // ---- competitors ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "eve@rival.example,           competitor",
        "eve@Mail.RIVAL.example,      competitor",
        "eve@notrival.example,        ''",
        "eve@rival.example.example,   ''",
        "'ann@aldgate.example, eve@rival.example', competitor"
    })
    void m18CompetitorListCoversSubdomains(String to, String deniedBy) {
        // When
        JsonNode call = call("email.draft_email", MAIL.formatted(to));
        // Then
        assertSentOrDenied(call, deniedBy);
    }

    @ParameterizedTest
    @CsvSource({
        "crm.create_lead,         '{email: eve@rival.example, company: Rival}',                                  competitor",
        "crm.create_contact,      '{account_id: acc-13, email: eve@rival.example, name: Eve}',                   competitor",
        "email.send_email,        '{to: [eve@rival.example], subject: Hello, body: Hello}',                      competitor",
        "calendar.book_meeting,   '{title: Hello, attendees: [eve@rival.example], starts_at: \"2027-01-04T09:00:00Z\", duration_minutes: 30}', competitor",
        "documents.send_document, '{document_id: doc-brochure, to: [eve@rival.example]}',                        competitor-document"
    })
    void m18CompetitorListHoldsForEveryToolThatReachesOut(String tool, String arguments, String deniedBy) {
        // When
        JsonNode call = call(tool, arguments);
        // Then
        assertDenied(call, deniedBy);
    }

    @Test
    void m18CompetitorListIsSwitchedByData() {
        // Given
        String hello = MAIL.formatted("ann@another.example");
        JsonNode before = call("email.draft_email", hello.replace("Hello}", "Before}"));
        // When
        shippedWith("{lists: {competitors: [another.example]}}");
        JsonNode added = call("email.draft_email", hello);
        JsonNode removed = call("email.draft_email", MAIL.formatted("eve@rival.example"));
        // Then
        assertSent(before);
        assertDenied(added, "competitor");
        assertSent(removed);
    }

    // ---- the sending domain ---------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"80, ''", "79, sender-health", "0, sender-health", "100, ''"})
    void m18SendingDomainsHealthBelowEightySendsNothing(int score, String deniedBy) {
        // Given
        sandbox.change("sender", "default", "{\"score\": " + score + "}");
        // When
        JsonNode call = call("email.send_email", MAIL.formatted("ann@aldgate.example"));
        sandbox.change("sender", "default", "{\"score\": 96}");
        // Then
        assertSentOrDenied(call, deniedBy);
    }

    // ---- stage moves and transitions ------------------------------------------------------------------------------

    @Test
    void m18NoStageChangeWithoutAnActivityLoggedInTheLastSevenDays() {
        // Given
        String never = sandbox.opportunityWith("\"stage\": \"qualified\"");
        String recently = sandbox.opportunityWith("\"stage\": \"qualified\", \"last_activity_days\": 6");
        // When
        JsonNode denied = ended(move(never, "proposal"));
        String asked = move(recently, "proposal");
        // Then
        assertDenied(denied, "stage-activity");
        assertAsked(asked, "tool:crm.update_opportunity_stage", "T1", "revops");
    }

    @Test
    void m18ActivityOfExactlySevenDaysIsRecentAndAMillisecondMoreIsNot() {
        // Given
        String opportunity = sandbox.opportunityWith("\"stage\": \"qualified\", \"last_activity_days\": 7");
        JsonNode read = call("crm.get_recent_activity", "{opportunity_id: " + opportunity + ", by: person, limit: 1}");
        Instant last = Instant.parse(
                read.path("result").path("structured_content").path("last_at").asText());
        // When
        clock.stopAt(last.plus(Duration.ofDays(7)));
        String asked = move(opportunity, "proposal");
        assertAsked(asked, "tool:crm.update_opportunity_stage", "T1", "revops");
        clock.stopAt(last.plus(Duration.ofDays(7)).plusMillis(1));
        JsonNode denied = ended(move(opportunity, "proposal"));
        // Then
        assertDenied(denied, "stage-activity");
    }

    @Test
    void m18ActivityOfAnAgentIsNoActivity() {
        // Given
        String opportunity = sandbox.opportunityWith("\"stage\": \"qualified\", \"last_activity_days\": 20");
        assertSent(call("crm.log_activity", "{kind: note, note: I was here, opportunity_id: " + opportunity + "}"));
        // When
        JsonNode call = ended(move(opportunity, "proposal"));
        // Then
        assertDenied(call, "stage-activity");
    }

    @ParameterizedTest
    @CsvSource({"won, stage-transition", "qualified, stage-transition", "discovery, stage-transition", "lost, ''"})
    void m18AllowedStageTransitionsOnly(String stage, String deniedBy) {
        // When
        String run = move(sandbox.opportunity(), stage);
        // Then
        if (deniedBy.isEmpty()) {
            assertAsked(run, "tool:crm.update_opportunity_stage", "T1", "revops");
        } else {
            assertDenied(ended(run), deniedBy);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "new,       working,      ''",
        "new,       qualified,    lead-transition",
        "new,       new,          lead-transition",
        "working,   contacted,    ''",
        "contacted, qualified,    ''",
        "qualified, working,      lead-transition"
    })
    void m18AllowedStatusTransitionsOnly(String from, String to, String deniedBy) {
        // Given
        sandbox.change("lead", "lead-6", "{\"status\": \"" + from + "\"}");
        // When
        JsonNode call = call("crm.update_lead_status", "{lead_id: lead-6, status: " + to + "}");
        // Then
        assertSentOrDenied(call, deniedBy);
    }

    // ---- priority, amount, ownership ------------------------------------------------------------------------------

    @Test
    void m18MaximumPriorityOnlyForSomeRoles() {
        // Given
        String urgent = "{subject: Call back, priority: urgent}";
        JsonNode shippedForMaya = callFor("{\"kind\": \"person\", \"id\": \"maya\"}", "crm.create_task", urgent);
        // When
        shippedWith("""
                guards: [{id: top-priority, tools: [crm.create_task], when: [{value: "argument:/priority", op: eq, to: urgent}, {value: "subject:/roles", op: none_in, to: [team_lead, approver]}], mode: deny, title: Urgent, because: Only for some}]""");
        JsonNode ofNobody = call("crm.create_task", urgent);
        JsonNode ofDana = callFor("{\"kind\": \"person\", \"id\": \"dana\"}", "crm.create_task", urgent);
        JsonNode ofMaya = callFor("{\"kind\": \"person\", \"id\": \"maya\"}", "crm.create_task", urgent);
        JsonNode normal = call("crm.create_task", "{subject: Call back, priority: normal}");
        // Then
        assertDenied(shippedForMaya, "top-priority");
        assertDenied(ofNobody, "top-priority");
        assertDenied(ofDana, "top-priority");
        assertSent(ofMaya);
        assertSent(normal);
    }

    @ParameterizedTest
    @CsvSource({"50000, T1, revops, tool:crm.update_opportunity_stage", "50000.01, T2, finance, big-deal"})
    void m18AmountThresholdOfFiftyThousand(String amount, String tier, String group, String rule) {
        // Given
        String opportunity =
                sandbox.opportunityWith("\"stage\": \"qualified\", \"last_activity_days\": 1, \"amount\": " + amount);
        // When
        String run = move(opportunity, "proposal");
        // Then
        assertAsked(run, rule, tier, group);
    }

    @Test
    void m18OwnershipOfTheRecord() {
        // Given
        String who = "{\"kind\": \"person\", \"id\": \"maya\"}";
        sandbox.change("lead", "lead-11", "{\"status\": \"new\", \"owner\": \"maya\"}");
        sandbox.change("lead", "lead-16", "{\"status\": \"new\", \"owner\": \"lee\"}");
        // When
        JsonNode own = callFor(who, "crm.update_lead_status", "{lead_id: lead-11, status: working}");
        String other = startFor(who, house.oneCall("crm.update_lead_status", "{lead_id: lead-16, status: working}"));
        // Then
        assertSent(own);
        assertAsked(other, "own-leads", "T1", "revops");
    }

    // ---- read first, write then -----------------------------------------------------------------------------------

    private static final String READS_AND_WRITES = """
            tools: [{name: crm.get_account}, {name: crm.log_activity}]
            model:
              kind: scripted
              turns:
              - {calls: [{id: a, tool: crm.get_account, arguments: {account_id: acc-1}}]}
              - {calls: [{id: b, tool: crm.log_activity, arguments: {kind: note, note: "%1$s"}}, {id: c, tool: crm.get_account, arguments: {account_id: acc-2}}]}
              - {calls: [{id: d, tool: crm.get_account, arguments: {account_id: acc-3}}, {id: e, tool: crm.log_activity, arguments: {kind: note, note: "%1$s again"}}]}
              - say: done
            """;

    private List<JsonNode> played(String workflow) {
        String run = house.start(workflow);
        house.ended(run);
        return house.calls(run);
    }

    @Test
    void m18ReadPhaseStrictlyBeforeWritePhaseWhereTheWorkflowIsListed() {
        // Given
        String phased = house.workflow(READS_AND_WRITES.formatted("phased"));
        String free = house.workflow(READS_AND_WRITES.formatted("free"));
        shippedWith("{lists: {phased_workflows: [" + phased + "]}}");
        // When
        List<JsonNode> calls = played(phased);
        List<JsonNode> others = played(free);
        // Then
        assertSent(calls.get(0));
        assertSent(calls.get(1));
        assertDenied(calls.get(2), "read-phase");
        assertDenied(calls.get(3), "read-phase");
        assertSent(calls.get(4));
        others.forEach(this::assertSent);
    }

    // ---- untrusted content ----------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "email.send_email,        '{to: [ann@aldgate.example], subject: Hello, body: Hello}',       tainted-mail",
        "documents.send_document, '{document_id: doc-brochure, to: [ann@aldgate.example]}',         tainted-outbound"
    })
    void m18OutboundWriteOfARunThatReadUntrustedContentNeedsApproval(String tool, String arguments, String rule) {
        // Given
        shippedWith("{tools: {web.read_page: {mode: permit}}}");
        String reading = house.workflow("""
                tools: [{name: web.read_page}, {name: %1$s}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: page, tool: web.read_page, arguments: {url: "https://news.example"}}]}
                  - {calls: [{id: out, tool: %1$s, arguments: %2$s}]}
                  - say: done
                """.formatted(tool, arguments));
        // When
        JsonNode untainted = call(tool, arguments);
        String run = house.start(reading);
        JsonNode approval = house.asked(run);
        // Then
        assertSent(untainted);
        assertThat(approval.path("card").path("why").path("rule_id").asText()).isEqualTo(rule);
        assertThat(approval.path("tier").asText()).isEqualTo("T2");
        assertThat(arrivals(house.calls(run).getLast())).isZero();
    }

    // ---- what is not known ----------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "crm.get_recent_activity,     crm.update_opportunity_stage, stage-activity",
        "crm.get_open_opportunities,  crm.update_opportunity_stage, stage-transition",
        "email.get_sender_health,     email.send_email,             sender-health",
        "crm.get_lead,                crm.update_lead_status,       lead-transition"
    })
    void m18FactThatIsMissingNeverPermitsAWrite(String read, String write, String deniedBy) {
        // Given
        String opportunity = sandbox.opportunity();
        sandbox.change("lead", "lead-21", "{\"status\": \"new\"}");
        sandbox.fault(read, "error500", 100, "before");
        String arguments =
                switch (write) {
                    case "crm.update_opportunity_stage" -> "{opportunity_id: " + opportunity + ", stage: proposal}";
                    case "crm.update_lead_status" -> "{lead_id: lead-21, status: working}";
                    default -> MAIL.formatted("ann@aldgate.example");
                };
        // When
        JsonNode call = call(write, arguments);
        // Then
        assertThat(call.path("state").asText()).isEqualTo("refused");
        assertThat(call.path("decision").toString()).contains(deniedBy);
        assertThat(arrivals(call)).isZero();
    }

    @Test
    void m18HistoryThatWasNotReadAsksAPerson() {
        // Given
        sandbox.fault("email.get_recipient_history", "error500", 100, "before");
        // When
        String run = house.start(house.oneCall("email.send_email", MAIL.formatted("ann@aldgate.example")));
        // Then
        assertAsked(run, "new-domain", "T2", "revops");
    }

    @Test
    void m18DocumentThatWasNotReadAsksATierHigher() {
        // Given
        fixtures.breaks("documents.get_document", 100);
        // When
        String run = house.start(
                house.oneCall("documents.send_document", "{document_id: doc-brochure, to: [ann@aldgate.example]}"));
        // Then
        assertAsked(run, "sensitive-document", "T3", "revops", "finance");
    }

    // ---- duplicates -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({
        "same-lead, crm.create_lead,  '{email: ann@twice.example, company: Straße AG}', '{email: BOB@Twice.example, company: \"  STRASSE ａｇ \"}', '{email: ann@twice.example, company: Straße GmbH}'",
        "same-mail, email.draft_email, '{to: [ann@aldgate.example], subject: Hello, body: Dear Ann}', '{to: [ANN@aldgate.example], subject: hello, body: \"DEAR ANN \"}', '{to: [ann@aldgate.example], subject: Hello, body: Dear Ben}'",
        "same-note, crm.log_activity, '{kind: note, note: Called back, opportunity_id: opp-1}', '{kind: call, note: CALLED BACK, opportunity_id: opp-1}', '{kind: note, note: Called back, opportunity_id: opp-2}'"
    })
    void m14DuplicatesAreStoppedHoweverTheyAreSpelled(
            String rule, String tool, String first, String same, String other) {
        // When
        JsonNode one = call(tool, first);
        JsonNode again = call(tool, same);
        JsonNode another = call(tool, other);
        // Then
        assertSent(one);
        assertRefused(again, rule, "DUPLICATE");
        assertSent(another);
    }

    @Test
    void m14DuplicateIsForgottenAfterItsWindow() {
        // Given
        String lead = "{email: ann@later.example, company: Later}";
        assertSent(call("crm.create_lead", lead));
        Sql.update("UPDATE dedupe SET at = at - interval '29 days 23 hours'");
        JsonNode within = call("crm.create_lead", lead);
        // When
        Sql.update("UPDATE dedupe SET at = at - interval '1 hour'");
        JsonNode after = call("crm.create_lead", lead);
        // Then
        assertRefused(within, "same-lead", "DUPLICATE");
        assertSent(after);
    }
}
