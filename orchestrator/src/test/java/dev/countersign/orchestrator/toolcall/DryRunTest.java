package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A dry run decides everything and does nothing. */
@QuarkusTest
class DryRunTest extends InHouse {

    private JsonNode dry(String tool, String arguments) {
        return house.play(house.workflow("""
                dry_run: true
                tools: [{name: %1$s}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: c1, tool: %1$s, arguments: %2$s}]}
                  - {when: {result: c1, pointer: /is_error, equals: true}, say: "${c1.structured_content.would}"}
                  - say: done
                """.formatted(tool, arguments)));
    }

    @Test
    void saysWhatItWouldHaveAskedAndAsksNobody() {
        // Given
        house.policyWith("""
                {"limits": [{"id": "dry-moves", "tools": ["crm.update_opportunity_stage"], "key": "all", "window": "P1D", "amount": "calls", "max": 9}]}""");
        String opportunity = sandbox.opportunity();
        long before = sandbox.lastRow();
        // When
        JsonNode run = dry("crm.update_opportunity_stage", "{opportunity_id: " + opportunity + ", stage: proposal}");
        // Then
        String id = run.path("id").asText();
        JsonNode call = house.onlyCall(id);
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("DRY_RUN");
        assertThat(call.path("refusal").path("detail").asText())
                .startsWith("Dry run. ")
                .containsPattern("Move .* from qualified to proposal\\. Nothing was sent\\.$");
        assertThat(run.path("output").path("outcome").asText()).isEqualTo("require_approval");
        assertThat(run.path("output").path("tier").asText()).isEqualTo("T1");
        assertThat(run.path("output").path("groups").toString()).isEqualTo("[\"revops\"]");
        assertThat(sandbox.callsAfter(before)).isEmpty();
        assertThat(Sql.number("SELECT count(*) FROM approval WHERE run_id = ?", id))
                .isZero();
        assertThat(Sql.column("SELECT used FROM counter WHERE limit_id = 'dry-moves'"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            crm.create_task    | {subject: x}                                     | permit
            crm.update_owner   | {account_id: acc-6, owner: lee}                  | require_approval
            """)
    void tellsTheModelWhatWouldHaveBeen(String tool, String arguments, String outcome) {
        // When
        JsonNode run = dry(tool, arguments);
        // Then
        assertThat(run.path("output").path("outcome").asText()).isEqualTo(outcome);
        assertThat(house.onlyCall(run.path("id").asText()).path("state").asText())
                .isEqualTo("refused");
    }

    @Test
    void refusesWhatPolicyWouldRefuseAnywayInPolicysWords() {
        // When
        JsonNode run = dry("crm.create_contact", "{account_id: acc-1, email: a@b.example, name: Ann}");
        // Then
        assertThat(house.onlyCall(run.path("id").asText())
                        .path("refusal")
                        .path("code")
                        .asText())
                .isEqualTo("POLICY_DENIED");
    }

    @Test
    void readsStillRun() {
        // When
        JsonNode run = dry("crm.get_account", "{account_id: acc-1}");
        // Then
        JsonNode call = house.onlyCall(run.path("id").asText());
        assertThat(call.path("state").asText()).isEqualTo("succeeded");
        assertThat(sandbox.arrivals(call)).hasSize(1);
    }
}
