package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.policy.ActivePolicy;
import dev.countersign.orchestrator.policy.BrokenPoint;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/** Policy changes while people still decide: it is asked again when a card is opened and when it is approved. */
@QuarkusTest
class PolicyAgainTest extends InHouse {
    private static final String DENIES =
            "{\"tools\": {\"crm.update_opportunity_stage\": {\"mode\": \"deny\", \"title\": \"Closed\", \"because\":"
                    + " \"Quarter end\"}}}";
    private static final String STRICTER =
            "{\"tools\": {\"crm.update_opportunity_stage\": {\"tier\": \"T2\", \"quorum\": 2}}}";
    private static final String PERMITS = "{\"tools\": {\"crm.update_opportunity_stage\": {\"mode\": \"permit\"}}}";

    @Inject
    ActivePolicy policy;

    private JsonNode asked() {
        return house.asked(house.stageMove(sandbox.opportunity()));
    }

    private String page(JsonNode approval) {
        return house.page("maya", "/inbox/" + approval.path("id").asText());
    }

    private JsonNode callOf(JsonNode approval) {
        return house.get("omar", "/api/calls/" + approval.path("call_id").asText())
                .ok();
    }

    private void closedByItsRule(JsonNode approval) {
        JsonNode call = callOf(approval);
        assertThat(house.approval(approval).path("state").asText()).isEqualTo("withdrawn");
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("POLICY_DENIED");
        assertThat(call.path("refusal").path("detail").asText())
                .contains("Closed. Quarter end", "rule tool:crm.update_opportunity_stage");
        assertThat(house.ended(approval.path("run_id").asText()).path("output").asText())
                .startsWith("POLICY_DENIED");
        assertThat(house.story(approval.path("run_id").asText()))
                .containsSubsequence("approval.opened", "approval.withdrawn", "toolcall.refused");
        assertThat(sandbox.arrivals(call)).isEmpty();
    }

    @Test
    void deniedByNowIsClosedWhenItIsOpened() {
        // Given
        JsonNode approval = asked();
        house.policyWith(DENIES);
        // When
        String page = page(approval);
        // Then
        assertThat(page)
                .contains("data-problem=\"POLICY_DENIED\"", "Closed. Quarter end", "data-state=\"withdrawn\"")
                .doesNotContain("value=\"approve\"");
        closedByItsRule(approval);
        assertThat(page(approval)).contains("Closed. Quarter end");
    }

    @Test
    void deniedByNowIsClosedWhenItIsApproved() {
        // Given
        JsonNode approval = asked();
        house.policyWith(DENIES);
        // When
        Answer vote = house.approve("maya", approval);
        // Then
        assertThat(vote.status()).isEqualTo(410);
        assertThat(vote.code()).isEqualTo("WITHDRAWN");
        assertThat(vote.body().path("detail").asText()).contains("Closed. Quarter end", "Nothing was sent");
        closedByItsRule(approval);
    }

    @Test
    void stricterByNowIsAskedAnewWhenItIsOpened() {
        // Given
        JsonNode approval = asked();
        house.policyWith(STRICTER);
        // When
        String page = page(approval);
        JsonNode second = house.approval(approval);
        // Then
        assertThat(page)
                .contains("Policy grew stricter since this was asked.", "Tier rose from T1 to T2")
                .contains("data-round=\"2\"");
        assertThat(second.path("state").asText()).isEqualTo("pending");
        assertThat(second.path("tier").asText()).isEqualTo("T2");
        assertThat(second.path("quorum").asInt()).isEqualTo(2);
        assertThat(page(approval)).contains("Policy grew stricter since this was asked.");
        assertThat(house.approval(approval)).as("once is enough").isEqualTo(second);
    }

    @Test
    void stricterByNowIsAskedAnewWhenItIsApprovedAndEarlierVotesDoNotCount() {
        // Given
        house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": {\"quorum\": 2}}}");
        JsonNode approval = asked();
        house.approve("lee", approval).ok();
        house.policyWith(STRICTER);
        // When
        Answer vote = house.approve("maya", approval);
        JsonNode second = house.approval(approval);
        // Then
        assertThat(vote.status()).isEqualTo(409);
        assertThat(vote.code()).isEqualTo("DIGEST_MISMATCH");
        assertThat(vote.body().path("detail").asText()).startsWith("Policy grew stricter since this was asked.");
        assertThat(second.path("round").asInt()).isEqualTo(2);
        house.approve("maya", second).ok();
        assertThat(house.approval(approval).path("state").asText()).isEqualTo("pending");
        house.approve("lee", second).ok();
        house.ended(approval.path("run_id").asText());
        assertThat(sandbox.arrivals(callOf(approval))).hasSize(1);
    }

    @Test
    void permittedByNowStillWaitsForTheClick() {
        // Given
        JsonNode opened = asked();
        JsonNode voted = asked();
        house.policyWith(PERMITS);
        // When
        String page = page(opened);
        Answer vote = house.approve("maya", voted);
        // Then
        assertThat(page)
                .contains("Policy would let it pass now; you were asked, so your word still counts.")
                .contains("value=\"approve\"");
        assertThat(house.approval(opened).path("round").asInt()).isEqualTo(1);
        assertThat(callOf(opened).path("state").asText()).isEqualTo("awaiting_approval");
        assertThat(vote.ok().path("result").asText()).isEqualTo("RECORDED");
        house.ended(voted.path("run_id").asText());
        house.approve("maya", opened).ok();
        house.ended(opened.path("run_id").asText());
    }

    @Test
    void sameAnswerChangesNothingAndIsAskedOnce() {
        // Given
        JsonNode approval = asked();
        String revision = house.policyWith("{\"lists\": {\"unused\": [\"same answer\"]}}");
        // When
        String page = page(approval);
        // Then
        assertThat(page).doesNotContain("data-problem", "data-stricter", "would let it pass");
        assertThat(house.approval(approval)).isEqualTo(approval);
        assertThat(Sql.number(
                        "SELECT policy_revision FROM approval WHERE id = ?",
                        approval.path("id").asText()))
                .isEqualTo(Long.parseLong(revision));
    }

    @Test
    void silentPolicyShowsTheCardAndLetsNobodyApproveButAnybodyReject() {
        // Given
        JsonNode approval = asked();
        house.policyWith("{\"lists\": {\"unused\": [\"before silence\"]}}");
        BrokenPoint.breakDown(policy);
        try {
            // When
            String page = page(approval);
            Answer yes = house.approve("maya", approval);
            Answer no = house.reject("maya", approval, "{\"code\": \"WRONG_TIME\"}");
            // Then
            assertThat(page).contains("data-problem=\"POLICY_INDETERMINATE\"", "value=\"approve\"");
            assertThat(yes.status()).isEqualTo(503);
            assertThat(yes.code()).isEqualTo("POLICY_INDETERMINATE");
            assertThat(no.status()).isEqualTo(200);
        } finally {
            house.policyWith("{\"lists\": {\"unused\": [\"after silence\"]}}");
        }
    }

    @Test
    void readingByTheApiAsksNobody() {
        // Given
        JsonNode approval = asked();
        house.policyWith(DENIES);
        // When
        JsonNode read = house.approval(approval);
        // Then
        assertThat(read).isEqualTo(approval);
        page(approval);
        house.ended(approval.path("run_id").asText());
    }
}
