package dev.countersign.orchestrator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a changed policy would have decided about the calls of the past days, through the API. */
@QuarkusTest
class ReplayTest extends InHouse {
    private static final String LAXER = """
            {"tools": {"crm.update_opportunity_stage":
              {"mode": "permit", "tier": null, "groups": null, "ttl": null, "title": null, "because": null},
             "crm.create_task": {"mode": "deny"}}}""";

    @Inject
    TestCandidates candidates;

    @Inject
    Replays replays;

    @Inject
    Replaying replaying;

    @BeforeEach
    void onlyOwnCalls() {
        PastDays.setOthersAside();
    }

    @AfterEach
    void leaveNothingBehind() {
        candidates.release();
        Sql.update("DELETE FROM policy_replay");
    }

    private String ask(String since, String revision) {
        Answer answer = house.post(
                "dana", "/api/policy/replays", "{\"since\": \"" + since + "\", \"revision\": \"" + revision + "\"}");
        assertThat(answer.status()).as(answer.body().toString()).isEqualTo(202);
        String id = answer.body().path("id").asText();
        assertThat(answer.headers().firstValue("location").orElse("")).endsWith("/api/policy/replays/" + id);
        return id;
    }

    private JsonNode get(String id) {
        return house.get("omar", "/api/policy/replays/" + id).ok();
    }

    private JsonNode ended(String id) {
        return House.soon().until(() -> get(id), now -> !now.path("ended_at").isNull());
    }

    private JsonNode completed(String id) {
        JsonNode ended = ended(id);
        assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo("completed");
        return ended;
    }

    @Test
    void tellsWhatPeopleHadSaidAboutWhatWouldBeReleased() {
        // Given
        JsonNode rejected = house.asked(house.stageMove(sandbox.opportunity()));
        house.reject("maya", rejected, "{\"code\": \"WRONG_TIME\"}").ok();
        JsonNode granted = house.asked(house.stageMove(sandbox.opportunity()));
        house.approve("maya", granted).ok();
        house.ended(granted.path("run_id").asText());
        String task = house.play(house.oneCall("crm.create_task", "{subject: replayed}"))
                .path("id")
                .asText();
        house.play(house.oneCall("crm.create_task", "{no_such_argument: 1}"));
        String revision = house.policyWith(LAXER);
        // When
        JsonNode report = completed(ask("P1D", revision));
        // Then
        assertThat(report.path("sentence").asText())
                .isEqualTo("This change would have released 2 calls; people had rejected 1 of them.");
        assertThat(report.path("revision").asText()).isEqualTo(revision);
        assertThat(report.path("compared_with").asText()).isEqualTo("the decisions as they were taken");
        assertThat(report.path("done").asInt()).isEqualTo(3);
        assertThat(report.path("total").asInt()).isEqualTo(3);
        assertThat(report.path("not_asked").asInt())
                .as("refused for its arguments, before policy")
                .isEqualTo(1);
        assertThat(report.path("contradicted").path("count").asInt()).isEqualTo(1);
        assertThat(report.path("contradicted")
                        .path("items")
                        .path(0)
                        .path("call_id")
                        .asText())
                .isEqualTo(rejected.path("call_id").asText());
        assertThat(report.path("newly_denied").asInt()).isEqualTo(1);
        assertThat(report.path("queue").path("before").path("T1").asInt()).isEqualTo(2);
        assertThat(report.path("queue").path("after_per_day").asInt()).isZero();
        JsonNode newest = report.path("changed_calls").path(0);
        assertThat(newest.path("run_id").asText()).isEqualTo(task);
        assertThat(newest.path("to_rule").asText()).isEqualTo("tool:crm.create_task");
        assertThat(newest.path("href").asText())
                .isEqualTo("/calls/" + newest.path("call_id").asText());
        assertThat(house.get("dana", "/api/calls/" + newest.path("call_id").asText())
                        .ok()
                        .path("decision")
                        .path("outcome")
                        .asText())
                .as("nothing that was decided is touched")
                .isEqualTo("permit");
    }

