package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Personas;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs, calls and approvals are found by what they are about, by those who may see them. */
@QuarkusTest
class SearchTest extends InHouse {

    @Test
    void findsARunItsCallAndItsApprovalByEachCriterion() {
        // Given
        String record = sandbox.opportunity();
        String run = house.stageMove(record);
        JsonNode approval = house.asked(run);
        String id = approval.path("id").asText();
        String call = approval.path("call_id").asText();
        house.approve("maya", approval).ok();
        house.ended(run);
        // Then
        assertThat(found("omar", "run=" + run))
                .containsExactlyInAnyOrder("run " + run, "call " + call, "approval " + id);
        assertThat(found("omar", "run=" + run + "&ref=opportunity:" + record)).hasSize(3);
        assertThat(found("omar", "run=" + run + "&ref=opportunity:opp-none")).isEmpty();
        assertThat(found("omar", "run=" + run + "&person=dana")).hasSize(3);
        assertThat(found("omar", "run=" + run + "&person=maya")).hasSize(3);
        assertThat(found("omar", "run=" + run + "&person=noor")).isEmpty();
        assertThat(found("omar", "run=" + run + "&rule=tool:crm.update_opportunity_stage"))
                .containsExactlyInAnyOrder("call " + call, "approval " + id);
        assertThat(found("omar", "q=" + call)).containsExactly("call " + call);
        assertThat(found("omar", "q=" + run.substring(0, 13))).contains("run " + run);
        assertThat(found("omar", "run=" + run + "&q=opportunity+stage"))
                .containsExactlyInAnyOrder("call " + call, "approval " + id);
        assertThat(found("omar", "q=propos+move&run=" + run)).containsExactly("approval " + id);
    }

    @Test
    void saysWhatItFoundAndWhere() {
        String run = house.stageMove(sandbox.opportunity());
        String id = house.asked(run).path("id").asText();
        JsonNode first =
                get("maya", "run=" + run + "&q=proposal").ok().path("items").get(0);

        assertThat(first.path("kind").asText()).isEqualTo("approval");
        assertThat(first.path("title").asText()).startsWith("Move ").contains("Proposal".toLowerCase());
        assertThat(first.path("url").asText()).isEqualTo("/inbox/" + id);
        assertThat(first.path("at").asText()).endsWith("Z");
    }

    @Test
    void showsEverybodyOnlyWhatTheyMaySee() {
        // Given a run of the agent's key that asks nobody, and one of Dana's that asks
        String quiet = house.start(Personas.AGENT, house.oneCall("crm.get_account", "{account_id: acc-1}"), "{}");
        String asks = house.stageMove(sandbox.opportunity());
        house.ended(quiet);
        house.asked(asks);
        // Then
        assertThat(kinds("dana", "run=" + quiet)).containsExactlyInAnyOrder("run", "call");
        assertThat(kinds("maya", "run=" + quiet)).isEmpty();
        assertThat(kinds("maya", "run=" + asks)).containsExactlyInAnyOrder("run", "call", "approval");
        assertThat(kinds(Personas.AGENT, "run=" + quiet)).containsExactlyInAnyOrder("run", "call");
        assertThat(kinds(Personas.AGENT, "run=" + asks)).isEmpty();
        assertThat(kinds(Personas.AGENT, "q=move")).isEmpty();
        assertThat(get(Personas.BARE_AGENT, "run=" + asks).status()).isEqualTo(403);
        assertThat(get(Personas.NOBODY, "run=" + asks).status()).isEqualTo(403);
    }

