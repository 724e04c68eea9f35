package dev.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(SandboxPostgres.class)
class CrmTest {

    @TestHTTPResource("/")
    URI base;

    McpCaller crm;

    @BeforeEach
    void initialize() throws Exception {
        crm = McpCaller.initialized(base, "crm");
    }

    @Test
    void listsStrictSchemas() throws Exception {
        var tools = crm.list();

        assertThat(tools).hasSize(14);
        assertThat(tools).allSatisfy(tool -> assertThat(
                        tool.at("/inputSchema/additionalProperties").asText())
                .isEqualTo("false"));
        var search = named(tools, "search_accounts");
        assertThat(search.at("/inputSchema/properties/limit/maximum").asInt()).isEqualTo(50);
    }

    @Test
    void readsTheOpportunityOfTheExample() throws Exception {
        var answer = crm.content("get_open_opportunities", "{\"opportunity_id\": \"opp-17\", \"limit\": 1}");

        assertThat(answer.toString())
                .isEqualTo("{\"returned\":1,\"items\":[{\"opportunity_id\":\"opp-17\",\"account_id\":\"acc-9\","
                        + "\"name\":\"Acme renewal\",\"stage\":\"qualified\",\"amount\":18000,\"version\":37,"
                        + "\"next_stage\":\"proposal\"}]}");
    }