    @Test
    void theActiveRevisionIsAskedUnlessOneIsNamed() {
        // Given
        house.play(house.oneCall("crm.create_task", "{subject: as it was}"));
        // When
        String id = house.post("omar", "/api/policy/replays", "{\"since\": \"PT4H\"}")
                .ok()
                .path("id")
                .asText();
        JsonNode report = completed(id);
        // Then
        assertThat(report.path("revision").asText())
                .isEqualTo(
                        house.get("dana", "/api/policy").ok().path("revision").asText());
        assertThat(report.path("changed").asInt()).isZero();
        assertThat(report.path("compared").asInt()).isEqualTo(1);
        JsonNode listed =
                house.get("dana", "/api/policy/replays").ok().path("items").path(0);
        assertThat(listed.path("id").asText()).isEqualTo(id);
        assertThat(listed.path("released").isNumber()).isTrue();
        assertThat(listed.has("changed_calls")).isFalse();
    }

    @Test
    void aNewLimitCannotBeJudgedAndIsSaidSo() {
        // Given
        house.play(house.oneCall("crm.create_task", "{subject: uncounted}"));
        String revision = house.policyWith("""
                {"limits": [{"id": "new-limit", "tools": ["crm.create_task"], "key": "all", "window": "P1D", "amount": "calls", "max": 1}]}""");
        // When
        JsonNode report = completed(ask("P1D", revision));
        // Then
        assertThat(report.path("uncounted").asInt()).isEqualTo(1);
        assertThat(report.path("uncounted_changed").asInt()).isZero();
    }

    @Test
    void anotherInstanceTakesUpWhatADeadOneLeft() {
        // Given
        house.play(house.oneCall("crm.create_task", "{subject: left behind}"));
        String revision = house.get("dana", "/api/policy").ok().path("revision").asText();
        String id = UUID.randomUUID().toString();
        Sql.update(
                "INSERT INTO policy_replay (id, state, revision, since, asked_by, done, total, attempts, fence, lease_owner,"
                        + " lease_until, started_at) VALUES (?, 'running', ?, clock_timestamp() - interval '1 day', 'dana', 5000,"
                        + " 9000, 1, 1, ?, clock_timestamp() - interval '1 second', clock_timestamp())",
                id,
                revision,
                UUID.randomUUID().toString());
        // When
        JsonNode report = completed(id);
        // Then
        assertThat(report.path("done").asInt()).as("from the start").isEqualTo(1);
        assertThat(report.path("total").asInt()).isEqualTo(1);
    }

    @Test
    void aReplayThatEndsEveryInstanceIsGivenUp() {
        // Given
        String id = UUID.randomUUID().toString();
        Sql.update(
                "INSERT INTO policy_replay (id, state, revision, since, asked_by, attempts, lease_until)"
                        + " VALUES (?, 'running', '1', clock_timestamp() - interval '1 day', 'dana', 5,"
                        + " clock_timestamp() - interval '1 second')",
                id);
        // When
        JsonNode ended = ended(id);
        // Then
        assertThat(ended.path("state").asText()).isEqualTo("failed");
        assertThat(ended.path("failure").asText()).contains("never came to an end");
    }

    @Test
    void aRevisionThatCannotBeOpenedFailsWithItsSentence() {
        // Given
        candidates.next(TestCandidates.Trouble.CANNOT_BE_OPENED);
        // When
        JsonNode ended = ended(ask("P1D", "1"));
        // Then
        assertThat(ended.path("state").asText()).isEqualTo("failed");
        assertThat(ended.path("failure").asText()).contains("rule:mine lacks its title");
        assertThat(ended.has("matrix")).isFalse();
    }

    @Test
    void anEngineThatThrowsIsIndeterminateNotReleased() {
        // Given
        house.play(house.oneCall("crm.create_task", "{subject: thrown}"));
        candidates.next(TestCandidates.Trouble.THROWS);
        // When
        JsonNode report = completed(ask("P1D", "1"));
        // Then
        assertThat(report.path("matrix").path("permit").path("indeterminate").asInt())
                .isEqualTo(1);
        assertThat(report.path("newly_indeterminate").asInt()).isEqualTo(1);
        assertThat(report.path("released").asInt()).isZero();
    }

