package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Personas;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who decides while somebody is away: never more than that person could, never twice in one name. */
@QuarkusTest
class DelegationTest extends InHouse {

    @AfterEach
    void everybodyIsBack() {
        Sql.update("DELETE FROM delegation");
    }

    private Answer delegate(String person, String to, String scope) {
        Instant now = Instant.now();
        return house.post("omar", "/api/delegations", """
                {"person": "%s", "to": "%s", "from": "%s", "until": "%s"%s}""".formatted(
                        person, to, now.minus(Duration.ofHours(1)), now.plus(Duration.ofHours(1)), scope));
    }

    @Test
    void decidesInTheNameOfWhoeverIsAwayAndBothNamesAreKept() {
        // Given
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        Answer before = house.approve("noor", approval);
        delegate("maya", "noor", "").ok();
        // When
        Answer after = house.approve("noor", approval);
        // Then
        assertThat(before.code()).isEqualTo("NOT_AN_APPROVER");
        JsonNode vote = after.ok().path("approval").path("votes").get(0);
        assertThat(vote.path("by").asText()).isEqualTo("noor");
        assertThat(vote.path("for").asText()).isEqualTo("maya");
        JsonNode told = house.events(approval.path("run_id").asText()).stream()
                .filter(event -> event.path("type").asText().endsWith("approval.voted.v1"))
                .findFirst()
                .orElseThrow()
                .path("data");
        assertThat(told.path("by").asText()).isEqualTo("noor");
        assertThat(told.path("for").asText()).isEqualTo("maya");
    }

    @Test
    void oneAuthorityNeverCountsTwice() {
        // Given
        delegate("maya", "noor", "").ok();
        JsonNode approval =
                house.asked(house.start(house.oneCall("crm.update_owner", "{account_id: acc-2, owner: lee}")));
        house.approve("noor", approval).ok();
        String row = "/inbox/" + approval.path("id").asText() + "/row?view=";
        Optional<String> mine = house.opened("maya", row + "mine").headers().firstValue("X-Belongs");
        Optional<String> team = house.opened("maya", row + "team").headers().firstValue("X-Belongs");
        // When
        Answer own = house.approve("maya", approval);
        Answer other = house.approve("lee", approval);
        // Then
        assertThat(own.code()).isEqualTo("ALREADY_VOTED");
        assertThat(mine).hasValue("false");
        assertThat(team).hasValue("true");
        assertThat(other.ok().path("approval").path("state").asText()).isEqualTo("granted");
        assertThat(Sql.column(
                        "SELECT person_id FROM vote WHERE approval_id = ?::uuid ORDER BY at",
                        approval.path("id").asText()))
                .containsExactly("noor", "lee");
    }

