package dev.countersign.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.cli.FakeApi;
import dev.countersign.cli.acceptance.stack.Cli;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Replay, shadow, activation and rollback as a person at a terminal, and as CI, sees them. */
class ReplayCommandTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String CALL = "01a1f82f-2330-74ed-a04d-a0c8173e3f9e";
    private static final String COMPLETED = """
            {"id":"r-1","state":"completed","done":10,"total":10,"revision":"13",
             "sentence":"This change would have released 1 call; people had rejected 1 of them.",
             "matrix":{"permit":{"permit":6},"require_approval":{"permit":1,"require_approval":2,"deny":1}},
             "released":1,"newly_asked":0,"newly_denied":1,"changed":2,"masked":3,"uncounted":0,"not_asked":1,
             "contradicted":{"count":1,"items":[{"call_id":"%1$s","tool":"crm.update_owner","from":"require_approval",
               "to":"permit","from_rule":"tool:crm.update_owner","to_rule":"tool:crm.update_owner","verdict":"rejected",
               "href":"/calls/%1$s"}]},
             "changed_calls":[{"call_id":"%1$s","tool":"crm.update_owner","from":"require_approval","to":"permit",
               "from_rule":"tool:crm.update_owner","to_rule":"tool:crm.update_owner","verdict":"rejected",
               "href":"/calls/%1$s"}],
             "queue":{"before":{"T1":2,"T2":0},"after":{"T1":1,"T2":0},"before_per_day":2,"after_per_day":1}}
            """.formatted(CALL).replace("\n", "");

    private FakeApi api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi();
        api.answer("POST /api/policy/replays", 202, "{\"id\":\"r-1\"}")
                .answer("GET /api/policy/replays/r-1", 200, "{\"state\":\"waiting\",\"done\":0,\"total\":null}")
                .answer("GET /api/policy/replays/r-1", 200, "{\"state\":\"running\",\"done\":4,\"total\":10}")
                .answer("GET /api/policy/replays/r-1", 200, COMPLETED)
                .answer("DELETE /api/policy/replays/r-1", 200, "{}");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void showsTheProgressAndThenWhatWouldHaveBeenOtherwise() {
        // When
        Cli.Result result = run("policy", "replay", "--since", "P7D").ok();

        // Then
        assertThat(result.err()).contains("waiting", "running: 4 of 10 calls");
        assertThat(result.out())
                .contains("released 1 call; people had rejected 1 of them")
                .containsPattern("require_approval +1 +2 +1 +0")
                .contains("Changed: 2", "and 1 more", "; people rejected it")
                .contains("Contradicts what people decided: 1", api.url() + "/calls/" + CALL)
                .containsPattern("T1 +2 +1")
                .contains("3 calls held values that are not kept", "1 calls were refused before policy was asked");
        assertThat(api.requests().getFirst().body().toString()).isEqualTo("{\"since\":\"P7D\"}");
    }

    @Test
    void aThresholdThatIsHitFailsAndSaysWhich() {
        // When
        Cli.Result hit = run("policy", "replay", "--fail-if", "released>0", "--fail-if", "queue_per_day>0", "--json");
        Cli.Result nonsense = run("policy", "replay", "--fail-if", "freed>0");

        // Then
        assertThat(hit.exitCode()).isEqualTo(1);
        assertThat(hit.json().path("released").asInt()).isEqualTo(1);
        assertThat(hit.err()).contains("'released>0' holds: released is 1").doesNotContain("'queue_per_day>0' holds");
        assertThat(nonsense.exitCode()).isEqualTo(2);
        assertThat(nonsense.err()).contains("freed>0", "newly_denied");
    }

    @Test
    void aReplayThatFailedIsNoPass() {
        api.answer("POST /api/policy/replays", 202, "{\"id\":\"r-2\"}")
                .answer("GET /api/policy/replays/r-2", 200, "{\"state\":\"failed\",\"failure\":\"It is broken.\"}");
        run("policy", "replay").ok();

        Cli.Result failed = run("policy", "replay");

        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.err()).contains("The replay is failed. It is broken.");
    }

    @Test
    void interruptedItCancels() throws InterruptedException {
        // Given
        api.answer("POST /api/policy/replays", 202, "{\"id\":\"r-3\"}")
                .answer("GET /api/policy/replays/r-3", 200, "{\"state\":\"running\",\"done\":4,\"total\":10}")
                .answer("DELETE /api/policy/replays/r-3", 200, "{}");
        run("policy", "replay").ok();
        Process replay = Cli.start(environment(), List.of("policy", "replay"));
        await().atMost(PATIENCE).until(() -> api.lines().contains("GET /api/policy/replays/r-3"));

        // When
        replay.destroy();
        replay.waitFor();

        // Then
        assertThat(api.lines()).contains("DELETE /api/policy/replays/r-3");
    }

    @Test
    void aShadowShowsDifferencesAndStopsWhenItsTimeIsOver() {
        // Given
        String status = """
                {"revision":"13","state":"comparing","since":"2026-11-21T10:00:00.000Z","compared":5,"different":1,
                 "dropped":0,"matrix":{"permit":{"permit":4,"deny":1}},"differences":[%s]}""";
        String difference = """
                {"id":1,"at":"2026-11-21T10:00:01.000Z","call_id":"c-1","tool":"crm.log_activity","from":"permit",
                 "to":"deny","from_rule":"tool:crm.log_activity","to_rule":"rule:quiet"}""";
        api.answer("GET /api/policy/revisions/13", 200, "{\"revision\":\"13\",\"active\":false}")
                .answer("POST /api/policy/shadow", 201, status.formatted(""))
                .answer("GET /api/policy/shadow?after=0", 200, status.formatted(difference))
                .answer("GET /api/policy/shadow?after=1", 200, status.formatted(""))
                .answer("DELETE /api/policy/shadow", 200, status.formatted(difference));

        // When
        Cli.Result result = run("policy", "shadow", "13", "--for", "PT1S").ok();

        // Then
        assertThat(result.out())
                .containsOnlyOnce("crm.log_activity: permit (tool:crm.log_activity) → deny (rule:quiet)")
                .contains("5 proposals compared, 1 decided otherwise");
        assertThat(api.lines()).endsWith("DELETE /api/policy/shadow");
    }

    @Test
    void rollbackTakesTheOneThatWasActiveBefore() {
        // Given
        api.answer("GET /api/policy/revisions?limit=200", 200, """
                        {"items":[
                         {"revision":"9","active":false,"activated_at":null},
                         {"revision":"8","active":true,"activated_at":"2026-11-21T10:00:03.000Z"},
                         {"revision":"5","active":false,"activated_at":"2026-11-21T10:00:01.000Z"},
                         {"revision":"4","active":false,"activated_at":"2026-11-21T10:00:02.000Z"}],"next_cursor":null}""")
                .answer("POST /api/policy/activations", 200, "{\"revision\":\"10\",\"active\":true}");

        // When
        Cli.Result result = run("policy", "rollback").ok();

        // Then
        assertThat(result.out()).contains("Revision 10 is active, with the rules and data of revision 4.");
        assertThat(api.requests().getLast().body().toString()).isEqualTo("{\"revision\":\"4\"}");
    }

    @Test
    void whatIsRefusedIsToldWithItsWayOut() {
        // Given
        api.answer("GET /api/policy/revisions/7", 200, "{\"revision\":\"7\",\"active\":false}")
                .answer("POST /api/policy/activations", 409, """
                        {"code":"CONFLICT","detail":"Revision 9 is active, not 6.",
                         "errors":[{"pointer":"/revision","value":"7","fix":"Upload the change again."}]}""");

        // When
        Cli.Result moved = run("policy", "activate", "7");
        Cli.Result unknown = run("policy", "activate", "77");

        // Then
        assertThat(moved.exitCode()).isEqualTo(4);
        assertThat(moved.err())
                .contains("Revision 9 is active, not 6. (CONFLICT)", "/revision = \"7\": Upload the change again.");
        assertThat(unknown.exitCode()).isEqualTo(4);
        assertThat(unknown.err()).contains("There is no file and no revision 77", "countersign policy revisions");
    }

    private Cli.Result run(String... arguments) {
        return Cli.run(environment(), PATIENCE, new ArrayList<>(List.of(arguments)));
    }

    private Map<String, String> environment() {
        return Map.of("COUNTERSIGN_URL", api.url(), "COUNTERSIGN_TOKEN", "token");
    }
}