    @Test
    void whatIsCancelledStaysCancelledAndMakesRoom() {
        // Given
        house.play(house.oneCall("crm.create_task", "{subject: cancelled}"));
        candidates.next(TestCandidates.Trouble.HANGS);
        String running = ask("P1D", "1");
        House.soon().until(() -> get(running).path("state").asText().equals("running"));
        var waiting = new ArrayList<String>();
        for (int i = 0; i < Replays.WAITING; i++) {
            waiting.add(ask("P1D", "1"));
        }
        // When
        Answer tooMany = house.post("dana", "/api/policy/replays", "{\"since\": \"P1D\", \"revision\": \"1\"}");
        waiting.forEach(id -> house.send("dana", "DELETE", "/api/policy/replays/" + id, null, java.util.Map.of())
                .ok());
        Answer cancelled = house.send("dana", "DELETE", "/api/policy/replays/" + running, null, java.util.Map.of());
        Answer again = house.send("dana", "DELETE", "/api/policy/replays/" + running, null, java.util.Map.of());
        candidates.release();
        JsonNode next = completed(ask("P1D", "1"));
        // Then
        assertThat(tooMany.status()).isEqualTo(429);
        assertThat(tooMany.body().path("detail").asText()).contains("10 replays wait already");
        assertThat(cancelled.ok().path("state").asText()).isEqualTo("cancelled");
        assertThat(again.status()).isEqualTo(409);
        assertThat(get(running).path("state").asText()).isEqualTo("cancelled");
        assertThat(get(running).has("matrix")).isFalse();
        assertThat(next.path("compared").asInt()).isEqualTo(1);
    }

    @Test
    void whoeverLostAReplayWritesNothingMore() {
        // Given
        String id = UUID.randomUUID().toString();
        Sql.update(
                "INSERT INTO policy_replay (id, state, revision, since, asked_by, fence, lease_until)"
                        + " VALUES (?, 'running', '1', clock_timestamp() - interval '1 day', 'dana', 2,"
                        + " clock_timestamp() + interval '1 hour')",
                id);
        Replay now = replays.find(UUID.fromString(id)).orElseThrow();
        Replay lost = new Replay(
                now.id(),
                now.state(),
                now.revision(),
                now.since(),
                now.until(),
                now.askedBy(),
                null,
                null,
                0,
                null,
                null,
                null,
                1,
                1);
        // When
        List<Boolean> written = List.of(
                replays.progress(lost, 7, 7, java.time.Duration.ofSeconds(1)),
                replays.complete(lost, 7, new Tally().report(java.math.BigDecimal.ONE, 0)),
                replays.fail(lost, "late"));
        // Then
        assertThat(written).containsOnly(false);
        assertThat(replays.progress(now, 3, 7, java.time.Duration.ofHours(1))).isTrue();
        assertThat(get(id).path("done").asInt()).isEqualTo(3);
    }

    @Test
    void oldReplaysAreForgotten() {
        // Given
        for (int i = 0; i < 130; i++) {
            Sql.update(
                    "INSERT INTO policy_replay (id, state, revision, since, asked_by, failure, ended_at)"
                            + " VALUES (?, 'failed', '1', clock_timestamp() - interval '1 day', 'dana', 'old', clock_timestamp())",
                    new UUID(i, i).toString());
        }
        // When
        String newest = ask("P1D", "1");
        ended(newest);
        // Then
        assertThat(Sql.number("SELECT count(*) FROM policy_replay")).isEqualTo(100);
        assertThat(house.get("dana", "/api/policy/replays")
                        .ok()
                        .path("items")
                        .path(0)
                        .path("id")
                        .asText())
                .isEqualTo(newest);
        JsonNode page = house.get("dana", "/api/policy/replays?limit=2").ok();
        assertThat(house.get(
                                "dana",
                                "/api/policy/replays?limit=2&cursor="
                                        + page.path("next_cursor").asText())
                        .ok()
                        .path("items"))
                .hasSize(2)
                .doesNotContain(page.path("items").path(0), page.path("items").path(1));
    }
}
