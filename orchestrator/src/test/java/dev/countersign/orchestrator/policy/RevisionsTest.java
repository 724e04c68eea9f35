package dev.countersign.orchestrator.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Data changed, taken back and looked up, where one person is enough. */
@QuarkusTest
class RevisionsTest extends InHouse {
    private static final String NO_TASKS =
            "{\"tools\": {\"crm.create_task\": {\"mode\": \"deny\", \"title\": \"No tasks\", \"because\": \"Not now\"}}}";

    @Inject
    ActivePolicy policy;

    private JsonNode revision(String name) {
        return house.get("dana", "/api/policy/revisions/" + name).ok();
    }

    @Test
    void dataAreActiveWhenPutAnswers() {
        // Given
        String before = house.revision();
        // When
        String after = house.policyWith(NO_TASKS);
        // Then
        JsonNode call = house.onlyCall(house.play(house.oneCall("crm.create_task", "{subject: x}"))
                .path("id")
                .asText());
        assertThat(call.path("decision").path("policy_revision").asText()).isEqualTo(after);
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("POLICY_DENIED");
        assertThat(Long.parseLong(after)).isGreaterThan(Long.parseLong(before));
        JsonNode shown = revision(after);
        assertThat(shown.path("active").asBoolean()).isTrue();
        assertThat(shown.path("proposed_by").asText()).isEqualTo("dana");
        assertThat(shown.path("activated_by").asText()).isEqualTo("dana");
        assertThat(shown.path("based_on").asText()).isEqualTo(before);
        assertThat(shown.path("data").at("/tools/crm.create_task/mode").asText())
                .isEqualTo("deny");
        assertThat(revision(before).path("active").asBoolean()).isFalse();
    }

    @Test
    void rollbackBringsOlderDataBackUnderANewNumber() {
        // Given
        String good = house.revision();
        String bad = house.policyWith(NO_TASKS);
        // When
        Answer answer = house.activate("omar", good);
        // Then
        String restored = answer.ok().path("revision").asText();
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("active").asBoolean()).isTrue();
        assertThat(Long.parseLong(restored)).isGreaterThan(Long.parseLong(bad));
        assertThat(revision(restored).path("restores").asText()).isEqualTo(good);
        assertThat(revision(restored).path("data_digest"))
                .isEqualTo(revision(good).path("data_digest"));
        JsonNode call = house.onlyCall(house.play(house.oneCall("crm.create_task", "{subject: x}"))
                .path("id")
                .asText());
        assertThat(call.path("state").asText()).isEqualTo("succeeded");
        assertThat(call.path("decision").path("policy_revision").asText()).isEqualTo(restored);
    }

    @Test
    void rollbackToARollbackNamesWhatFirstHadThoseData() {
        // Given
        String good = house.revision();
        house.policyWith(NO_TASKS);
        String restored = house.activate("omar", good).ok().path("revision").asText();
        house.policyWith(NO_TASKS);
        // When
        String again = house.activate("dana", restored).ok().path("revision").asText();
        // Then
        assertThat(revision(again).path("restores").asText())
                .isEqualTo(revision(restored).path("restores").asText());
    }

    @Test
    void activeRevisionActivatedAgainIsUnchanged() {
        // Given
        String now = house.revision();
        long events = Sql.number("SELECT count(*) FROM event WHERE stream = 'policy'");
        // When
        Answer answer = house.activate("dana", now);
        // Then
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().path("revision").asText()).isEqualTo(now);
        assertThat(house.revision()).isEqualTo(now);
        assertThat(Sql.number("SELECT count(*) FROM event WHERE stream = 'policy'"))
                .isEqualTo(events);
    }

    @Test
    void historyIsNewestFirstInPages() {
        // Given
        house.policyWith(NO_TASKS);
        house.policyWith("{}");
        // When
        var names = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = house.get(
                            "omar", "/api/policy/revisions?limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .ok();
            page.path("items").forEach(item -> names.add(item.path("revision").asText()));
            cursor = page.path("next_cursor").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null"));
        // Then
        List<String> stored = Sql.column("SELECT revision FROM policy_revision ORDER BY revision DESC");
        assertThat(names).isEqualTo(stored).hasSizeGreaterThan(2);
        assertThat(names.getFirst()).isEqualTo(house.revision());
    }

    @Test
    void differenceIsToldEntryByEntry() {
        // Given
        String before = house.revision();
        String after = house.policyWith(NO_TASKS);
        // When
        JsonNode diff = house.get("dana", "/api/policy/revisions/" + before + "/diff?to=" + after)
                .ok();
        // Then
        assertThat(diff)
                .isEqualTo(house.get("dana", "/api/policy/revisions/" + before + "/diff")
                        .ok());
        assertThat(diff.path("rules_changed").asBoolean()).isFalse();
        assertThat(diff.path("items")).singleElement().satisfies(item -> {
            assertThat(item.path("section").asText()).isEqualTo("tools");
            assertThat(item.path("id").asText()).isEqualTo("crm.create_task");
            assertThat(item.path("before").path("mode").asText()).isEqualTo("permit");
            assertThat(item.path("after").path("mode").asText()).isEqualTo("deny");
        });
    }

    @Test
    void refusedDataLeaveTheActiveOnesDeciding() {
        // Given
        String now = house.revision();
        // Then
        for (String bad : List.of("{\"colours\": {}}", "{\"tools\": []}", "{\"tools\": {\"crm.create_task\": {}}}")) {
            Answer answer = house.send("dana", "PUT", "/api/policy/data", bad, Map.of("If-Match", now));
            assertThat(answer.status()).as(bad).isEqualTo(422);
            assertThat(answer.body().path("errors")).isNotEmpty();
        }
        assertThat(house.send("dana", "PUT", "/api/policy/data", "{}", Map.of("If-Match", "999999"))
                        .status())
                .isEqualTo(412);
        assertThat(house.revision()).isEqualTo(now);
    }

    @Test
    void activationIsToldOnceOnThePolicyStream() {
        // Given
        String before = house.revision();
        // When
        String after = house.policyWith(NO_TASKS);
        // Then
        assertThat(Sql.column(
                        "SELECT data FROM event WHERE stream = 'policy' AND data::json ->> 'policy_revision' = ?",
                        after))
                .singleElement()
                .asString()
                .contains("\"by\":\"dana\"", "\"proposed_by\":\"dana\"", "\"based_on\":\"" + before + "\"", "sha256:");
    }

    @Test
    void anotherInstanceDecidesByWhatWasActivatedHereAtItsNextWatch() {
        // Given
        try (SecondNode there = SecondNode.beside(policy)) {
            String before = there.policy().active().revision().name();
            // When
            String after = house.policyWith(NO_TASKS);
            assertThat(there.policy().active().revision().name()).isEqualTo(before);
            there.policy().watch();
            // Then
            assertThat(there.policy().active().revision().name()).isEqualTo(after);
        }
    }

    @Test
    void whatAnotherInstanceActivatedIsSeenHere() {
        // Given
        try (SecondNode there = SecondNode.beside(policy)) {
            String before = house.revision();
            JsonNode data = policy.active().data();
            // When
            var change = there.changes().replaceData(data, before, "dana");
            // Then
            assertThat(change).isInstanceOf(PolicyChanges.Change.Active.class);
            assertThat(house.revision()).isNotEqualTo(before);
        }
    }
}
