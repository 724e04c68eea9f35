package dev.countersign.orchestrator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people may do is the operator's to say, and holds at once. */
@QuarkusTest
class PeopleResourceTest extends InHouse {

    @AfterEach
    void leeIsAsBefore() {
        put("lee", "{\"roles\": [\"approver\"], \"groups\": [\"revops\", \"finance\"]}")
                .ok();
    }

    private Answer put(String id, String body) {
        return house.send("omar", "PUT", "/api/people/" + id, body, Map.of());
    }

    @Test
    void aRoleThatIsTakenAwayIsGoneForTheNextVoteOfAnOpenCard() {
        // Given
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        // When
        put("lee", "{\"roles\": [], \"groups\": [\"revops\"]}").ok();
        // Then
        assertThat(house.approve("lee", approval).code()).isEqualTo("NOT_AN_APPROVER");
        assertThat(Sql.number(
                        "SELECT count(*) FROM vote WHERE approval_id = ?::uuid",
                        approval.path("id").asText()))
                .isZero();
    }

    @Test
    void takesRolesThatOnlyPolicyKnowsAndTellsOfTheChangeOnce() {
        // Given
        String body =
                "{\"roles\": [\"approver\", \"team_lead\"], \"groups\": [\"revops\"], \"mail\": \"lee@countersign.example\"}";
        long before = Sql.number("SELECT count(*) FROM event WHERE stream = 'people' AND subject = 'lee'");
        // When
        Answer first = put("lee", body);
        Answer again = put("lee", body);
        // Then
        assertThat(first.ok().path("roles").toString()).isEqualTo("[\"approver\",\"team_lead\"]");
        assertThat(again.ok()).isEqualTo(first.ok());
        assertThat(Sql.number("SELECT count(*) FROM event WHERE stream = 'people' AND subject = 'lee'"))
                .isEqualTo(before + 1);
        assertThat(Sql.column("SELECT data FROM event WHERE stream = 'people' ORDER BY sequence DESC LIMIT 1")
                        .getFirst())
                .doesNotContain("@");
    }

    @Test
    void addsSomebodyNewAndShowsMailsToOperatorsOnly() {
        // When
        put(
                        "zoe",
                        "{\"roles\": [\"approver\"], \"groups\": [\"revops\"], \"mail\": \"zoe@countersign.example\", \"name\": \"Zoe Zander\"}")
                .ok();
        // Then
        JsonNode forApprover = house.get("maya", "/api/people?limit=200").ok().path("items");
        JsonNode forOperator =
                house.get("omar", "/api/people?group=revops&limit=200").ok().path("items");
        assertThat(forApprover.toString()).contains("Zoe Zander").doesNotContain("zoe@countersign");
        assertThat(forOperator.toString()).contains("zoe@countersign.example").doesNotContain("\"noor\"");
        assertThat(house.send("maya", "PUT", "/api/people/zoe", "{}", Map.of()).status())
                .isEqualTo(403);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "no roles     | {\"groups\": []}                                             | /roles",
                "a bad role   | {\"roles\": [\"Team Lead\"], \"groups\": []}                  | /roles/0",
                "a bad group  | {\"roles\": [], \"groups\": [\"revops\", \"\"]}               | /groups/1",
                "a bad mail   | {\"roles\": [], \"groups\": [], \"mail\": \"a b@c\"}          | /mail",
                "two mails    | {\"roles\": [], \"groups\": [], \"mail\": \"a@b,c@d\"}        | /mail",
                "unknown      | {\"roles\": [], \"groups\": [], \"salary\": 1}                | /salary"
            })
    void saysWhatIsWrong(String name, String body, String pointer) {
        // When
        Answer answer = put("lee", body);
        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("errors").get(0).path("pointer").asText()).isEqualTo(pointer);
    }
}
