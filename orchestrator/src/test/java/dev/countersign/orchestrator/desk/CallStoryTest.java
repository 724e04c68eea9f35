package dev.countersign.orchestrator.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.ui.timeline.CallDesk;
import dev.countersign.ui.timeline.CallStory;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A call's page: everything that is known of it, and the exact card of each round. */
@QuarkusTest
class CallStoryTest extends InHouse {

    @Inject
    CallDesk desk;

    @Test
    void namesEverythingThatIsKnownOfACall() {
        // Given
        String record = sandbox.opportunity();
        house.policyWith(
                "{\"limits\": [{\"id\": \"moves\", \"tools\": [\"crm.update_opportunity_stage\"], \"key\": \"all\","
                        + " \"window\": \"P1D\", \"amount\": \"calls\", \"max\": 100000}]}");
        String run = house.stageMove(record);
        JsonNode approval = house.asked(run);
        house.approve("maya", approval).ok();
        house.ended(run);
        JsonNode api = house.onlyCall(run);
        // When
        CallStory story = story(api, 0);
        // Then
        assertThat(values(story, "Workflow")).hasSize(1);
        assertThat(values(story, "Run owner")).containsExactly("Dana");
        assertThat(values(story, "Request id").getFirst()).matches("[0-9a-f]{32}");
        assertThat(values(story, "Record")).contains("opportunity:" + record);
        assertThat(values(story, "Arguments digest"))
                .containsExactly(api.path("arguments_digest").asText());
        assertThat(values(story, "Result digest"))
                .containsExactly(api.path("result").path("digest").asText());
        assertThat(values(story, "Idempotency key"))
                .containsExactly(api.path("id").asText());
        assertThat(values(story, "Rule").getFirst()).startsWith("tool:crm.update_opportunity_stage, revision ");
        assertThat(values(story, "Reserved")).containsExactly("1 of limit moves for all");
        assertThat(values(story, "Approved by")).containsExactly("Maya, round 1");
        assertThat(values(story, "Decided in").getFirst()).endsWith(" ms");
        assertThat(values(story, "Answered after")).hasSize(1);
        assertThat(values(story, "Attempts")).containsExactly("1");
        assertThat(story.rounds()).extracting(CallStory.Round::outcome).containsExactly("Approved by Maya.");
    }

    @Test
    void showsTheCardThatTheApproverSawWithItsDigestComputedAgain() {
        // Given a record that moves between the first card and the vote
        String record = sandbox.opportunity();
        String run = house.stageMove(record);
        JsonNode first = house.asked(run);
        sandbox.change("opportunity", record, "{\"amount\": 31000}");
        assertThat(house.approve("maya", first).code()).isEqualTo("STALE");
        JsonNode second = house.approval(first);
        house.approve("maya", second).ok();
        house.ended(run);
        JsonNode call = house.onlyCall(run);
        // When
        CallStory.Shown before = story(call, 1).shown();
        CallStory.Shown after = story(call, 2).shown();
        // Then
        same(before, first);
        same(after, second);
        assertThat(before.review().digest()).isNotEqualTo(after.review().digest());
        assertThat(before.review().votes()).isEmpty();
        assertThat(after.review().votes()).hasSize(1);
        assertThat(story(call, 0).shown().review().round()).isEqualTo(2);
        assertThat(story(call, 99).shown().review().round()).isEqualTo(2);
        assertThat(story(call, 0).rounds())
                .extracting(CallStory.Round::outcome)
                .containsExactly("Another round was opened.", "Approved by Maya.");
        // And a tampered row is seen
        Sql.update(
                "UPDATE approval_round SET bound = replace(bound, 'crm.update_opportunity_stage', 'crm.merge') WHERE round"
                        + " = 1 AND approval_id = ?",
                first.path("id").asText());
        assertThat(story(call, 1).shown().matches()).isFalse();
        assertThat(house.page("dana", "/calls/" + call.path("id").asText() + "?round=1"))
                .contains("is not the digest")
                .contains("Another round was opened.");
    }

    private static void same(CallStory.Shown shown, JsonNode approval) {
        assertThat(shown.matches()).isTrue();
        assertThat(shown.computed()).isEqualTo(approval.path("digest").asText());
        assertThat(Rows.parse(shown.bound())).isEqualTo(approval.path("bound"));
        assertThat(Digest.of(approval.path("bound")).value()).isEqualTo(shown.computed());
        assertThat(shown.review().card().consequence())
                .isEqualTo(approval.path("card").path("consequence").asText());
        assertThat(shown.review().card().changes().getFirst().before())
                .isEqualTo(approval.path("card").path("changes").get(0).path("before"));
    }

    @Test
    void leadsFromARepeatToTheFirstAndBack() {
        String first = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(first);
        house.reject("maya", approval, "{\"code\": \"OTHER\", \"note\": \"not <b>yet</b>\"}")
                .ok();
        house.ended(first);
        JsonNode call = house.onlyCall(first);
        String later = house.onlyCall(house.play(house.oneCall("crm.get_account", "{account_id: acc-1}"))
                        .path("id")
                        .asText())
                .path("id")
                .asText();
        Sql.update(
                "UPDATE tool_call SET repeats = ? WHERE id = ?", call.path("id").asText(), later);

        CallStory story = story(call, 0);

        assertThat(values(story, "Repeated by")).containsExactly("call " + later);
        assertThat(values(
                        desk.call(TimelineTest.DANA, UUID.fromString(later), 0).orElseThrow(), "Repeats"))
                .containsExactly("call " + call.path("id").asText());
        assertThat(values(story, "Refused").getFirst()).startsWith("APPROVAL_REJECTED. ");
        assertThat(values(story, "Note")).containsExactly("not <b>yet</b>");
        assertThat(house.page("maya", "/calls/" + call.path("id").asText()))
                .contains("not &lt;b&gt;yet&lt;/b&gt;")
                .doesNotContain("<b>yet");
    }

    @Test
    void showsACallToThoseWhoMaySeeItsRun() {
        JsonNode quiet = house.onlyCall(house.play(house.oneCall("crm.get_account", "{account_id: acc-1}"))
                .path("id")
                .asText());
        UUID id = UUID.fromString(quiet.path("id").asText());

        assertThat(desk.call(TimelineTest.DANA, id, 0)).isPresent();
        assertThat(desk.call(TimelineTest.OMAR, id, 0)).isPresent();
        assertThat(desk.call(TimelineTest.MAYA, id, 0)).isEmpty();
        assertThat(desk.call(TimelineTest.NELL, id, 0)).isEmpty();
        assertThat(desk.call(TimelineTest.DANA, id, 0).orElseThrow().shown()).isNull();
    }

    private CallStory story(JsonNode call, int round) {
        return desk.call(TimelineTest.MAYA, UUID.fromString(call.path("id").asText()), round)
                .orElseThrow();
    }

    private static List<String> values(CallStory story, String label) {
        return story.sections().stream()
                .flatMap(section -> section.lines().stream())
                .filter(line -> line.label().equals(label))
                .map(CallStory.Line::value)
                .toList();
    }
}
