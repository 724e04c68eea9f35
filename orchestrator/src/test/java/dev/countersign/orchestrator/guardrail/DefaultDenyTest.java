package dev.countersign.orchestrator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * M15: default deny, read-only by default; writes are switched on per workflow and tool, and need a rollback plan. With
 * the stages and the dry run of M17.
 */
@QuarkusTest
class DefaultDenyTest extends Guarded {

    private static final String TASK = "{subject: Call back}";

    @Test
    void m15DefaultDenyOfAToolThatTheDataDoesNotName() {
        // When
        JsonNode call = call("erp.erase_everything", "{what: all}");
        // Then
        assertDenied(call, "builtin:unlisted");
    }

    @Test
    void m15WriteIsSwitchedOnByNamingItsTool() {
        // Given
        shippedWith("{tools: {documents.share_document: null}}");
        String arguments = "{document_id: doc-brochure, to: [ann@aldgate.example]}";
        JsonNode before = call("documents.share_document", arguments);
        // When
        shipped();
        JsonNode after = call("documents.share_document", arguments);
        // Then
        assertDenied(before, "builtin:unlisted");
        assertSent(after);
    }

    @Test
    void m15ReadOnlyByDefaultWhenTheWorkflowSaysNothing() {
        // Given
        house.registerYaml("workflows", """
                kind: Workflow
                id: says-nothing
                version: 1
                tools: [{name: crm.get_account}, {name: crm.create_task}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: read, tool: crm.get_account, arguments: {account_id: acc-1}}]}
                  - {calls: [{id: write, tool: crm.create_task, arguments: {subject: x}}]}
                  - say: done
                """);
        // When
        String run = house.start("says-nothing");
        house.ended(run);
        // Then
        assertSent(house.calls(run).get(0));
        assertDenied(house.calls(run).get(1), "builtin:stage");
    }

    @Test
    void m15WriteWithoutARollbackPlanIsRefused() {
        // Given
        shippedWith("{tools: {erp.erase_everything: {mode: permit}}}");
        // When
        JsonNode call = call("erp.erase_everything", "{what: all}");
        // Then
        assertDenied(call, "builtin:undo");
    }

    @ParameterizedTest
    @CsvSource({
        "a tool undoes it,    crm.update_lead_status,        '{lead_id: lead-6, status: working}'",
        "a person undoes it,  crm.create_task,               '{subject: Call back}'",
        "nothing undoes it,   crm.log_activity,              '{kind: note, note: Nothing takes this back}'"
    })
    void m15RollbackPlanIsANamedToolAPersonOrAStatedCannotBeUndone(String plan, String tool, String arguments) {
        // Given
        sandbox.change("lead", "lead-6", "{\"status\": \"new\"}");
        // When
        JsonNode call = call(tool, arguments);
        // Then
        assertSent(call);
    }

    @ParameterizedTest
    @CsvSource({
        "read_only,      crm.get_account,  '{account_id: acc-1}', ''",
        "read_only,      crm.create_task,  '{subject: Call back}', builtin:stage",
        "read_only,      crm.update_owner, '{account_id: acc-2, owner: lee}', builtin:stage",
        "limited_writes, crm.get_account,  '{account_id: acc-1}', ''",
        "limited_writes, crm.create_task,  '{subject: Call back}', ''",
        "limited_writes, crm.update_owner, '{account_id: acc-2, owner: lee}', builtin:stage",
        "approvals,      crm.create_task,  '{subject: Call back}', ''",
        "scaled,         crm.create_task,  '{subject: Call back}', ''"
    })
    void m17RolloutStagePerWorkflow(String stage, String tool, String arguments, String deniedBy) {
        // When
        JsonNode call = callOf("stage: " + stage, tool, arguments);
        // Then
        if (deniedBy.isEmpty()) {
            assertSent(call);
        } else {
            assertDenied(call, deniedBy);
        }
    }

    @ParameterizedTest
    @CsvSource({"approvals", "scaled"})
    void m17LaterStagesMayAskAPerson(String stage) {
        // When
        String run = house.start(oneCallOf("stage: " + stage, "crm.update_owner", "{account_id: acc-2, owner: lee}"));
        // Then
        assertAsked(run, "tool:crm.update_owner", "T1", "revops");
    }

    @Test
    void m17DryRunReadsAndNeverSends() {
        // When
        JsonNode read = callOf("stage: approvals\ndry_run: true", "crm.get_account", "{account_id: acc-1}");
        JsonNode write = callOf("stage: approvals\ndry_run: true", "crm.create_task", TASK);
        JsonNode asking =
                callOf("stage: approvals\ndry_run: true", "crm.update_owner", "{account_id: acc-2, owner: lee}");
        // Then
        assertSent(read);
        assertRefused(write, "builtin:dry_run", "DRY_RUN");
        assertRefused(asking, "builtin:dry_run", "DRY_RUN");
        assertThat(asking.path("approval_id").isNull()).as("nobody is asked").isTrue();
        assertThat(Sql.column("SELECT limit_id FROM counter WHERE used > 0"))
                .as("no limit is touched")
                .isEmpty();
    }

    @Test
    void m17DryRunShowsWhatPolicyWouldHaveRefused() {
        // When
        JsonNode call = callOf(
                "stage: approvals\ndry_run: true",
                "email.draft_email",
                "{to: [eve@rival.example], subject: Hello, body: Hello}");
        // Then
        assertDenied(call, "competitor");
    }
}
