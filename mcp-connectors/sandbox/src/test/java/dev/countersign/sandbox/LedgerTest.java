package dev.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The oracle itself: a row for every call that arrived, before its answer, and true about the effect. */
@QuarkusTest
@QuarkusTestResource(SandboxPostgres.class)
class LedgerTest {

    @TestHTTPResource("/")
    URI base;

    McpCaller crm;
    McpCaller email;

    @BeforeEach
    void initialize() throws Exception {
        crm = McpCaller.initialized(base, "crm");
        email = McpCaller.initialized(base, "email");
    }

    @AfterEach
    void forgetFaults() {
        RestAssured.delete("/admin/faults").then().statusCode(204);
    }

    @Test
    void writesDownWhatArrived() throws Exception {
        var mark = mark();
        crm.call(
                "update_opportunity_stage",
                "{\"stage\": \"proposal\", \"opportunity_id\": \"opp-9999\"}",
                "{\"dev.countersign/call-id\": \"c-1\", \"dev.countersign/idempotency-key\": \"k-1\"}");
        crm.call("get_account", "{\"account_id\": \"acc-9\"}");
        crm.call("get_account", "{\"nonsense\": 1.0}", "{\"dev.countersign/call-id\": \"c-2\"}");
        email.call("get_sender_health", "{}");

        var rows = after(mark);
        assertThat(rows)
                .extracting(row -> row.path("tool").asText())
                .containsExactly(
                        "crm.update_opportunity_stage",
                        "crm.get_account",
                        "crm.get_account",
                        "email.get_sender_health");
        var first = rows.getFirst();
        assertThat(first.path("connector").asText()).isEqualTo("crm");
        assertThat(first.path("call_id").asText()).isEqualTo("c-1");
        assertThat(first.path("idempotency_key").asText()).isEqualTo("k-1");
        assertThat(first.path("effect_applied").asBoolean()).isFalse();
        assertThat(rows.get(1).get("call_id").isNull()).isTrue();
        assertThat(rows).extracting(row -> row.path("n").asLong()).isSorted();
    }

    @Test
    void digestsTheCanonicalArguments() throws Exception {
        var mark = mark();
        // The digest that EXAMPLE.md gives for this call; the members come in another order here.
        crm.call(
                "update_opportunity_stage",
                "{\"stage\": \"proposal\", \"if_version\": 37, \"opportunity_id\": \"opp-17\"}",
                "{\"dev.countersign/call-id\": \"c-3\"}");

        var row = after(mark).getFirst();
        assertThat(row.path("arguments_digest").asText())
                .isEqualTo("sha256:42d53526a05727935a3adb84c86e2d8da1f645a4cd3952dfb6d4a1147d001384");
        assertThat(row.path("effect_applied").asBoolean()).isTrue();
        restore("opportunity", "opp-17", "{\"stage\": \"qualified\"}");
    }

    @Test
    void answersTheSameKeyWithTheFirstAnswer() throws Exception {
        var mark = mark();
        var key = "{\"dev.countersign/idempotency-key\": \"" + UUID.randomUUID() + "\"}";
        var first = crm.call("create_task", "{\"subject\": \"Once\"}", key);
        var again = crm.call("create_task", "{\"subject\": \"Once\"}", key);
        var other = crm.call("create_task", "{\"subject\": \"Twice\"}", key);

        assertThat(again).isEqualTo(first);
        assertThat(other.at("/structuredContent/code").asText()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
        assertThat(after(mark))
                .extracting(row -> row.path("effect_applied").asBoolean())
                .containsExactly(true, false, false);
    }

    @Test
    void theKeyIsHeldAgainstTheVersionThatTheFirstCallMade() throws Exception {
        var key = "{\"dev.countersign/idempotency-key\": \"" + UUID.randomUUID() + "\"}";
        int version = crm.content("get_account", "{\"account_id\": \"acc-4\"}")
                .path("version")
                .asInt();
        var arguments = "{\"account_id\": \"acc-4\", \"owner\": \"lee\", \"if_version\": %d}";
        var first = crm.call("update_owner", arguments.formatted(version), key);
        var again = crm.call("update_owner", arguments.formatted(version + 1), key);

        assertThat(again).isEqualTo(first);
    }

    @Test
    void anOnceToolDoesItAgain() throws Exception {
        var mark = mark();
        var key = "{\"dev.countersign/idempotency-key\": \"" + UUID.randomUUID() + "\"}";
        var arguments = "{\"to\": [\"a@acme.example\"], \"subject\": \"s\", \"body\": \"b\"}";
        var first = email.call("send_email", arguments, key);
        var again = email.call("send_email", arguments, key);

        assertThat(again.at("/structuredContent/message_id")).isNotEqualTo(first.at("/structuredContent/message_id"));
        assertThat(after(mark))
                .extracting(row -> row.path("effect_applied").asBoolean())
                .containsExactly(true, true);
    }

    @Test
    void concurrentRepeatsOfAKeyHaveOneEffect() throws Exception {
        var mark = mark();
        var key = "{\"dev.countersign/idempotency-key\": \"" + UUID.randomUUID() + "\"}";
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<JsonNode>>();
            for (int i = 0; i < 16; i++) {
                calls.add(() -> crm.call("create_task", "{\"subject\": \"Race\"}", key));
            }
            var answers = new HashSet<JsonNode>();
            for (var answer : workers.invokeAll(calls)) {
                answers.add(answer.get());
            }
            assertThat(answers).hasSize(1);
        }
        var rows = after(mark);
        assertThat(rows).hasSize(16);
        assertThat(rows)
                .filteredOn(row -> row.path("effect_applied").asBoolean())
                .hasSize(1);
    }

