package dev.countersign.orchestrator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** M2 and M3: fields outside the allow-list never reach the model, values are masked, and what was kept out is counted. */
@QuarkusTest
class ResultsTest extends Guarded {

    private static final String CONFIDENTIAL = "data_class: confidential\nstage: read_only";

    /** A run that reads once and then says all that it saw. */
    private String reader(String tool, String arguments) {
        return house.workflow("""
                %3$s
                tools: [{name: %1$s}]
                model: {kind: scripted, turns: [{calls: [{id: seen, tool: %1$s, arguments: %2$s}]}, {say: "${seen}"}]}
                """.formatted(tool, arguments, CONFIDENTIAL));
    }

    private JsonNode seen(String run) {
        return house.onlyCall(run).path("result").path("structured_content");
    }

    @Test
    void m2FieldsOutsideTheAllowListNeverReachTheModel() {
        // When
        String run = house.start(reader("ticketing.get_customer_info", "{customer_id: cust-2}"));
        JsonNode ended = house.ended(run);
        // Then
        assertThat(seen(run).fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("customer_id", "name", "plan", "phone", "email");
        assertThat(ended.path("output").toString()).contains("Ben Best").doesNotContain("2021", "notes");
        assertThat(ended.path("usage").path("withheld_bytes").asInt()).isPositive();
    }

    @Test
    void m2ValuesAreMaskedBeforeTheyAreStoredOrShown() {
        // When
        String run = house.start(reader("ticketing.get_customer_info", "{customer_id: cust-2}"));
        JsonNode ended = house.ended(run);
        // Then
        assertThat(seen(run).path("phone").asText()).doesNotContain("2222222").isNotBlank();
        assertThat(seen(run).path("email").asText()).doesNotContain("ben@best").isNotBlank();
        assertThat(ended.path("output").toString()).doesNotContain("2222222", "ben@best");
        assertThat(Sql.column("SELECT t::text FROM tool_call t WHERE run_id = ?", run)
                        .toString())
                .contains("Ben Best")
                .doesNotContain("2222222", "ben@best", "2021");
    }

    @Test
    void m2EntryOfAHeldRoleReplacesTheOneForEverybody() {
        // Given
        String who =
                "{\"kind\": \"customer\", \"id\": \"cust-2\", \"roles\": [\"support_lead\"], \"scopes\": [\"ticketing.read\"]}";
        // When
        String run = startFor(who, reader("ticketing.get_customer_info", "{customer_id: cust-2}"));
        house.ended(run);
        // Then
        assertThat(seen(run).path("phone").asText()).isEqualTo("+49 30 2222222");
        assertThat(seen(run).path("since").asInt()).isEqualTo(2021);
        assertThat(seen(run).path("email").asText()).doesNotContain("ben@best");
        assertThat(seen(run).has("notes")).isFalse();
    }

    @Test
    void m2NamesAreFoundAtAnyDepth() {
        // When
        String run = house.start(reader("warehouse.v_contacts_current", "{account_id: acc-1}"));
        house.ended(run);
        // Then
        JsonNode contact = seen(run).path("items").get(0);
        assertThat(seen(run).path("as_of").asText()).isEqualTo("2026-11-20T06:00:00.000Z");
        assertThat(contact.path("name").asText()).isEqualTo("Ann Able");
        assertThat(contact.path("email").asText()).doesNotContain("ann@able");
        assertThat(contact.path("phone").asText()).doesNotContain("1111111");
        assertThat(contact.has("birthday")).isFalse();
    }

    @Test
    void m2LeadIsShownWithoutItsOwnerAndWithAMaskedAddress() {
        // When
        String run = house.start(reader("crm.get_lead", "{lead_id: lead-3}"));
        house.ended(run);
        // Then
        assertThat(seen(run).path("found").asBoolean()).isTrue();
        assertThat(seen(run).has("owner")).isFalse();
        assertThat(seen(run).path("email").asText()).doesNotContain("quinn").contains("•");
    }
}
