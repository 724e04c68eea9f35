package dev.countersign.orchestrator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Another revision beside the active one: it is heard and changes nothing. */
@QuarkusTest
class ShadowTest extends InHouse {
    private static final String STRICTER = "{\"tools\": {\"crm.create_task\": {\"mode\": \"deny\"}}}";
    private static final String LAXER = """
            {"tools": {"crm.create_contact": {"mode": "permit", "title": null, "because": null},
             "crm.update_opportunity_stage":
              {"mode": "permit", "tier": null, "groups": null, "ttl": null, "title": null, "because": null}}}""";

    @Inject
    TestCandidates candidates;

    @Inject
    Shadows shadows;

    @Inject
    ReplayConfig config;

    @Inject
    InstantSource clock;

    @Inject
    MeterRegistry meters;

    @Inject
    Shadow here;

    @AfterEach
    void stop() {
        candidates.release();
        house.send("dana", "DELETE", "/api/policy/shadow", null, Map.of());
    }

    /** A revision with these data, while the plain ones are active. */
    private String proposed(String patch) {
        String revision = house.policyWith(patch);
        house.policyWith("{}");
        return revision;
    }

    private Answer start(String revision) {
        return house.post("dana", "/api/policy/shadow", "{\"revision\": \"" + revision + "\"}");
    }

    private JsonNode seen() {
        return seen(null);
    }

    private JsonNode seen(@Nullable Long after) {
        return house.get("dana", "/api/policy/shadow" + (after == null ? "" : "?after=" + after))
                .ok();
    }

    private void shadowed(String patch) {
        String revision = proposed(patch);
        JsonNode started = start(revision).ok();
        assertThat(started.path("revision").asText()).isEqualTo(revision);
        House.soon().until(() -> seen().path("state").asText().equals("comparing"));
    }

    private JsonNode compared(int count) {
        return House.soon().until(this::seen, now -> now.path("compared").asInt() >= count);
    }

    private String task() {
        return house.oneCall("crm.create_task", "{subject: in the light}");
    }

    @Test
    void aStricterRevisionIsHeardAndTheCallGoesOn() {
        // Given
        shadowed(STRICTER);
        // When
        JsonNode run = house.play(task());
        JsonNode shadow = compared(1);
        // Then
        JsonNode call = house.onlyCall(run.path("id").asText());
        assertThat(run.path("output").asText()).isEqualTo("done");
        assertThat(call.path("state").asText()).isEqualTo("succeeded");
        assertThat(call.path("decision").path("outcome").asText()).isEqualTo("permit");
        assertThat(sandbox.arrivals(call)).hasSize(1);
        assertThat(shadow.path("matrix").path("permit").path("deny").asInt()).isEqualTo(1);
        assertThat(shadow.path("dropped").asInt()).isZero();
        assertThat(shadow.path("trouble").isNull()).isTrue();
        JsonNode difference = shadow.path("differences").path(0);
        assertThat(difference.path("call_id").asText())
                .isEqualTo(call.path("id").asText());
        assertThat(difference.path("tool").asText()).isEqualTo("crm.create_task");
        assertThat(difference.path("from").asText()).isEqualTo("permit");
        assertThat(difference.path("to").asText()).isEqualTo("deny");
        assertThat(difference.path("from_rule").asText()).isEqualTo("tool:crm.create_task");
        assertThat(difference.path("to_rule").asText()).isEqualTo("tool:crm.create_task");
        assertThat(difference.path("href").asText())
                .isEqualTo("/calls/" + call.path("id").asText());
        assertThat(Sql.column("SELECT d::text FROM policy_shadow_difference d"))
                .as("no value of a call is kept")
                .isNotEmpty()
                .noneMatch(row -> row.contains("in the light"));
    }

    @Test
    void aLaxerRevisionIsHeardAndPermitsNothing() {
        // Given
        shadowed(LAXER);
        // When
        JsonNode denied =
                house.play(house.oneCall("crm.create_contact", "{account_id: acc-1, email: a@b.example, name: Ann}"));
        String parked = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(parked);
        JsonNode shadow = compared(2);
        // Then
        JsonNode call = house.onlyCall(denied.path("id").asText());
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("POLICY_DENIED");
        assertThat(sandbox.arrivals(call)).isEmpty();
        assertThat(sandbox.arrivals(house.onlyCall(parked))).isEmpty();
        assertThat(approval.path("state").asText()).isEqualTo("pending");
        assertThat(shadow.path("matrix").path("deny").path("permit").asInt()).isEqualTo(1);
        assertThat(shadow.path("matrix").path("require_approval").path("permit").asInt())
                .isEqualTo(1);
        assertThat(shadow.path("different").asInt()).isEqualTo(2);
        house.reject("maya", approval, "{\"code\": \"WRONG_TIME\"}").ok();
    }

    @Test
    void whoeverFollowsGetsEachDifferenceOnceAndInOrder() {
        // Given
        shadowed(STRICTER);
        String workflow = task();
        house.play(workflow);
        long first = compared(1).path("differences").path(0).path("id").asLong();
        // When
        house.play(workflow);
        house.play(workflow);
        compared(3);
        // Then
        assertThat(seen(first).path("differences"))
                .extracting(difference -> difference.path("id").asLong())
                .containsExactly(first + 1, first + 2);
        assertThat(seen(first + 2).path("differences")).isEmpty();
        assertThat(seen().path("differences"))
                .as("without after: the newest first")
                .extracting(difference -> difference.path("id").asLong())
                .containsExactly(first + 2, first + 1, first);
    }

