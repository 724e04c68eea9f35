package dev.countersign.orchestrator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Personas;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connectors, workflows, runs and policy data through the outer interface, where they succeed. */
@QuarkusTest
class RegistriesTest extends InHouse {
    private static final Map<String, String> YAML = Map.of("Content-Type", "application/yaml");

    private static String id() {
        return "reg-" + UUID.randomUUID().toString().substring(0, 8);
    }

    // ---- documents ------------------------------------------------------------------------------------------------

    @Test
    void sameDocumentAgainIsTheSameVersion() {
        // Given
        String id = id();
        String yaml = "kind: Workflow\nid: " + id
                + "\nversion: 1\nmodel: {kind: scripted, turns: []}\ntools: [{name: crm.get_lead}]\n";
        String json = """
                {"tools": [{"name": "crm.get_lead"}], "version": 1, "id": "%s", "model": {"turns": [], "kind": "scripted"},
                 "kind": "Workflow"}""".formatted(id);
        // When
        Answer dry = house.send("dana", "POST", "/api/workflows?dry_run=true", yaml, YAML);
        Answer absent = house.get("dana", "/api/workflows/" + id);
        Answer created = house.send("dana", "POST", "/api/workflows", yaml, YAML);
        Answer again = house.post("dana", "/api/workflows", json);
        Answer other = house.post("dana", "/api/workflows", json.replace("get_lead", "get_account"));
        // Then
        assertThat(dry.status()).isEqualTo(201);
        assertThat(absent.status()).as("a dry run stores nothing").isEqualTo(404);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.headers().firstValue("location").orElseThrow()).contains("/api/workflows/" + id);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(created.body());
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.body().path("detail").asText()).contains("raise the version");
        assertThat(house.get("dana", "/api/workflows/" + id + "/versions/1")
                        .ok()
                        .path("digest"))
                .isEqualTo(created.body().path("digest"));
        assertThat(house.get("dana", "/api/workflows/" + id + "/versions/2").status())
                .isEqualTo(404);
        assertThat(Sql.number("SELECT count(*) FROM event WHERE stream = 'workflow:" + id + "'"))
                .isEqualTo(1);
    }

    @Test
    void connectorPinsTheToolsItNames() {
        // Given
        String id = id();
        String document = """
                kind: Connector
                id: %s
                version: 1
                domain: crm
                environment: sandbox
                transport: {http: {url: "${env.COUNTERSIGN_SANDBOX_URL}/crm/mcp"}}
                credential: {ref: "env:COUNTERSIGN_SECRET_CRM", as: "header:X-Api-Key"}
                tools: {get_account: {effect: READ, scopes: [crm.read]}}
                """.formatted(id);
        // When
        Answer dry = house.send("dana", "POST", "/api/connectors?dry_run=true", document, YAML);
        Answer absent = house.get("dana", "/api/connectors/" + id);
        Answer created = house.send("dana", "POST", "/api/connectors", document, YAML);
        Answer again = house.send("dana", "POST", "/api/connectors", document, YAML);
        Answer other =
                house.send("dana", "POST", "/api/connectors", document.replace("domain: crm", "domain: sales"), YAML);
        // Then
        assertThat(dry.status()).isEqualTo(201);
        assertThat(absent.status()).isEqualTo(404);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.body().path("tools")).singleElement().satisfies(tool -> {
            assertThat(tool.path("name").asText()).isEqualTo("get_account");
            assertThat(tool.path("effect").asText()).isEqualTo("READ");
            assertThat(tool.path("state").asText()).isEqualTo("pinned");
            assertThat(tool.path("descriptor_digest").asText()).matches("sha256:[0-9a-f]{64}");
        });
        assertThat(again.status()).isEqualTo(200);
        assertThat(other.status()).isEqualTo(409);
        assertThat(house.get("dana", "/api/connectors/" + id).ok().path("tools"))
                .hasSize(1);
    }

    @Test
    void oneOfTwoEqualRegistrationsAtOnceCreates() {
        // Given
        String document =
                "kind: Workflow\nid: " + id() + "\nversion: 1\nmodel: {kind: scripted, turns: []}\ntools: []\n";
        // When
        List<Integer> statuses = java.util.stream.IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> house.send("dana", "POST", "/api/workflows", document, YAML)
                        .status())
                .toList();
        // Then
        assertThat(statuses).containsOnlyOnce(201).containsOnly(200, 201);
    }

    @ParameterizedTest
    @ValueSource(strings = {"workflow", "connector", "policy-data", "policy-input", "policy-output", "event"})
    void schemasArePublished(String name) {
        // When
        Answer schema = house.get("dana", "/api/schemas/" + name + ".json");
        // Then
        assertThat(schema.ok().path("$schema").asText()).contains("2020-12");
    }

    // ---- runs -----------------------------------------------------------------------------------------------------

    private Answer keyed(String persona, String key, String body) {
        return house.send(persona, "POST", "/api/runs", body, Map.of("Idempotency-Key", key));
    }

    @Test
    void idempotencyKeyStartsOneRun() {
        // Given
        String workflow = house.oneCall("crm.get_account", "{account_id: acc-1}");
        String key = id();
        String body = "{\"workflow\": \"" + workflow + "\", \"input\": {\"a\": 1, \"b\": 2}}";
        String sameBody = "{\"input\": {\"b\": 2, \"a\": 1.0},   \"workflow\": \"" + workflow + "\"}";
        // When
        Answer first = keyed("dana", key, body);
        Answer again = keyed("dana", key, sameBody);
        Answer other = keyed("dana", key, body.replace("\"b\": 2", "\"b\": 3"));
        Answer agents = keyed(Personas.AGENT, key, body);
        Answer tooLong = keyed("dana", "k".repeat(256), body);
        Answer longest = keyed("dana", "k".repeat(255), body);
        // Then
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.headers().firstValue("location").orElseThrow())
                .endsWith("/api/runs/" + first.body().path("id").asText());
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("id")).isEqualTo(first.body().path("id"));
        assertThat(other.status()).isEqualTo(409);
        assertThat(agents.status()).as("keys are per caller").isEqualTo(201);
        assertThat(tooLong.status()).isEqualTo(422);
        assertThat(longest.status()).isIn(200, 201);
    }

    @Test
    void idempotencyKeyIsForgottenAfterADay() {
        // Given
        String workflow = house.oneCall("crm.get_account", "{account_id: acc-1}");
        String key = id();
        String first = keyed("dana", key, "{\"workflow\": \"" + workflow + "\"}")
                .ok()
                .path("id")
                .asText();
        Sql.update("UPDATE run_key SET at = at - interval '25 hours' WHERE key = ?", key);
        // When
        Answer later = keyed("dana", key, "{\"workflow\": \"" + workflow + "\"}");
        // Then
        assertThat(later.status()).isEqualTo(201);
        assertThat(later.body().path("id").asText()).isNotEqualTo(first);
    }

    @Test
    void inputIsCheckedAndTheProblemSaysWhere() {
        // Given
        String workflow = house.workflow("""
                input_schema: {type: object, additionalProperties: false, required: [days], properties: {days: {type: integer, minimum: 7}}}
                tools: []
                model: {kind: scripted, turns: []}
                """);
        // When
        Answer low = house.post("dana", "/api/runs", "{\"workflow\": \"" + workflow + "\", \"input\": {\"days\": 3}}");
        Answer absent = house.post("dana", "/api/runs", "{\"workflow\": \"" + workflow + "\"}");
        Answer fits = house.post("dana", "/api/runs", "{\"workflow\": \"" + workflow + "\", \"input\": {\"days\": 7}}");
        // Then
        assertThat(low.status()).isEqualTo(422);
        assertThat(low.body().path("errors").get(0).path("pointer").asText()).isEqualTo("/input/days");
        assertThat(absent.status()).isEqualTo(422);
        assertThat(fits.status()).isEqualTo(201);
    }

    @Test
    void onlyAKeyWithTheScopeSaysForWhomARunWorks() {
        // Given
        String workflow = house.oneCall("crm.get_account", "{account_id: acc-1}");
        String body = """
                {"workflow": "%s", "on_behalf_of": {"kind": "person", "id": "maya", "scopes": ["crm.read"]}}""".formatted(workflow);
        // When
        Answer dana = house.post("dana", "/api/runs", body);
        Answer agent = house.post(Personas.AGENT, "/api/runs", body);
        Answer voice = house.post(Personas.VOICE_AGENT, "/api/runs", body);
        Answer nobody = house.post(Personas.VOICE_AGENT, "/api/runs", body.replace("\"id\": \"maya\", ", ""));
        Answer robot = house.post(Personas.VOICE_AGENT, "/api/runs", body.replace("\"person\"", "\"robot\""));
        // Then
        assertThat(dana.status()).isEqualTo(403);
        assertThat(agent.status()).isEqualTo(403);
        assertThat(voice.status()).isEqualTo(201);
        assertThat(voice.body().path("on_behalf_of").path("id").asText()).isEqualTo("maya");
        assertThat(voice.body().path("owner").asText()).isEqualTo("dana");
        assertThat(nobody.status()).isEqualTo(422);
        assertThat(robot.status()).isEqualTo(422);
    }

    @Test
    void agentsSeeTheirOwnRunsOnly() {
        // Given
        String workflow = house.oneCall("crm.get_account", "{account_id: acc-1}");
        String theirs = house.start(Personas.AGENT, workflow, "{}");
        String danas = house.start(workflow);
        // When
        Answer own = house.get(Personas.AGENT, "/api/runs/" + theirs);
        Answer other = house.get(Personas.AGENT, "/api/runs/" + danas);
        Answer list = house.get(Personas.AGENT, "/api/runs?workflow=" + workflow);
        Answer approver = house.get("maya", "/api/runs/" + danas);
        // Then
        assertThat(own.status()).isEqualTo(200);
        assertThat(other.status()).isEqualTo(404);
        assertThat(list.ok().path("items")).hasSize(1);
        assertThat(approver.status()).as("this run never asked anybody").isEqualTo(404);
    }

    // ---- pages ----------------------------------------------------------------------------------------------------

    private List<String> walk(String path) {
        var ids = new java.util.ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = house.get("dana", path + cursor).ok();
            page.path("items").forEach(item -> ids.add(item.path("id").asText()));
            JsonNode next = page.path("next_cursor");
            if (!next.isNull()) {
                assertThat(next.asText()).matches("[A-Za-z0-9_-]+");
            }
            cursor = next.isNull() ? null : "&cursor=" + next.asText();
        } while (cursor != null);
        return ids;
    }

    @Test
    void pagesMissNothingAndRepeatNothing() {
        // Given
        String workflow = house.workflow("""
                tools: [{name: crm.get_account}]
                model: {kind: scripted, turns: [{calls: [{id: a, tool: crm.get_account, arguments: {account_id: acc-1}}, {id: b, tool: crm.get_account, arguments: {account_id: acc-2}}, {id: c, tool: crm.get_account, arguments: {account_id: acc-3}}]}]}
                """);
        List<String> runs = java.util.stream.IntStream.range(0, 7)
                .mapToObj(i -> house.start(workflow))
                .toList();
        runs.forEach(house::ended);
        // When
        List<String> all = walk("/api/runs?workflow=" + workflow + "&limit=2");
        List<String> calls = walk("/api/calls?run=" + runs.getFirst() + "&limit=1");
        List<String> workflows = walk("/api/workflows?limit=3");
        // Then
        assertThat(all).containsExactlyElementsOf(runs.reversed());
        assertThat(calls).hasSize(3).doesNotHaveDuplicates();
        assertThat(workflows).doesNotHaveDuplicates().isSorted().contains(workflow);
    }

    @Test
    void callsAreFoundByWhatTheyTouch() {
        // Given
        String opportunity = sandbox.opportunity();
        String run = house.stageMove(opportunity);
        JsonNode approval = house.asked(run);
        // When
        JsonNode found = house.get("maya", "/api/calls?ref=opportunity:" + opportunity)
                .ok()
                .path("items");
        JsonNode group = house.get("maya", "/api/approvals?state=pending&group=revops&limit=200")
                .ok()
                .path("items");
        JsonNode otherGroup = house.get("maya", "/api/approvals?state=pending&group=finance&run=" + run)
                .ok()
                .path("items");
        // Then
        assertThat(found).singleElement().satisfies(call -> assertThat(call.path("approval_id"))
                .isEqualTo(approval.path("id")));
        var ids = new HashSet<String>();
        group.forEach(item -> ids.add(item.path("id").asText()));
        assertThat(ids).contains(approval.path("id").asText());
        assertThat(otherGroup).isEmpty();
    }

    // ---- policy data ----------------------------------------------------------------------------------------------

    @Test
    void policyDataNeedTheRevisionThatWasRead() {
        // Given
        String revision = house.get("dana", "/api/policy").ok().path("revision").asText();
        String data = House.PLAIN.replace("Stage move", "Stage move, again");
        // When
        Answer none = house.send("dana", "PUT", "/api/policy/data", data, Map.of());
        Answer first = house.send("dana", "PUT", "/api/policy/data", data, Map.of("If-Match", "\"" + revision + "\""));
        Answer late = house.send("dana", "PUT", "/api/policy/data", data, Map.of("If-Match", revision));
        Answer strange = house.send("dana", "PUT", "/api/policy/data", data, Map.of("If-Match", "latest"));
        // Then
        assertThat(none.status()).isEqualTo(428);
        assertThat(first.ok().path("revision").asText()).isNotEqualTo(revision);
        assertThat(late.status()).isEqualTo(412);
        assertThat(late.body().path("detail").asText())
                .contains(first.body().path("revision").asText());
        assertThat(strange.status()).isEqualTo(412);
        assertThat(house.get("dana", "/api/policy").ok().path("revision"))
                .isEqualTo(first.body().path("revision"));
        house.policy("{\"tools\": {}}");
    }

    @Test
    void unknownKeysOfPolicyDataAreNamedAndNothingChanges() {
        // Given
        String revision = house.get("dana", "/api/policy").ok().path("revision").asText();
        String data = House.PLAIN.replace("\"tier\": \"T1\"", "\"tear\": \"T1\"");
        // When
        Answer answer = house.send("dana", "PUT", "/api/policy/data", data, Map.of("If-Match", revision));
        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("errors").toString()).contains("crm.update_opportunity_stage");
        assertThat(house.get("dana", "/api/policy").ok().path("revision").asText())
                .isEqualTo(revision);
    }

    @Test
    void newDataDecideAtOnce() {
        // Given
        String workflow = house.oneCall("crm.create_task", "{subject: now}");
        String revision = house.policyWith(
                "{\"tools\": {\"crm.create_task\": {\"mode\": \"deny\", \"title\": \"Stop\", \"because\": \"now\"}}}");
        // When
        JsonNode run = house.play(workflow);
        // Then
        assertThat(run.path("output").asText()).startsWith("POLICY_DENIED");
        assertThat(house.onlyCall(run.path("id").asText())
                        .path("decision")
                        .path("policy_revision")
                        .asText())
                .isEqualTo(revision);
    }

    @Test
    void oneOfManyActivationsOfOneRevisionWins() {
        // Given
        String revision = house.policyWith("{\"lists\": {\"a\": [\"0\"]}}");
        // When
        List<Integer> statuses = java.util.stream.IntStream.range(0, 6)
                .parallel()
                .mapToObj(i -> house.send(
                                "dana",
                                "PUT",
                                "/api/policy/data",
                                House.PLAIN.replace("No contacts", "No contacts " + i),
                                Map.of("If-Match", revision))
                        .status())
                .toList();
        // Then
        assertThat(statuses).containsOnlyOnce(200).containsOnly(200, 412);
        house.policy("{\"tools\": {}, \"lists\": {}}");
    }

    @Test
    void explainsAnInputAndACall() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode call = house.call(house.asked(run).isMissingNode() ? null : house.onlyCall(run));
        // When
        Answer ofCall = house.post(
                "dana",
                "/api/policy/explain",
                "{\"call_id\": \"" + call.path("id").asText() + "\"}");
        Answer ofInput = house.post("dana", "/api/policy/explain", """
                {"input": {"phase": "propose", "now": "2026-11-20T09:00:00.000Z",
                  "subject": {"kind": "workflow", "id": "x", "roles": [], "scopes": ["crm.read"]}, "on_behalf_of": null,
                  "action": {"tool": "crm.fly", "effect": "READ", "scopes": [], "data_class": "internal", "arguments": {}},
                  "resource": {"connector": "crm", "domain": "crm", "environment": "sandbox", "refs": {}},
                  "run": {"id": "r", "owner": "dana", "workflow": {"id": "x", "version": 1, "stage": "approvals", "dry_run": false},
                    "step": 1, "writes": 0, "tainted": false}, "record": null, "facts": {}, "counters": {}}}""");
        // Then
        assertThat(ofCall.ok().path("outcome").asText()).isEqualTo("require_approval");
        assertThat(ofCall.body().path("rule_id").asText()).isEqualTo("tool:crm.update_opportunity_stage");
        assertThat(ofCall.body().path("because").asText())
                .isEqualTo("Every stage move is confirmed: qualified to proposal");
        assertThat(ofInput.ok().path("outcome").asText()).isEqualTo("deny");
        assertThat(ofInput.body().path("rule_id").asText()).isEqualTo("builtin:unlisted");
    }
}
