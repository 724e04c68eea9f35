package dev.countersign.orchestrator.agent.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.AiMessage;
import org.junit.jupiter.api.Test;

/** The worked example's first workflow, down each of its branches. */
class InboundLeadModelTest {

    private static final JsonNode MODEL = Documents.workflow("inbound-lead").path("model");
    private static final JsonNode INPUT =
            Documents.yaml("{email: ada@new.example, company: New Ltd, opportunity_id: opp-1}");

    @Test
    void createsTheLeadWhenNoneIsFound() {
        FakeLoop.Transcript run = run(happy());
        assertThat(run.ids()).containsExactly("lead", "same", "firm", "lead_now", "draft", "sent", "stage", "log");
        assertThat(run.tools())
                .containsExactly(
                        "crm__get_lead",
                        "crm__search_accounts",
                        "enrichment__enrich_company",
                        "crm__create_lead",
                        "email__draft_email",
                        "email__send_email",
                        "crm__update_opportunity_stage",
                        "crm__log_activity");
        assertThat(run.arguments("lead_now"))
                .isEqualTo(Documents.yaml("{email: ada@new.example, company: New Ltd, source: web}"));
        assertThat(run.output().textValue()).isEqualTo("Done, activity act-1");
        assertThat(run.steps()).isEqualTo(7);
    }

    @Test
    void setsTheStatusWhenTheLeadIsFound() {
        FakeLoop.Transcript run = run(happy().ok("lead", "{found: true, lead_id: lead-3}"));
        assertThat(run.tools()).contains("crm__update_lead_status").doesNotContain("crm__create_lead");
        assertThat(run.arguments("lead_now")).isEqualTo(Documents.yaml("{lead_id: lead-3, status: working}"));
    }

    @Test
    void routesACustomerToItsOwner() {
        FakeLoop.Transcript run = run(happy().ok("same", "{returned: 1, items: [{account_id: acc-1, name: New Ltd}]}")
                .ok("route", "{task_id: task-1}"));
        assertThat(run.ids()).containsExactly("lead", "same", "firm", "route");
        assertThat(run.arguments("route").path("subject").textValue()).isEqualTo("Inbound from customer New Ltd");
        assertThat(run.output().textValue()).isEqualTo("Routed to the owner of New Ltd");
    }

    @Test
    void stopsWhenTheLeadIsRefused() {
        FakeLoop.Transcript run = run(happy().refused("lead_now", "DUPLICATE"));
        assertThat(run.ids()).containsExactly("lead", "same", "firm", "lead_now");
        assertThat(run.output().textValue()).isEqualTo("Stopped: DUPLICATE");
    }

    @Test
    void makesATaskWhenTheMailIsRejected() {
        FakeLoop.Transcript run = run(happy().refused("sent", "REJECTED", "{code: NOT_ALLOWED, note: no}")
                .ok("call_them", "{task_id: task-2}"));
        assertThat(run.arguments("call_them"))
                .isEqualTo(Documents.yaml("{subject: Phone instead of mailing (REJECTED), lead_id: lead-9}"));
        assertThat(run.ids()).endsWith("sent", "call_them", "stage", "log");
    }

    @Test
    void asksAgainLaterWhenAPersonSaidNotNow() {
        FakeLoop.Transcript run = run(happy().refused("stage", "REJECTED", "{code: WRONG_TIME, note: after Friday}")
                .ok("later", "{task_id: task-3}"));
        assertThat(run.arguments("later").path("subject").textValue()).isEqualTo("Stage again later: after Friday");
        assertThat(run.ids()).endsWith("stage", "later", "log");
    }

    @Test
    void survivesARejectionWithoutANote() {
        FakeLoop.Transcript run = run(happy().refused("stage", "REJECTED", "{code: WRONG_TIME, note: null}")
                .ok("later", "{task_id: task-3}"));
        assertThat(run.arguments("later").path("subject").textValue()).isEqualTo("Stage again later: —");
    }

    @Test
    void goesOnWhenTheEnrichmentAndTheSearchFail() {
        FakeLoop.Transcript run = run(happy().refused("firm", "LIMIT_REACHED").refused("same", "FROZEN"));
        assertThat(run.output().textValue()).isEqualTo("Done, activity act-1");
    }

    @Test
    void goesOnWhenAnotherReasonThanTimeIsGiven() {
        FakeLoop.Transcript run = run(happy().refused("stage", "REJECTED", "{code: WRONG_VALUE, note: null}"));
        assertThat(run.ids()).endsWith("stage", "log");
    }

    @Test
    void carriesTheWordsToTheCard() {
        AiMessage mail = run(happy()).turns().stream()
                .filter(turn -> turn.toolExecutionRequests().stream().anyMatch(call -> "sent".equals(call.id())))
                .findFirst()
                .orElseThrow();
        assertThat(mail.text()).isEqualTo("A first answer within the hour wins this kind of lead.");
    }

    @Test
    void keepsTheTypesOfTheDocument() {
        JsonNode first = run(happy()).arguments("firm");
        assertThat(first.path("max_price").isNumber()).isTrue();
        assertThat(first.path("max_price").decimalValue()).isEqualByComparingTo("0.4");
    }

    private static FakeLoop.Transcript run(Answers answers) {
        return new FakeLoop(MODEL, INPUT, answers).run();
    }

    private static Answers happy() {
        return new Answers()
                .ok("lead", "{found: false}")
                .ok("same", "{returned: 0, items: []}")
                .ok("firm", "{employees: 40}")
                .ok("lead_now", "{lead_id: lead-9, version: 1}")
                .ok("draft", "{draft_id: draft-1}")
                .ok("sent", "{message_id: mail-1}")
                .ok("stage", "{opportunity_id: opp-1, version: 2}")
                .ok("log", "{activity_id: act-1}");
    }
}