    @Test
    void anEngineThatHangsKeepsNobodyWaiting() {
        // Given
        candidates.next(TestCandidates.Trouble.HANGS);
        shadowed(STRICTER);
        String workflow = task();
        // When
        List<JsonNode> runs = List.of(house.play(workflow), house.play(workflow), house.play(workflow));
        // Then
        assertThat(runs).allSatisfy(run -> {
            assertThat(run.path("output").asText()).isEqualTo("done");
            assertThat(sandbox.arrivals(house.onlyCall(run.path("id").asText())))
                    .hasSize(1);
        });
        assertThat(seen().path("compared").asInt()).isZero();
        assertThat(house.send("dana", "DELETE", "/api/policy/shadow", null, Map.of())
                        .ok()
                        .path("state")
                        .asText())
                .as("stopped, although its engine never answers")
                .isEqualTo("stopped");
        assertThat(seen().path("state").asText()).isEqualTo("none");
    }

    @Test
    void anEngineThatThrowsIsShownAsSuch() {
        // Given
        candidates.next(TestCandidates.Trouble.THROWS);
        shadowed(STRICTER);
        // When
        JsonNode run = house.play(task());
        JsonNode shadow = compared(1);
        // Then
        assertThat(run.path("output").asText()).isEqualTo("done");
        assertThat(shadow.path("matrix").path("permit").path("indeterminate").asInt())
                .isEqualTo(1);
        assertThat(shadow.path("trouble").asText()).contains("IllegalStateException");
        assertThat(shadow.path("differences").path(0).path("to_rule").isNull()).isTrue();
    }

    @Test
    void aRevisionThatCannotBeOpenedIsShownAsFailed() {
        // Given
        candidates.next(TestCandidates.Trouble.CANNOT_BE_OPENED);
        start(proposed(STRICTER)).ok();
        // When
        JsonNode shadow =
                House.soon().until(this::seen, now -> now.path("state").asText().equals("failed"));
        JsonNode run = house.play(task());
        // Then
        assertThat(shadow.path("trouble").asText()).contains("cannot be opened: rule:mine lacks its title");
        assertThat(run.path("output").asText()).isEqualTo("done");
        assertThat(seen().path("compared").asInt()).isZero();
    }

    @Test
    void otherInstancesHearOfStartAndStop() {
        // Given
        var elsewhere = new Shadow(shadows, candidates, config, clock, meters);
        shadowed(STRICTER);
        UUID id = UUID.fromString(seen().path("id").asText());
        // When
        elsewhere.runOnce();
        boolean whileStarted = elsewhere.compares(id);
        house.send("dana", "DELETE", "/api/policy/shadow", null, Map.of()).ok();
        elsewhere.runOnce();
        // Then
        assertThat(whileStarted).isTrue();
        assertThat(elsewhere.compares(id)).isFalse();
        assertThat(here.compares(id)).isFalse();
    }

    @Test
    void thereIsOneShadowAtATime() {
        // Given
        shadowed(STRICTER);
        String revision = seen().path("revision").asText();
        // When
        Answer again = start(revision);
        Answer other =
                start(house.get("dana", "/api/policy").ok().path("revision").asText());
        // Then
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().path("id").asText()).isEqualTo(seen().path("id").asText());
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.body().path("detail").asText())
                .contains("Revision " + revision + " is in the shadow, started by dana");
        assertThat(seen().path("revision").asText()).isEqualTo(revision);
    }

    @Test
    void onlyTheNewestDifferencesAreKept() {
        // Given
        shadowed(STRICTER);
        UUID id = UUID.fromString(seen().path("id").asText());
        var many = new ArrayList<Harvest.Difference>();
        var was = new dev.countersign.orchestrator.replay.Answer(Outcome.PERMIT, "tool:x", null, null);
        var wouldBe = new dev.countersign.orchestrator.replay.Answer(Outcome.DENY, "rule:y", null, null);
        for (int i = 0; i < Shadows.KEPT; i++) {
            many.add(new Harvest.Difference(clock.instant(), UUID.randomUUID(), "crm.x", was, wouldBe));
        }
        var matrix = new Matrix();
        matrix.add(Outcome.PERMIT, Outcome.DENY, Shadows.KEPT);
        var harvest = new Harvest(matrix, 3, many, null);
        // When
        shadows.add(id, harvest);
        shadows.add(id, harvest);
        // Then
        JsonNode shadow = seen();
        assertThat(shadow.path("compared").asInt()).isEqualTo(2 * Shadows.KEPT);
        assertThat(shadow.path("dropped").asInt()).isEqualTo(6);
        assertThat(shadow.path("differences")).hasSize(200);
        assertThat(shadow.path("differences").path(0).path("id").asInt()).isEqualTo(2 * Shadows.KEPT);
        assertThat(Sql.number("SELECT count(*) FROM policy_shadow_difference WHERE shadow_id = ?", id.toString()))
                .isEqualTo(Shadows.KEPT);
    }
}
