package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;

/** Calls that wait for people, and short words for editing them. */
abstract class Editable extends InHouse {
    static final String LOOKUP = """
            {"tools": {"enrichment.enrich_company": {"mode": "require_approval", "tier": "T1", "groups": ["revops"],
               "title": "Lookup", "because": "Costs up to ${arguments.max_price}"}},
             "guards": [
              {"id": "dear", "tools": ["enrichment.enrich_company"], "when": [{"value": "price", "op": "gt", "to": 5}],
               "mode": "require_approval", "tier": "T2", "groups": ["revops"], "quorum": 2, "title": "Dear lookup",
               "because": "${arguments.max_price} is above 5"},
              {"id": "beyond", "tools": ["enrichment.enrich_company"], "when": [{"value": "price", "op": "gt", "to": 20}],
               "mode": "deny", "title": "Too dear", "because": "${arguments.max_price} is above 20"}],
             "limits": [{"id": "purse", "tools": ["enrichment.enrich_company"], "key": "run", "amount": "price", "max": 12}]}""";

    JsonNode stageMove() {
        return house.asked(house.stageMove(sandbox.opportunity()));
    }

    JsonNode lookup(String price) {
        return house.asked(house.start(lookupWorkflow(price)));
    }

    String lookupWorkflow(String price) {
        return house.oneCall("enrichment.enrich_company", "{name: Acme, max_price: " + price + "}");
    }

    ObjectNode arguments(JsonNode approval) {
        return house.get("omar", "/api/calls/" + approval.path("call_id").asText())
                .ok()
                .withObject("/arguments");
    }

    Answer edit(String persona, JsonNode approval, JsonNode arguments) {
        return house.post(
                persona,
                "/api/approvals/" + approval.path("id").asText() + "/edits",
                "{\"digest\": \"" + approval.path("digest").asText() + "\", \"arguments\": " + arguments + "}");
    }

    Answer stage(String persona, JsonNode approval, String stage) {
        return edit(persona, approval, arguments(approval).put("stage", stage));
    }

    Answer price(String persona, JsonNode approval, double price) {
        return edit(persona, approval, arguments(approval).put("max_price", price));
    }

    JsonNode callOf(JsonNode approval) {
        return house.get("omar", "/api/calls/" + approval.path("call_id").asText())
                .ok();
    }

    void nothingChanged(JsonNode approval) {
        assertThat(house.approval(approval)).isEqualTo(approval);
        assertThat(house.story(approval.path("run_id").asText())).doesNotContain("approval.edited");
    }
}
