package dev.countersign.orchestrator.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Personas;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose vote does not count is told by name on the page, and the database has no more votes than counted ones. */
@QuarkusTest
class RefusalsOnThePageTest extends InHouse {
    private static final Map<String, String> FORM =
            Map.of("Content-Type", "application/x-www-form-urlencoded", "Sec-Fetch-Site", "same-origin");

    /** Roles and groups are an operator's to give; what a test took away is there again. */
    @AfterEach
    void giveBack() {
        Sql.update("UPDATE person SET roles = '{approver}', groups = '{revops,finance}' WHERE id = 'lee'");
    }

    private String session(String persona) {
        String token = house.post("dana", "/api/local/sign-in-links", "{\"person\": \"" + persona + "\"}")
                .ok()
                .path("token")
                .asText();
        Answer signedIn = house.send(null, "POST", "/sign-in", "token=" + token, FORM);
        return signedIn.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
    }

    private Answer vote(String cookie, JsonNode approval, String digest, String rest) {
        return house.send(
                null,
                "POST",
                "/inbox/" + approval.path("id").asText() + "/votes",
                "digest=" + digest + "&" + rest,
                Map.of(
                        "Content-Type",
                        "application/x-www-form-urlencoded",
                        "Sec-Fetch-Site",
                        "same-origin",
                        "Cookie",
                        cookie));
    }

    private Answer approve(String cookie, JsonNode approval) {
        return vote(cookie, approval, approval.path("digest").asText(), "verdict=approve&checked=1");
    }

    private static void named(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body().asText()).contains("data-problem=\"" + code + "\"");
    }

    private static long votes(JsonNode approval) {
        return Sql.number(
                "SELECT count(*) FROM vote WHERE approval_id = ?",
                approval.path("id").asText());
    }

    @Test
    void approverWithoutTheGroup() {
        // Given
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        // When
        Answer answer = approve(session("noor"), approval);
        // Then
        named(answer, 403, "NOT_AN_APPROVER");
        assertThat(votes(approval)).isZero();
        named(
                vote(
                        session("noor"),
                        approval,
                        approval.path("digest").asText(),
                        "verdict=reject&reason_code=NOT_ALLOWED"),
                403,
                "NOT_AN_APPROVER");
        house.approve("maya", approval).ok();
        assertThat(votes(approval)).isEqualTo(1);
    }

    @Test
    void ownerOfTheRun() {
        // Given
        String workflow = house.oneCall(
                "crm.update_opportunity_stage", "{opportunity_id: " + sandbox.opportunity() + ", stage: proposal}");
        JsonNode approval = house.asked(house.start(Personas.OWNER_AND_APPROVER, workflow, "{}"));
        // When
        Answer answer = approve(session(Personas.OWNER_AND_APPROVER), approval);
        // Then
        named(answer, 403, "SELF_APPROVAL");
        assertThat(votes(approval)).isZero();
        house.approve("maya", approval).ok();
    }

    @Test
    void whoVotedAlreadyIsNotTheSecondPerson() {
        // Given
        JsonNode approval =
                house.asked(house.start(house.oneCall("crm.update_owner", "{account_id: acc-22, owner: noor}")));
        String maya = session("maya");
        assertThat(approve(maya, approval).status()).isEqualTo(303);
        // When
        Answer again = approve(maya, approval);
        Answer other = vote(maya, approval, approval.path("digest").asText(), "verdict=reject&reason_code=WRONG_TIME");
        // Then
        assertThat(again.status())
                .as("the same verdict twice is no second vote")
                .isEqualTo(303);
        named(other, 409, "ALREADY_VOTED");
        assertThat(votes(approval)).isEqualTo(1);
        assertThat(house.approval(approval).path("state").asText()).isEqualTo("pending");
        house.reject("lee", approval, "{\"code\": \"WRONG_TIME\"}").ok();
    }

    @Test
    void digestOfAnotherCard() {
        // Given
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        // When
        Answer answer = vote(session("maya"), approval, "sha256:" + "0".repeat(64), "verdict=approve");
        // Then
        named(answer, 409, "DIGEST_MISMATCH");
        assertThat(votes(approval)).isZero();
        house.approve("maya", approval).ok();
    }

    @Test
    void whoseGroupOrRoleWasTakenAwayWhileTheCardWasOpen() {
        // Given
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        String lee = session("lee");
        Answer open = house.send(null, "GET", "/inbox/" + approval.path("id").asText(), null, Map.of("Cookie", lee));
        assertThat(open.body().asText()).contains("value=\"approve\"");
        // When
        Sql.update("UPDATE person SET groups = '{finance}' WHERE id = 'lee'");
        Answer withoutGroup = approve(lee, approval);
        Sql.update("UPDATE person SET roles = '{}' WHERE id = 'lee'");
        Answer withoutRole = approve(lee, approval);
        // Then
        named(withoutGroup, 403, "NOT_AN_APPROVER");
        named(withoutRole, 403, "NOT_AN_APPROVER");
        assertThat(votes(approval)).isZero();
        house.approve("maya", approval).ok();
        assertThat(votes(approval)).isEqualTo(1);
    }

    @Test
    void wideOneWithoutItsTick() {
        // Given
        JsonNode approval =
                house.asked(house.start(house.oneCall("crm.update_owner", "{account_id: acc-23, owner: noor}")));
        // When
        Answer answer = vote(session("maya"), approval, approval.path("digest").asText(), "verdict=approve");
        // Then
        named(answer, 422, "INVALID");
        assertThat(answer.body().asText()).contains("Tick 1 more.", "no vote was recorded");
        assertThat(votes(approval)).isZero();
        house.reject("lee", approval, "{\"code\": \"WRONG_TIME\"}").ok();
    }
}
