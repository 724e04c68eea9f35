package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** Where two people have to agree and duties are separated, who changed what would be sent is not one of them. */
@QuarkusTest
class EditorDoesNotCountTest extends InHouse {

    private JsonNode asked(int quorum, boolean separate) {
        house.policyWith(
                "{\"tools\": {\"crm.update_opportunity_stage\": {\"quorum\": %d, \"separate\": %s, \"tier\": \"T2\"}}}"
                        .formatted(quorum, separate));
        return house.asked(house.stageMove(sandbox.opportunity()));
    }

    private Answer edit(String persona, JsonNode approval, String stage) {
        String opportunity = house.get(
                        "omar", "/api/calls/" + approval.path("call_id").asText())
                .ok()
                .path("arguments")
                .path("opportunity_id")
                .asText();
        return house.post(persona, "/api/approvals/" + approval.path("id").asText() + "/edits", """
                {"digest": "%s", "arguments": {"opportunity_id": "%s", "stage": "%s"}}""".formatted(
                        approval.path("digest").asText(), opportunity, stage));
    }

    @Test
    void editorOfTwoIsToldThatOthersDecide() {
        // Given
        JsonNode approval = asked(2, true);
        JsonNode edited = edit("maya", approval, "lost").ok().path("approval");
        // When
        Answer yes = house.approve("maya", edited);
        Answer no = house.reject("maya", edited, "{\"code\": \"WRONG_TIME\"}");
        house.approve("lee", edited).ok();
        // Then
        assertThat(yes.status()).isEqualTo(403);
        assertThat(yes.code()).isEqualTo("SELF_APPROVAL");
        assertThat(yes.body().path("detail").asText()).contains("You changed what would be sent, so 2 others");
        assertThat(no.code()).isEqualTo("SELF_APPROVAL");
        assertThat(house.approval(edited).path("state").asText())
                .as("one yes of two")
                .isEqualTo("pending");
        assertThat(house.page("maya", "/inbox/" + approval.path("id").asText()))
                .contains("You changed what would be sent")
                .contains("data-edit")
                .doesNotContain("value=\"approve\"");
    }

    @Test
    void laterEditByAnotherPersonReplacesTheEditor() {
        // Given
        JsonNode approval = asked(2, true);
        JsonNode first = edit("maya", approval, "lost").ok().path("approval");
        // When
        JsonNode again = edit("maya", first, "won").ok().path("approval");
        JsonNode second = edit("lee", again, "lost").ok().path("approval");
        // Then
        assertThat(second.path("edited_by").asText()).isEqualTo("lee");
        assertThat(house.approve("lee", second).code()).isEqualTo("SELF_APPROVAL");
        assertThat(house.approve("maya", second).status()).isEqualTo(200);
        assertThat(house.approve("rita", second).status()).isEqualTo(200);
        house.ended(approval.path("run_id").asText());
    }

    @Test
    void onlyOneIsNeededOrDutiesAreNotSeparatedSoTheEditorCounts() {
        // Given
        JsonNode one = edit("maya", asked(1, true), "lost").ok().path("approval");
        // When
        Answer alone = house.approve("maya", one);
        JsonNode together = edit("maya", asked(2, false), "lost").ok().path("approval");
        Answer first = house.approve("maya", together);
        Answer second = house.approve("lee", together);
        // Then
        assertThat(alone.status()).isEqualTo(200);
        assertThat(first.status()).isEqualTo(200);
        assertThat(second.status()).isEqualTo(200);
        house.ended(together.path("run_id").asText());
    }
}
