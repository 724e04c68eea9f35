package dev.countersign.orchestrator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.Personas;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** M16: scopes per tool, contextual scopes (own record only), and nobody gets through an agent what they may not do. */
@QuarkusTest
class ScopesTest extends Guarded {

    private static final String CONFIDENTIAL = "data_class: confidential\n";

    /** A customer with some scopes and no role. */
    private static String customer(String id, String scopes) {
        return "{\"kind\": \"customer\", \"id\": \"" + id + "\", \"scopes\": [" + scopes + "]}";
    }

    private JsonNode callFor(String who, String workflowSays, String tool, String arguments) {
        return ended(startFor(who, oneCallOf(workflowSays + "stage: approvals", tool, arguments)));
    }

    @ParameterizedTest
    @CsvSource({
        "ticketing.read.self,             ''",
        "ticketing.read,                  ''",
        "ticketing.create.self,           builtin:scope",
        "ticketing.read.self.more,        builtin:scope",
        "ticketing,                       builtin:scope"
    })
    void m16HoldingAScopeIncludesItsSelf(String held, String deniedBy) {
        // When
        JsonNode call = callFor(
                customer("cust-1", "\"" + held + "\""),
                "",
                "ticketing.get_ticket_status",
                "{ticket_id: t-1, customer_id: cust-1}");
        // Then
        if (deniedBy.isEmpty()) {
            assertSent(call);
        } else {
            assertDenied(call, deniedBy);
        }
    }

    @Test
    void m16HoldingOnlySelfIsNotTheWhole() {
        // When
        JsonNode call = callFor(customer("cust-1", "\"crm.read.self\""), "", "crm.get_account", "{account_id: acc-1}");
        // Then
        assertDenied(call, "builtin:scope");
    }

    @Test
    void m16UserCannotGetThroughAnAgentWhatTheUserMayNotDo() {
        // Given
        String arguments = "{subject: Call back}";
        // When
        JsonNode ownRun = call("crm.create_task", arguments);
        JsonNode forReader = callFor(customer("cust-1", "\"crm.read\""), "", "crm.create_task", arguments);
        JsonNode forNobody = callFor(customer("cust-1", ""), "", "crm.get_account", "{account_id: acc-1}");
        // Then
        assertSent(ownRun);
        assertDenied(forReader, "builtin:scope");
        assertDenied(forNobody, "builtin:scope");
    }

    @Test
    void m16WhoMayAssertForWhomARunWorksIsItselfAScope() {
        // Given
        String workflow = house.oneCall("crm.get_account", "{account_id: acc-1}");
        // When
        Answer answer = house.post(
                Personas.AGENT,
                "/api/runs",
                "{\"workflow\": \"" + workflow + "\", \"on_behalf_of\": " + customer("cust-1", "\"crm.read\"") + "}");
        // Then
        assertThat(answer.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "ticketing.get_ticket_status, '{ticket_id: t-1, customer_id: cust-1}', ''",
        "ticketing.get_ticket_status, '{ticket_id: t-2, customer_id: cust-2}', own-record-only",
        "ticketing.get_ticket_status, '{ticket_id: t-1}', own-record-only",
        "ticketing.get_customer_info, '{customer_id: cust-1}', ''",
        "ticketing.get_customer_info, '{customer_id: cust-2}', own-record-only",
        "ticketing.create_ticket, '{customer_id: cust-1, subject: No dial tone}', ''",
        "ticketing.create_ticket, '{customer_id: cust-2, subject: No dial tone}', own-record-only"
    })
    void m16CustomerSeesTheOwnRecordOnly(String tool, String arguments, String deniedBy) {
        // When
        JsonNode call = callFor(
                customer("cust-1", "\"ticketing.read.self\", \"ticketing.create.self\""),
                CONFIDENTIAL,
                tool,
                arguments);
        // Then
        if (deniedBy.isEmpty()) {
            assertSent(call);
        } else {
            assertDenied(call, deniedBy);
        }
    }

    @Test
    void m16CustomerMayChangeOnlyTheOwnNumber() {
        // Given
        String who = customer("cust-1", "\"ticketing.phone.update.self\"");
        String before = fixtures.record("customer", "cust-2").path("phone").asText();
        // When
        JsonNode own = callFor(who, "", "ticketing.update_phone_number", "{customer_id: cust-1, phone: \"+49 30 9\"}");
        JsonNode other =
                callFor(who, "", "ticketing.update_phone_number", "{customer_id: cust-2, phone: \"+49 30 9\"}");
        // Then
        assertSent(own);
        assertThat(fixtures.record("customer", "cust-1").path("phone").asText()).isEqualTo("+49 30 9");
        assertDenied(other, "own-phone-only");
        assertThat(fixtures.record("customer", "cust-2").path("phone").asText()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"'\"team_lead\"', ''", "'\"support\"', top-priority", "'', top-priority"})
    void m16RoleOfWhomARunActsForDecides(String roles, String deniedBy) {
        // Given
        String who = "{\"kind\": \"customer\", \"id\": \"cust-1\", \"roles\": [" + roles
                + "], \"scopes\": [\"crm.task.create\"]}";
        // When
        JsonNode call = callFor(who, "", "crm.create_task", "{subject: Call back, priority: urgent}");
        // Then
        if (deniedBy.isEmpty()) {
            assertSent(call);
        } else {
            assertDenied(call, deniedBy);
        }
    }
}
