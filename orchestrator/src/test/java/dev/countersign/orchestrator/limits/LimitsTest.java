package dev.countersign.orchestrator.limits;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Limits hold against any number of callers, by one; what was not used is given back. */
@QuarkusTest
class LimitsTest extends InHouse {

    private List<JsonNode> finished(String workflow, int count) {
        var runs = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            runs.add(house.start(workflow));
        }
        return runs.stream()
                .map(run -> {
                    house.ended(run);
                    return house.onlyCall(run);
                })
                .toList();
    }

    private static List<JsonNode> refusedFor(List<JsonNode> calls, String code) {
        return calls.stream()
                .filter(call -> call.path("refusal").path("code").asText().equals(code))
                .toList();
    }

    private List<JsonNode> sent(List<JsonNode> calls) {
        return calls.stream().filter(call -> !sandbox.arrivals(call).isEmpty()).toList();
    }

    @Test
    void manyRunsAtOnceNeverGetPastALimitByOne() {
        // Given
        house.policyWith("""
                {"limits": [{"id": "seven", "tools": ["crm.create_task"], "key": "all", "window": "P7D", "amount": "calls", "max": 7}]}""");
        // When
        List<JsonNode> calls = finished(house.oneCall("crm.create_task", "{subject: limited}"), 30);
        // Then
        assertThat(sent(calls)).hasSize(7);
        assertThat(refusedFor(calls, "LIMIT_REACHED")).hasSize(23);
        assertThat(Sql.number("SELECT used FROM counter WHERE limit_id = 'seven'"))
                .isEqualTo(7);
    }

    @Test
    void moneyIsCountedByPrice() {
        // Given
        house.policyWith("""
                {"limits": [{"id": "purse", "tools": ["enrichment.enrich_company"], "key": "workflow", "window": "P7D", "amount": "price", "max": 1}]}""");
        // When
        List<JsonNode> calls = finished(house.oneCall("enrichment.enrich_company", "{name: Acme, max_price: 0.3}"), 6);
        // Then
        assertThat(sent(calls)).hasSize(3);
        assertThat(refusedFor(calls, "LIMIT_REACHED")).hasSize(3);
    }

    @Test
    void otherKeysHaveRoomOfTheirOwn() {
        // Given
        house.policyWith("""
                {"limits": [{"id": "per-run", "tools": ["crm.create_task"], "key": "run", "amount": "calls", "max": 1}]}""");
        String workflow = house.workflow("""
                tools: [{name: crm.create_task}]
                model: {kind: scripted, turns: [{calls: [{id: a, tool: crm.create_task, arguments: {subject: a}}]}, {calls: [{id: b, tool: crm.create_task, arguments: {subject: b}}]}, {say: "${a.is_error} ${b.structured_content.code}"}]}
                """);
        // When
        List<String> outputs = List.of(
                house.play(workflow).path("output").asText(),
                house.play(workflow).path("output").asText());
        // Then
        assertThat(outputs).containsOnly("false LIMIT_REACHED");
    }

    @Test
    void aNoGivesTheRoomBack() {
        // Given
        house.policyWith("""
                {"limits": [{"id": "one-move", "tools": ["crm.update_opportunity_stage"], "key": "ref:opportunity", "window": "P7D", "amount": "calls", "max": 1}]}""");
        String opportunity = sandbox.opportunity();
        String first = house.stageMove(opportunity);
        JsonNode approval = house.asked(first);
        // When
        JsonNode whileWaiting = house.ended(house.stageMove(opportunity));
        house.reject("maya", approval, "{\"code\": \"WRONG_TIME\"}").ok();
        String afterwards = house.stageMove(opportunity);
        JsonNode again = house.asked(afterwards);
        // Then
        assertThat(whileWaiting.path("output").asText()).startsWith("LIMIT_REACHED");
        assertThat(again.path("state").asText()).isEqualTo("pending");
        house.reject("maya", again, "{\"code\": \"WRONG_TIME\"}").ok();
    }

    @Test
    void anotherSpellingIsTheSameThing() {
        // Given
        house.policyWith("""
                {"dedupe": [{"id": "same-subject", "tools": ["crm.create_task"], "key": ["argument:/subject"], "window": "P1D"}]}""");
        // When
        JsonNode first = house.play(house.oneCall("crm.create_task", "{subject: \"Straße 1\"}"));
        JsonNode second = house.play(house.oneCall("crm.create_task", "{subject: \"  STRASSE １ \"}"));
        JsonNode other = house.play(house.oneCall("crm.create_task", "{subject: \"Straße 2\"}"));
        // Then
        assertThat(first.path("output").asText()).isEqualTo("done");
        assertThat(second.path("output").asText()).startsWith("DUPLICATE never");
        assertThat(other.path("output").asText()).isEqualTo("done");
    }

    @Test
    void ofManyEqualCallsAtOnceOneIsSent() {
        // Given
        house.policyWith("""
                {"dedupe": [{"id": "same-task", "tools": ["crm.create_task"], "key": ["argument:/subject"], "window": "P1D"}]}""");
        // When
        List<JsonNode> calls = finished(house.oneCall("crm.create_task", "{subject: the very same}"), 15);
        // Then
        assertThat(sent(calls)).hasSize(1);
        assertThat(refusedFor(calls, "DUPLICATE")).as("each is told why").hasSize(14);
    }
}
