package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.orchestrator.transition.TransitionLog;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a freeze stops, what it leaves alone, and what comes after its release. */
@QuarkusTest
class FreezeTest extends InHouse {
    @Inject
    CallWorkers workers;

    @AfterEach
    void thaw() {
        Sql.update("UPDATE call_freeze SET lifted_by = 'omar', lifted_at = now() WHERE lifted_at IS NULL");
    }

    private JsonNode freeze(String kind, String id) {
        Answer answer = house.post("omar", "/api/freezes", """
                {"scope": {"kind": "%s", "id": %s}, "reason": "Territory migration"}""".formatted(kind, id == null ? "null" : "\"" + id + "\""));
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(201);
        return answer.body();
    }

    private JsonNode read(JsonNode freeze) {
        return house.get("maya", "/api/freezes/" + freeze.path("id").asText()).ok();
    }

    private Answer lift(JsonNode freeze) {
        return house.send("omar", "DELETE", "/api/freezes/" + freeze.path("id").asText(), null, Map.of());
    }

    private static List<String> events(JsonNode freeze) {
        return Sql.column(
                "SELECT type || ' ' || data FROM event WHERE stream = 'freeze' AND data LIKE '%' || ? || '%' ORDER BY"
                        + " sequence",
                "\"" + freeze.path("id").asText() + "\"");
    }

    private String frozenRun(JsonNode approval, String run) {
        house.approve("maya", approval).ok();
        House.soon().until(() -> house.run(run)
                .path("waiting_for")
                .path(0)
                .path("kind")
                .asText()
                .equals("freeze"));
        return run;
    }

    // ---- what begins after it ---------------------------------------------------------------------------------------

    @Test
    void newProposalIsRefusedBeforePolicyIsAskedAndTheModelIsTold() {
        // Given: a call that policy would deny
        freeze("connector", "crm");
        // When
        JsonNode run = house.play(house.oneCall("crm.create_contact", "{email: a@b.example}"));
        // Then
        JsonNode call = house.onlyCall(run.path("id").asText());
        assertThat(run.path("output").asText()).startsWith("FROZEN ask");
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("FROZEN");
        assertThat(call.path("refusal").path("detail").asText()).contains("connector crm", "Territory migration");
        assertThat(call.path("decision").isNull()).isTrue();
        assertThat(sandbox.arrivals(call)).isEmpty();
        assertThat(house.story(run.path("id").asText())).contains("toolcall.refused");
    }

    @Test
    void scopeStopsWhatItNamesAndNothingElse() {
        // Given
        String stopped = house.oneCall("crm.get_account", "{account_id: acc-1}");
        String other = house.oneCall("crm.get_account", "{account_id: acc-1}");
        freeze("workflow", stopped);
        freeze("tool", "crm.create_task");
        // When
        JsonNode ofWorkflow = house.play(stopped);
        JsonNode beside = house.play(other);
        JsonNode ofTool = house.play(house.oneCall("crm.create_task", "{subject: x}"));
        // Then
        assertThat(ofWorkflow.path("output").asText()).startsWith("FROZEN");
        assertThat(beside.path("output").asText()).isEqualTo("done");
        assertThat(ofTool.path("output").asText()).startsWith("FROZEN");
    }

    @Test
    void everythingStopsReadsToo() {
        // Given
        JsonNode freeze = freeze("all", null);
        // When
        JsonNode run = house.play(house.oneCall("crm.get_account", "{account_id: acc-1}"));
        lift(freeze);
        JsonNode after = house.play(house.oneCall("crm.get_account", "{account_id: acc-1}"));
        // Then
        assertThat(run.path("output").asText()).startsWith("FROZEN");
        assertThat(after.path("output").asText()).isEqualTo("done");
    }

    // ---- what waits -------------------------------------------------------------------------------------------------