    @Test
    void goesThroughPagesWithoutLossOrRepeat() {
        String run = house.start(house.workflow("""
                tools: [{name: crm.get_account}]
                model: {kind: scripted, turns: [{calls: [
                  {id: a, tool: crm.get_account, arguments: {account_id: acc-1}},
                  {id: b, tool: crm.get_account, arguments: {account_id: acc-2}},
                  {id: c, tool: crm.get_account, arguments: {account_id: acc-3}}]}]}
                """));
        house.ended(run);
        var seen = new ArrayList<String>();
        String cursor = "";
        do {
            JsonNode page = get("dana", "run=" + run + "&limit=2" + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                    .ok();
            page.path("items").forEach(item -> seen.add(item.path("id").asText()));
            cursor = page.path("next_cursor").asText("");
        } while (!cursor.isEmpty() && !cursor.equals("null"));

        assertThat(seen).hasSize(4).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "'',at least one of ref",
        "run=nonsense,run is the id",
        "ref=x&limit=0,limit is a number",
        "ref=x&cursor=!,next_cursor"
    })
    void namesWhatIsWrong(String criteria, String words) {
        Answer answer = get("dana", criteria);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().path("detail").asText()).contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"'; DROP TABLE run; --", "!!", "a & | ! (b", "<script>", "\\", "%", "héllo wörld", "日本"})
    void takesAnyTextAsWords(String words) {
        assertThat(get("dana", "q=" + URLEncoder.encode(words, StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void findsNothingForWordsThatAreNone() {
        assertThat(found("dana", "q=%21%21%21")).isEmpty();
    }

    /** Among a hundred thousand of each, no criterion reads a whole table. */
    @Test
    void hasAnIndexForEachCriterion() throws SQLException {
        var everyone = new Search.Range(null, false);
        var run = UUID.fromString("018f0000-0000-7000-8000-000000000007");
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            fill(statement);
            for (Search.Query query : List.of(
                    new Search.Query("account:a7", null, null, null, null),
                    new Search.Query(null, run, null, null, null),
                    new Search.Query(null, null, "p7", null, null),
                    new Search.Query(null, null, "voter7", null, null),
                    new Search.Query(null, null, null, "rule7", null),
                    new Search.Query(null, null, null, null, "w7 unusual7"),
                    new Search.Query(null, null, null, null, "018f0000-0000-7000-8000-0000000000"),
                    new Search.Query("account:a7", null, "p7", null, "move"))) {
                assertThat(plan(statement, query, everyone))
                        .as("%s", query)
                        .doesNotContainPattern("Seq Scan on (tool_call|approval|run|vote)\\b");
            }
            connection.rollback();
        }
    }

    private static String plan(Statement statement, Search.Query query, Search.Range range) throws SQLException {
        String sql = Search.statement(query, range, null, 51)
                .text()
                .replace(":max", "51")
                .replace(":ref::text", "'" + query.ref() + "'::text")
                .replace(":run", "'" + query.run() + "'::uuid")
                .replace(":person", "'" + query.person() + "'")
                .replace(":rule", "'" + query.rule() + "'")
                .replace(":first", "'018f0000-0000-7000-8000-000000000000'::uuid")
                .replace(":last", "'018f0000-0000-7000-8000-0000000000ff'::uuid")
                .replace(":words", "'" + Search.prefixes("w7 unusual7").replace("'", "''") + "'");
        var lines = new ArrayList<String>();
        try (ResultSet rows = statement.executeQuery("EXPLAIN " + sql)) {
            while (rows.next()) {
                lines.add(rows.getString(1));
            }
        }
        return String.join("\n", lines);
    }

    private static void fill(Statement statement) throws SQLException {
        String id = "('018f0000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid";
        statement.execute("SET CONSTRAINTS ALL DEFERRED");
        statement.execute("""
                INSERT INTO run (id, workflow_id, workflow_version, workflow_digest, state, owner, started_by, scopes,
                  input, policy_revision, traceparent, deadline_at, ended_at)
                SELECT %s, 'flow-' || n %% 500, 1, 'd', 'completed', 'p' || n %% 5000, 'p' || n %% 5000, '{}', '{}', '1',
                  't', now(), now() FROM generate_series(1, 100000) n""".formatted(id));
        statement.execute("""
                INSERT INTO tool_call (id, run_id, step, ordinal, tool, state, answer, ref_keys, rule_id, decided_at,
                  ended_at, approval_id)
                SELECT %1$s, %1$s, 1, 0, 'crm.tool_' || n %% 300, 'succeeded', '{}', ARRAY['account:a' || n %% 5000],
                  'rule' || n %% 2000, now(), now(), %1$s FROM generate_series(1, 100000) n""".formatted(id));
        statement.execute("""
                INSERT INTO approval (id, call_id, run_id, workflow_id, owner, state, digest, bound, card, tier, groups,
                  quorum, separate, hold_ms, granted, expires_at, decided_at, tool, rule_id, ref_keys)
                SELECT %1$s, %1$s, %1$s, 'flow', 'p' || n %% 5000, 'granted', 'd', '{}',
                  '{"consequence": "Move w' || n %% 3000 || ' unusual' || n || '"}', 'T1', '{revops}', 1, true, 0, 1,
                  now(), now(), 'crm.tool', 'rule' || n %% 2000, ARRAY['account:a' || n %% 5000]
                FROM generate_series(1, 100000) n""".formatted(id));
        statement.execute("""
                INSERT INTO vote (approval_id, round, person_id, verdict, digest)
                SELECT %s, 1, 'voter' || n %% 5000, 'approve', 'd' FROM generate_series(1, 100000) n""".formatted(id));
        statement.execute("ANALYZE run, tool_call, approval, vote");
    }

    private static Connection open() throws SQLException {
        var config = ConfigProvider.getConfig();
        Connection connection = DriverManager.getConnection(
                config.getValue("quarkus.datasource.jdbc.url", String.class),
                config.getValue("quarkus.datasource.username", String.class),
                config.getValue("quarkus.datasource.password", String.class));
        connection.setSchema("countersign");
        return connection;
    }

    private Answer get(String persona, String criteria) {
        return house.get(persona, "/api/search" + (criteria.isEmpty() ? "" : "?" + criteria));
    }

    private List<String> found(String persona, String criteria) {
        var found = new ArrayList<String>();
        get(persona, criteria)
                .ok()
                .path("items")
                .forEach(item -> found.add(
                        item.path("kind").asText() + " " + item.path("id").asText()));
        return found;
    }

    private Set<String> kinds(String persona, String criteria) {
        var kinds = new HashSet<String>();
        found(persona, criteria).forEach(item -> kinds.add(item.split(" ")[0]));
        return kinds;
    }
}
