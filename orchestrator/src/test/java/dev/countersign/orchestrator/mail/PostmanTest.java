package dev.countersign.orchestrator.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told of what, and when: once, not of what was decided meanwhile, and several things in one letter. */
@QuarkusTest
class PostmanTest extends InHouse {
    @Inject
    Postman postman;

    @BeforeEach
    void mayaHasAnAddress() {
        Sql.update("UPDATE approval SET notified_at = clock_timestamp(), reminded_at = clock_timestamp()");
        nobodyHas();
        house.send("omar", "PUT", "/api/people/maya", """
                {"roles": ["approver"], "groups": ["revops"], "mail": "maya@countersign.example"}""", java.util.Map.of()).ok();
    }

    @AfterEach
    void nobodyHas() {
        Sql.update("DELETE FROM notice");
        Sql.update("DELETE FROM mail");
        Sql.update("UPDATE person SET mail = NULL");
    }

    private static void waitsLongEnough(JsonNode approval) {
        Sql.update(
                "UPDATE approval SET opened_at = clock_timestamp() - interval '1 minute' WHERE id = ?::uuid",
                approval.path("id").asText());
    }

    private JsonNode waiting() {
        JsonNode approval = house.asked(house.stageMove(sandbox.opportunity()));
        waitsLongEnough(approval);
        return approval;
    }

    private static List<String> subjects() {
        return Sql.column("SELECT subject FROM mail ORDER BY created_at, id");
    }

    @Test
    void tellsWhoMayDecideOnceWithTheWholeChangeAndALink() {
        // Given
        JsonNode approval = waiting();
        // When
        postman.runOnce();
        postman.runOnce();
        // Then
        assertThat(Sql.column("SELECT address FROM mail")).containsExactly("maya@countersign.example");
        assertThat(subjects()).singleElement().asString().startsWith("T1 Move ");
        String body = Sql.column("SELECT body FROM mail").getFirst();
        assertThat(body)
                .contains(
                        "Stage: qualified -> proposal",
                        "Why you: Stage move.",
                        "/inbox/" + approval.path("id").asText())
                .doesNotContain("verdict", "digest");
        assertThat(Sql.column("SELECT sent_at FROM mail").getFirst()).isNotNull();
    }

    @Test
    void saysNothingOfWhatIsDecidedSooner() {
        // Given
        JsonNode quick = house.asked(house.stageMove(sandbox.opportunity()));
        postman.runOnce();
        house.reject("maya", quick, "{\"code\": \"WRONG_TIME\"}").ok();
        waitsLongEnough(quick);
        // When
        postman.runOnce();
        // Then
        assertThat(subjects()).isEmpty();
    }

    @Test
    void putsWhatWaitsAtOneMomentIntoOneLetter() {
        // Given
        JsonNode one = waiting();
        JsonNode other = waiting();
        // When
        postman.runOnce();
        // Then
        assertThat(subjects()).containsExactly("2 requests wait for you");
        assertThat(Sql.column("SELECT body FROM mail").getFirst())
                .contains(
                        "/inbox/" + one.path("id").asText(),
                        "/inbox/" + other.path("id").asText());
    }

    @Test
    void remindsAtHalfOfTheTimeUnlessThePersonVoted() {
        // Given
        JsonNode approval = waiting();
        postman.runOnce();
        Sql.update(
                "UPDATE approval SET reminded_at = NULL, remind_at = clock_timestamp() WHERE id = ?::uuid",
                approval.path("id").asText());
        // When
        postman.runOnce();
        postman.runOnce();
        // Then
        assertThat(subjects()).hasSize(2).last().asString().startsWith("Still waits: T1 Move ");
    }

    @Test
    void doesNotTellWhoMayNotDecide() {
        // Given
        house.send("omar", "PUT", "/api/people/noor", """
                {"roles": ["approver"], "groups": ["finance"], "mail": "noor@countersign.example"}""", java.util.Map.of()).ok();
        waiting();
        // When
        postman.runOnce();
        // Then
        assertThat(Sql.column("SELECT person_id FROM mail")).containsExactly("maya");
    }
}