    @Test
    void aReaderThatFollowsMissesNothing() throws Exception {
        var mark = mark();
        var followed = new ArrayList<JsonNode>();
        try (var workers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Future<JsonNode>>();
            for (int i = 0; i < 200; i++) {
                calls.add(workers.submit(() -> crm.call("create_task", "{\"subject\": \"Busy\"}")));
            }
            while (followed.size() < calls.size()) {
                followed.addAll(after(
                        followed.isEmpty() ? mark : followed.getLast().path("n").asLong()));
                if (calls.stream().allMatch(Future::isDone)) {
                    followed.addAll(after(
                            followed.isEmpty()
                                    ? mark
                                    : followed.getLast().path("n").asLong()));
                    break;
                }
            }
        }

        assertThat(followed).isEqualTo(after(mark)).hasSize(200);
    }

    @Test
    void aHungCallIsInTheLedger() throws Exception {
        var mark = mark();
        script("{\"tool\": \"email.send_email\", \"kind\": \"hang\", \"effect\": \"after\"}");

        assertThatThrownBy(() -> email.raw(
                        "send_email",
                        "{\"to\": [\"a@acme.example\"], \"subject\": \"s\", \"body\": \"b\"}",
                        "{\"dev.countersign/call-id\": \"hung\"}",
                        Duration.ofMillis(700)))
                .isInstanceOf(HttpTimeoutException.class);

        var row = after(mark).getFirst();
        assertThat(row.path("call_id").asText()).isEqualTo("hung");
        assertThat(row.path("effect_applied").asBoolean()).isTrue();
    }

    @Test
    void dropsBeforeAndAfterTheEffect() throws Exception {
        var mark = mark();
        for (var moment : List.of("before", "after")) {
            script("{\"tool\": \"crm.create_task\", \"kind\": \"drop\", \"effect\": \"" + moment + "\"}");
            assertThatThrownBy(() -> crm.raw("create_task", "{\"subject\": \"Lost\"}", "{}", Duration.ofSeconds(5)))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(HttpTimeoutException.class);
        }

        assertThat(after(mark))
                .extracting(row -> row.path("effect_applied").asBoolean())
                .containsExactly(false, true);
        assertThat(crm.content("create_task", "{\"subject\": \"Found\"}").has("task_id"))
                .isTrue();
    }

    @Test
    void answers500AndRecovers() throws Exception {
        script("{\"tool\": \"crm.get_account\", \"kind\": \"error500\", \"times\": 2}");

        for (int i = 0; i < 2; i++) {
            assertThat(crm.raw("get_account", "{\"account_id\": \"acc-9\"}", "{}", Duration.ofSeconds(5))
                            .statusCode())
                    .isEqualTo(500);
        }
        assertThat(crm.content("get_account", "{\"account_id\": \"acc-9\"}")
                        .path("name")
                        .asText())
                .isEqualTo("Acme");
    }

    @Test
    void answersLate() throws Exception {
        script("{\"tool\": \"crm.get_account\", \"kind\": \"slow\", \"delay_ms\": 300}");
        var began = System.nanoTime();

        crm.content("get_account", "{\"account_id\": \"acc-9\"}");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    private static void script(String fault) {
        RestAssured.given()
                .contentType("application/json")
                .body(fault)
                .post("/admin/faults")
                .then()
                .statusCode(204);
    }

    private static void restore(String kind, String id, String patch) {
        RestAssured.given()
                .contentType("application/json")
                .body(patch)
                .put("/admin/records/" + kind + "/" + id)
                .then()
                .statusCode(200);
    }

    private static long mark() throws IOException {
        var rows = after(0);
        return rows.isEmpty() ? 0 : rows.getLast().path("n").asLong();
    }

    private static List<JsonNode> after(long n) throws IOException {
        var page = McpCaller.JSON.readTree(
                RestAssured.get("/ledger?limit=10000&after=" + n).asString());
        var rows = new ArrayList<JsonNode>();
        page.required("items").forEach(rows::add);
        return rows;
    }
}
