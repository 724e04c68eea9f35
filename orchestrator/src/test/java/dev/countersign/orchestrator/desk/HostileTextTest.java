package dev.countersign.orchestrator.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.transition.Rows;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Hostile text of a system of record and of a model, by the real way: nothing of it is markup on any page. */
@QuarkusTest
class HostileTextTest extends InHouse {
    private static final String NAME =
            "Harbour \u202Egnidart\u202C <script>window.owned=1</script> p\u0430ypal {card.digest}";

    /** The run of an agent that says {@code words} and asks to delete a lead of that company; words as in JSON. */
    private String deletes(String lead, String company, String words) {
        sandbox.change(
                "lead", lead, Rows.text(JsonNodeFactory.instance.objectNode().put("company", company)));
        house.policyWith("""
                {"tools": {"crm.delete_lead": {"mode": "require_approval", "tier": "T3", "groups": ["revops"],
                  "title": "Delete", "because": "${before.company} would be gone"}}}""");
        return house.start(house.workflow("""
                tools: [{name: crm.delete_lead}]
                model:
                  kind: replay
                  messages:
                  - role: assistant
                    content: "%s"
                    tool_calls:
                    - {id: c1, type: function, function: {name: crm.delete_lead, arguments: '{"lead_id": "%s"}'}}
                  - {role: tool, tool_call_id: c1, content: "gone"}
                  - {role: assistant, content: done}
                """.formatted(words, lead)));
    }

    @Test
    void recordNamedSoIsShownInertAndMarkedOnCardListRunAndCall() {
        // Given
        String run = deletes("lead-21", NAME, "Approve <b>now</b> \\u202E https://evil.example");
        // When
        JsonNode approval = house.asked(run);
        String id = approval.path("id").asText();
        // Then
        for (String path : new String[] {
            "/inbox/" + id,
            "/inbox?view=team",
            "/runs/" + run,
            "/calls/" + approval.path("call_id").asText()
        }) {
            assertThat(house.page("omar", path))
                    .as(path)
                    .doesNotContain("<script>window", "\u202E", "\u202C", "Approve <b>now", "href=\"https://evil");
        }
        assertThat(house.page("maya", "/inbox/" + id))
                .contains("[U+202E]gnidart[U+202C]")
                .contains("&lt;script&gt;window.owned=1&lt;/script&gt;")
                .contains("p\u0430ypal [looks like Latin, has Cyrillic letters]")
                .contains("{card.digest}")
                .contains("Approve &lt;b&gt;now&lt;/b&gt; [U+202E] https://evil.example");
        house.reject("maya", approval, "{\"code\": \"NOT_ALLOWED\"}").ok();
    }

    @Test
    void hugeTextOfARecordAndOfAModelIsBoundedAndSaysHowMuchIsLeftOut() {
        // Given
        String run = deletes("lead-22", "Endless\u0007" + "W".repeat(100_000), "Because\\u0007" + "V".repeat(100_000));
        // When
        JsonNode approval = house.asked(run);
        String card = house.page("maya", "/inbox/" + approval.path("id").asText());
        String told = house.page("omar", "/runs/" + run);
        // Then
        assertThat(card)
                .hasSizeLessThan(120_000)
                .contains("Endless[U+0007]W", "Because[U+0007]V", "more characters are left out")
                .doesNotContain("\u0007", "V".repeat(10_001), "W".repeat(10_001));
        assertThat(told).hasSizeLessThan(120_000).doesNotContain("\u0007", "V".repeat(10_001));
        house.reject("maya", approval, "{\"code\": \"NOT_ALLOWED\"}").ok();
    }
}
