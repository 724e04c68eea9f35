package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A yes that was asked for under one revision, and a call that is sent under another (SEMANTICS, section 3). */
@QuarkusTest
class OlderRevisionTest extends InHouse {
    private static final String STRICTER = """
            {"tools": {"crm.update_opportunity_stage": {"tier": "T2", "quorum": 2}}}""";
    private static final String DENIED = """
            {"tools": {"crm.update_opportunity_stage": {"mode": "deny", "title": "Closed", "because": "Quarter end"}}}""";

    /** When the policy changes: while a person is asked, or after the yes while the hold runs. */
    private enum Moment {
        PARKED,
        HELD
    }

    private record Scene(String run, JsonNode approval, String older, String newer) {}

    private Scene approved(Moment moment, String change) {
        String older = house.policyWith("{\"tools\": {\"crm.update_opportunity_stage\": {\"hold\": \"PT1H\"}}}");
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        String newer = moment == Moment.PARKED ? house.policyWith(change) : "";
        Answer vote = house.approve("maya", approval);
        assertThat(vote.status() == 200)
                .as("a yes under an older revision is asked about before it counts")
                .isEqualTo(moment == Moment.HELD);
        newer = moment == Moment.HELD ? house.policyWith(change) : newer;
        Sql.update("UPDATE tool_call SET next_at = clock_timestamp() WHERE run_id = ? AND state = 'permitted'", run);
        return new Scene(run, approval, older, newer);
    }

    private List<String> revisions(String run) {
        return house.events(run).stream()
                .map(event -> event.path("data").path("policy_revision").asText())
                .filter(revision -> !revision.isEmpty())
                .distinct()
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void stricterTermsOpenAnotherRoundAndNothingIsSent(Moment moment) {
        // When
        Scene scene = approved(moment, STRICTER);
        JsonNode second = House.soon()
                .until(
                        () -> house.approval(scene.approval()),
                        now -> now.path("round").asInt() == 2);
        // Then
        assertThat(second.path("state").asText()).isEqualTo("pending");
        assertThat(second.path("quorum").asInt()).isEqualTo(2);
        assertThat(sandbox.arrivals(house.onlyCall(scene.run()))).isEmpty();
        assertThat(revisions(scene.run())).containsExactly(scene.older(), scene.newer());
        house.reject("lee", second, "{\"code\": \"WRONG_TIME\"}").ok();
        house.ended(scene.run());
    }

    @ParameterizedTest
    @EnumSource
    void denialRefusesAndNothingIsSent(Moment moment) {
        // When
        Scene scene = approved(moment, DENIED);
        house.ended(scene.run());
        // Then
        JsonNode call = house.onlyCall(scene.run());
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("POLICY_DENIED");
        assertThat(call.path("refusal").path("detail").asText()).contains("Closed. Quarter end");
        assertThat(sandbox.arrivals(call)).isEmpty();
        assertThat(revisions(scene.run())).containsExactly(scene.older(), scene.newer());
        assertThat(house.story(scene.run())).doesNotContain("toolcall.dispatched");
    }
}