    @Test
    void readsTheLastActivityOfAPerson() throws Exception {
        var answer = crm.content(
                "get_recent_activity", "{\"opportunity_id\": \"opp-17\", \"by\": \"person\", \"limit\": 1}");

        assertThat(answer.path("returned").asInt()).isEqualTo(1);
        assertThat(answer.path("last_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(crm.content("get_recent_activity", "{\"opportunity_id\": \"opp-20\"}")
                        .get("last_at")
                        .isNull())
                .isTrue();
    }

    @Test
    void answersOnlyTheFieldsThatWereAskedFor() throws Exception {
        assertThat(fieldNames("get_account", "{\"account_id\": \"acc-9\", \"fields\": [\"name\", \"version\"]}"))
                .containsExactlyInAnyOrder("name", "version");
        assertThat(fieldNames("get_account", "{\"account_id\": \"acc-9\"}"))
                .containsExactlyInAnyOrder("account_id", "name", "owner", "stage", "version");
        assertThat(fieldNames("get_lead", "{\"lead_id\": \"lead-1\", \"fields\": [\"status\"]}"))
                .containsExactlyInAnyOrder("found", "status");
    }

    @Test
    void refusesWhatTheSchemaDoesNotKnow() throws Exception {
        assertThat(crm.code("get_account", "{\"account_id\": \"acc-9\", \"fields\": [\"password\"]}"))
                .isEqualTo("INVALID_ARGUMENTS");
        assertThat(crm.code("get_account", "{\"account_id\": \"acc-9\", \"verbose\": true}"))
                .isEqualTo("INVALID_ARGUMENTS");
        assertThat(crm.code("get_account", "{}")).isEqualTo("INVALID_ARGUMENTS");
        assertThat(crm.code("get_account", "{\"account_id\": 9}")).isEqualTo("INVALID_ARGUMENTS");
        assertThat(crm.code("search_accounts", "{\"name\": \"Acme\", \"limit\": 51}"))
                .isEqualTo("INVALID_ARGUMENTS");
        assertThat(crm.code("search_accounts", "{\"limit\": 5}")).isEqualTo("INVALID_ARGUMENTS");
        assertThat(crm.code("get_open_opportunities", "{\"limit\": \"5\"}")).isEqualTo("INVALID_ARGUMENTS");
        assertThat(crm.code("create_lead", "{\"email\": \"nobody\", \"company\": \"X\"}"))
                .isEqualTo("INVALID_ARGUMENTS");
        assertThat(crm.code("create_task", "{\"subject\": \"a\\u0000b\"}")).isEqualTo("INVALID_ARGUMENTS");
        assertThat(crm.code("update_lead_status", "{\"lead_id\": \"lead-1\", \"status\": \"gone\"}"))
                .isEqualTo("INVALID_ARGUMENTS");
    }

    @Test
    void keepsLists() throws Exception {
        var stale = crm.content("get_open_opportunities", "{\"stale_days\": 30, \"limit\": 5}");

        assertThat(stale.path("returned").asInt()).isEqualTo(5);
        assertThat(stale.path("items"))
                .allSatisfy(item -> assertThat(item.path("stage").asText()).isNotIn("won", "lost"));
        assertThat(crm.content("get_open_opportunities", "{\"account_id\": \"acc-9\"}")
                        .path("items"))
                .allSatisfy(item -> assertThat(item.path("account_id").asText()).isEqualTo("acc-9"));
        assertThat(crm.content("search_accounts", "{\"name\": \"acme\", \"fields\": [\"name\"], \"limit\": 1}")
                        .toString())
                .isEqualTo("{\"returned\":1,\"items\":[{\"name\":\"Acme\"}]}");
        assertThat(crm.content("search_accounts", "{\"domain\": \"rival.example\"}")
                        .path("returned")
                        .asInt())
                .isEqualTo(1);
        assertThat(crm.content("search_accounts", "{\"name\": \"cme\"}")
                        .path("returned")
                        .asInt())
                .isZero();
    }

    @Test
    void leadLivesFromCreationToDeletion() throws Exception {
        var created = crm.content(
                "create_lead", "{\"email\": \"kim@fresh.example\", \"company\": \"Fresh\", \"source\": \"web\"}");
        var id = created.path("lead_id").asText();
        assertThat(id).startsWith("lead-");
        assertThat(created.path("version").asInt()).isEqualTo(1);

        var moved = crm.content(
                "update_lead_status", "{\"lead_id\": \"" + id + "\", \"status\": \"working\", \"if_version\": 1}");
        assertThat(moved.path("version").asInt()).isEqualTo(2);

        var found = crm.content("get_lead", "{\"email\": \"KIM@fresh.example\"}");
        assertThat(found.path("status").asText()).isEqualTo("working");
        assertThat(found.path("found").asBoolean()).isTrue();

        assertThat(crm.content("delete_lead", "{\"lead_id\": \"" + id + "\"}")
                        .path("version")
                        .asInt())
                .isEqualTo(3);
        assertThat(crm.content("delete_lead", "{\"lead_id\": \"" + id + "\"}")
                        .path("version")
                        .asInt())
                .isEqualTo(3);
        assertThat(crm.content("get_lead", "{\"lead_id\": \"" + id + "\"}").toString())
                .isEqualTo("{\"found\":false}");
    }

    @Test
    void refusesAnotherVersion() throws Exception {
        var version = crm.content("get_account", "{\"account_id\": \"acc-3\"}")
                .path("version")
                .asInt();
        var conflict = crm.call(
                "update_owner",
                "{\"account_id\": \"acc-3\", \"owner\": \"lee\", \"if_version\": " + (version + 5) + "}");

        assertThat(conflict.at("/isError").asBoolean()).isTrue();
        assertThat(conflict.at("/structuredContent/code").asText()).isEqualTo("VERSION_CONFLICT");
        assertThat(conflict.at("/structuredContent/version").asInt()).isEqualTo(version);
        assertThat(crm.content(
                                "update_owner",
                                "{\"account_id\": \"acc-3\", \"owner\": \"lee\", \"if_version\": " + version + "}")
                        .path("version")
                        .asInt())
                .isEqualTo(version + 1);
    }

    @Test
    void movesStages() throws Exception {
        var moved = crm.content("update_opportunity_stage", "{\"opportunity_id\": \"opp-2\", \"stage\": \"lost\"}");

        assertThat(moved.path("stage").asText()).isEqualTo("lost");
        // Still readable by its id, so that the move can be undone.
        var closed = crm.content("get_open_opportunities", "{\"opportunity_id\": \"opp-2\"}");
        assertThat(closed.at("/items/0/version").asInt())
                .isEqualTo(moved.path("version").asInt());
        assertThat(closed.at("/items/0/next_stage").isNull()).isTrue();
        assertThat(crm.code("update_opportunity_stage", "{\"opportunity_id\": \"opp-2\", \"stage\": \"limbo\"}"))
                .isEqualTo("UNKNOWN_STAGE");
    }

    @Test
    void writesAnswerTheirIds() throws Exception {
        assertThat(crm.content(
                                "create_contact",
                                "{\"account_id\": \"acc-5\", \"email\": \"a@b.example\", \"name\": \"A B\"}")
                        .path("contact_id")
                        .asText())
                .startsWith("con-");
        assertThat(crm.content("create_task", "{\"subject\": \"Call\", \"priority\": \"low\"}")
                        .path("task_id")
                        .asText())
                .startsWith("task-");
        assertThat(crm.content("create_task", "{\"subject\": \"Call\", \"lead_id\": \"lead-2\"}")
                        .path("priority")
                        .asText())
                .isEqualTo("normal");
        assertThat(crm.content("log_activity", "{\"kind\": \"note\", \"note\": \"n\", \"opportunity_id\": \"opp-4\"}")
                        .path("activity_id")
                        .asText())
                .startsWith("act-");
    }

    @Test
    void merges() throws Exception {
        var merged = crm.content("merge_accounts", "{\"account_id\": \"acc-39\", \"into_account_id\": \"acc-10\"}");

        assertThat(merged.path("account_id").asText()).isEqualTo("acc-10");
        assertThat(crm.code("get_account", "{\"account_id\": \"acc-39\"}")).isEqualTo("NOT_FOUND");
        assertThat(crm.code("merge_accounts", "{\"account_id\": \"acc-39\", \"into_account_id\": \"acc-10\"}"))
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void saysWhatIsNotThere() throws Exception {
        for (var call : List.of(
                "get_account {\"account_id\": \"acc-none\"}",
                "update_owner {\"account_id\": \"acc-none\", \"owner\": \"lee\"}",
                "create_contact {\"account_id\": \"acc-none\", \"email\": \"a@b.example\", \"name\": \"A\"}",
                "update_lead_status {\"lead_id\": \"lead-none\", \"status\": \"working\"}",
                "update_opportunity_stage {\"opportunity_id\": \"opp-none\", \"stage\": \"lost\"}",
                "create_task {\"subject\": \"s\", \"opportunity_id\": \"opp-none\"}",
                "log_activity {\"kind\": \"note\", \"note\": \"n\", \"lead_id\": \"lead-none\"}",
                "delete_lead {\"lead_id\": \"lead-none\"}")) {
            int space = call.indexOf(' ');
            assertThat(crm.code(call.substring(0, space), call.substring(space + 1)))
                    .as(call)
                    .isEqualTo("NOT_FOUND");
        }
    }

    private List<String> fieldNames(String tool, String arguments) throws Exception {
        var names = new ArrayList<String>();
        crm.content(tool, arguments).fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static JsonNode named(JsonNode tools, String name) {
        for (var tool : tools) {
            if (tool.path("name").asText().equals(name)) {
                return tool;
            }
        }
        throw new AssertionError("no tool " + name);
    }
}