    @Test
    void approvedCallWaitsAndIsSentAfterTheRelease() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        JsonNode freeze = freeze("connector", "crm");
        // When: people decide meanwhile, because the reading of the record is no call
        frozenRun(approval, run);
        workers.dispatchOnce();
        JsonNode waiting = house.onlyCall(run);
        int sentWhileFrozen = sandbox.arrivals(waiting).size();
        int lifted = lift(freeze).status();
        house.ended(run);
        // Then
        assertThat(waiting.path("state").asText()).isEqualTo("permitted");
        assertThat(sentWhileFrozen).isZero();
        assertThat(lifted).isEqualTo(204);
        assertThat(sandbox.arrivals(waiting)).hasSize(1);
        assertThat(house.run(run).path("output").asText()).isEqualTo("done");
    }

    @Test
    void policyIsAskedAgainAfterTheRelease() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        JsonNode freeze = freeze("tool", "crm.update_opportunity_stage");
        frozenRun(approval, run);
        house.policyWith(
                "{\"tools\": {\"crm.update_opportunity_stage\": {\"mode\": \"deny\", \"title\": \"Closed\", \"because\": \"closed\", \"tier\": null, \"groups\": null, \"ttl\": null}}}");
        // When
        lift(freeze);
        house.ended(run);
        // Then
        JsonNode call = house.onlyCall(run);
        assertThat(call.path("refusal").path("code").asText()).isEqualTo("POLICY_DENIED");
        assertThat(sandbox.arrivals(call)).isEmpty();
    }

    @Test
    void freezeDoesNotEatTheTimeInWhichAnApprovedCallHasToBeSent() {
        // Given: frozen for twenty minutes, with a minute left when it began
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        JsonNode freeze = freeze("run", run);
        frozenRun(approval, run);
        House.soon().until(() -> Sql.update("""
                        UPDATE tool_call SET frozen_at = now() - interval '20 minutes', not_before = now() - interval '1 hour',
                          dispatch_deadline = now() - interval '19 minutes'
                        WHERE run_id = ? AND frozen_at IS NOT NULL""", run) == 1);
        // When
        lift(freeze);
        house.ended(run);
        // Then
        assertThat(house.run(run).path("output").asText()).isEqualTo("done");
        assertThat(sandbox.arrivals(house.onlyCall(run))).hasSize(1);
    }

    @Test
    void timeInWhichPeopleDecideGoesOn() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        freeze("run", run);
        Sql.update(
                "UPDATE approval SET expires_at = now() WHERE id = ?",
                approval.path("id").asText());
        // When
        workers.expireOnce();
        JsonNode ended = house.ended(run);
        // Then
        assertThat(house.approval(approval).path("state").asText()).isEqualTo("expired");
        assertThat(ended.path("output").asText()).startsWith("APPROVAL_EXPIRED");
    }

    // ---- the promise ------------------------------------------------------------------------------------------------

    @Test
    void itIsConfirmedOnlyWhenTheIntentsUnderWayHaveEnded() throws Exception {
        // Given: a batch with intents that does not end
        JsonNode freeze;
        List<String> eventsBefore;
        JsonNode meanwhile;
        try (Sql.Held batch = Sql.hold("SELECT pg_advisory_xact_lock_shared(" + TransitionLog.ACTIVATION_LOCK + ")")) {
            // When
            freeze = freeze("tool", "crm.get_lead");
            eventsBefore = events(freeze);
            meanwhile = house.play(house.oneCall("crm.get_lead", "{lead_id: lead-1}"));
        }
        JsonNode after = House.soon()
                .until(() -> read(freeze), now -> now.path("state").asText().equals("confirmed"));
        // Then
        assertThat(freeze.path("state").asText()).isEqualTo("requested");
        assertThat(freeze.path("confirmed_at").isNull()).isTrue();
        assertThat(eventsBefore).isEmpty();
        assertThat(meanwhile.path("output").asText())
                .as("it refuses from its request on")
                .startsWith("FROZEN");
        assertThat(after.path("confirmed_at").asText())
                .isGreaterThan(after.path("requested_at").asText());
        assertThat(events(freeze)).hasSize(1).first().asString().startsWith("dev.countersign.freeze.set.v1");
    }

    @Test
    void itIsToldOnItsOwnStreamWithoutItsReason() {
        // Given
        JsonNode freeze = freeze("connector", "email");
        // When
        lift(freeze);
        Answer again = lift(freeze);
        // Then
        assertThat(freeze.path("state").asText()).isEqualTo("confirmed");
        assertThat(events(freeze)).hasSize(2);
        assertThat(events(freeze).getFirst())
                .startsWith("dev.countersign.freeze.set.v1")
                .contains("\"kind\":\"connector\"", "\"scope\":\"email\"", "\"by\":\"omar\"")
                .doesNotContain("Territory");
        assertThat(events(freeze).getLast()).startsWith("dev.countersign.freeze.lifted.v1");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("CONFLICT");
        assertThat(read(freeze).path("state").asText()).isEqualTo("lifted");
        assertThat(house.get("omar", "/api/freezes?state=lifted&limit=1").ok().path("items"))
                .hasSize(1);
    }

    @Test
    void twoFreezesOfOneThingAreLiftedOneByOne() {
        // Given
        JsonNode first = freeze("connector", "crm");
        freeze("connector", "crm");
        // When
        lift(first);
        JsonNode run = house.play(house.oneCall("crm.get_account", "{account_id: acc-1}"));
        // Then
        assertThat(run.path("output").asText()).startsWith("FROZEN");
    }

    @Test
    void wrongNameIsAnsweredWithTheNearestThatThereAre() {
        // When
        Answer answer = house.post("omar", "/api/freezes", """
                {"scope": {"kind": "tool", "id": "crm.updat_owner"}, "reason": "x"}""");
        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("errors").path(0).path("pointer").asText())
                .isEqualTo("/scope/id");
        assertThat(answer.body().path("detail").asText()).contains("Known are crm.update_owner");
    }
}