    @Test
    void whoseNameWasUsedMayStillTakeBack() {
        // Given
        delegate("maya", "noor", "").ok();
        house.policyWith("""
                {"tools": {"crm.update_opportunity_stage": {"hold": "PT10M"}}}""");
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        JsonNode granted = house.approve("noor", approval).ok().path("approval");
        // When
        Answer undone = house.undo("maya", granted);
        // Then
        assertThat(undone.ok().path("approval").path("state").asText()).isEqualTo("pending");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "another group  | , \"scope\": {\"groups\": [\"finance\"]}",
                "another tool   | , \"scope\": {\"tools\": [\"crm.merge_accounts\"]}"
            })
    void goesNoFurtherThanItsScope(String name, String scope) {
        // Given
        delegate("lee", "noor", scope).ok();
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        // When
        Answer vote = house.approve("noor", approval);
        // Then
        assertThat(vote.code()).isEqualTo("NOT_AN_APPROVER");
    }

    @Test
    void nobodyDecidesOverTheOwnRunInAnotherName() {
        // Given
        delegate("maya", Personas.OWNER_AND_APPROVER, "").ok();
        String run = house.start(
                Personas.OWNER_AND_APPROVER,
                house.oneCall(
                        "crm.update_opportunity_stage",
                        "{opportunity_id: " + sandbox.opportunity() + ", stage: proposal}"),
                "{}");
        JsonNode approval = house.asked(run);
        // When
        Answer vote = house.approve(Personas.OWNER_AND_APPROVER, approval);
        // Then
        assertThat(vote.code()).isEqualTo("SELF_APPROVAL");
    }

    @Test
    void endsAtOnceWhenItIsTakenBack() {
        // Given
        String id = delegate("maya", "noor", "").ok().path("id").asText();
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        // When
        Answer foreign = house.send("lee", "DELETE", "/api/delegations/" + id, null, java.util.Map.of());
        Answer own = house.send("maya", "DELETE", "/api/delegations/" + id, null, java.util.Map.of());
        // Then
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(own.status()).isEqualTo(204);
        assertThat(house.approve("noor", approval).code()).isEqualTo("NOT_AN_APPROVER");
    }

    @Test
    void isHandedOnOnceAndNeverInACircle() {
        // Given
        delegate("maya", "lee", "").ok();
        delegate("lee", "noor", "").ok();
        // When
        Answer circle = delegate("noor", "maya", "");
        Answer third = delegate("noor", Personas.OWNER_AND_APPROVER, "");
        Answer before = delegate(Personas.OWNER_AND_APPROVER, "maya", "");
        // Then
        assertThat(circle.status()).isEqualTo(422);
        assertThat(circle.code()).isEqualTo("CYCLE");
        assertThat(third.code()).isEqualTo("TOO_MANY_HOPS");
        assertThat(before.code()).isEqualTo("TOO_MANY_HOPS");
    }

    @Test
    void reachesOverTwoHops() {
        // Given
        delegate("maya", Personas.OWNER_AND_APPROVER, "").ok();
        delegate(Personas.OWNER_AND_APPROVER, "noor", "").ok();
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        // When
        JsonNode vote = house.approve("noor", approval)
                .ok()
                .path("approval")
                .path("votes")
                .get(0);
        // Then: the nearest one first
        assertThat(vote.path("for").asText()).isEqualTo(Personas.OWNER_AND_APPROVER);
    }

    @Test
    void standsInTheInboxOfWhoeverDecides() {
        // Given
        delegate("maya", "noor", "").ok();
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        // When
        String card = house.page("noor", "/inbox/" + approval.path("id").asText());
        // Then
        assertThat(card).contains("name=\"verdict\" value=\"approve\"");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "to nobody   | {\"to\": \"ghost\", \"from\": \"2026-01-01T00:00:00Z\", \"until\": \"2099-01-01T00:00:00Z\"} | /to",
                "to oneself  | {\"to\": \"maya\", \"from\": \"2026-01-01T00:00:00Z\", \"until\": \"2099-01-01T00:00:00Z\"} | /to",
                "to a reader | {\"to\": \"dana\", \"from\": \"2026-01-01T00:00:00Z\", \"until\": \"2099-01-01T00:00:00Z\"} | /to",
                "past        | {\"to\": \"lee\", \"from\": \"2020-01-01T00:00:00Z\", \"until\": \"2020-01-02T00:00:00Z\"}  | /until",
                "too long    | {\"to\": \"lee\", \"from\": \"2026-01-01T00:00:00Z\", \"until\": \"2099-01-01T00:00:00Z\"} | /until",
                "no time     | {\"to\": \"lee\", \"from\": \"soon\", \"until\": \"2099-01-01T00:00:00Z\"}                  | /from",
                "not hers    | {\"to\": \"lee\", \"from\": \"2026-11-01T00:00:00Z\", \"until\": \"2027-01-01T00:00:00Z\", \"scope\": {\"groups\": [\"finance\"]}} | /scope/groups"
            })
    void saysWhatIsWrongAndWritesNothing(String name, String body, String pointer) {
        // When
        Answer answer = house.post("maya", "/api/delegations", body);
        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("errors").get(0).path("pointer").asText()).isEqualTo(pointer);
        assertThat(Sql.column("SELECT id FROM delegation")).isEmpty();
    }
}
