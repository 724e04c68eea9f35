package dev.countersign.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.net.URI;
import org.junit.jupiter.api.Test;

/** E-mail, calendar, enrichment, the keys in front of them, and what an admin may do. */
@QuarkusTest
@QuarkusTestResource(SandboxPostgres.class)
class OtherSystemsTest {

    @TestHTTPResource("/")
    URI base;

    @Test
    void emailKnowsWhomItHasWrittenTo() throws Exception {
        var email = McpCaller.initialized(base, "email");
        var both = "{\"to\": [\"a@acme.example\", \"b@stranger.example\"]}";

        assertThat(email.content("get_recipient_history", "{\"to\": [\"a@ACME.example\"]}")
                        .toString())
                .isEqualTo("{\"all_known\":true}");
        assertThat(email.content("get_recipient_history", both)
                        .path("all_known")
                        .asBoolean())
                .isFalse();
        assertThat(email.content(
                                "draft_email", "{\"to\": [\"b@stranger.example\"], \"subject\": \"s\", \"body\": \"\"}")
                        .path("draft_id")
                        .asText())
                .startsWith("draft-");
        assertThat(email.content("get_recipient_history", both)
                        .path("all_known")
                        .asBoolean())
                .isFalse();
        assertThat(email.content(
                                "send_email", "{\"to\": [\"b@stranger.example\"], \"subject\": \"s\", \"body\": \"b\"}")
                        .path("message_id")
                        .asText())
                .startsWith("msg-");
        assertThat(email.content("get_recipient_history", both)
                        .path("all_known")
                        .asBoolean())
                .isTrue();
        assertThat(email.code("send_email", "{\"to\": [], \"subject\": \"s\", \"body\": \"b\"}"))
                .isEqualTo("INVALID_ARGUMENTS");
    }

    @Test
    void senderHealthCanBeMadeWorse() throws Exception {
        var email = McpCaller.initialized(base, "email");

        assertThat(email.content("get_sender_health", "{}").toString()).isEqualTo("{\"score\":96}");
        put("sender", "default", "{\"score\": 40}", 200);
        assertThat(email.content("get_sender_health", "{}").path("score").asInt())
                .isEqualTo(40);
        put("sender", "default", "{\"score\": 96}", 200);
    }

    @Test
    void calendarBooksAFreeSlot() throws Exception {
        var calendar = McpCaller.initialized(base, "calendar");
        var asked = "{\"attendees\": [\"kim@countersign.example\"], \"from\": \"2030-01-04T15:45:00Z\","
                + " \"to\": \"2030-01-08T00:00:00+01:00\", \"limit\": 3}";

        var slots = calendar.content("find_free_slots", asked);
        assertThat(slots.at("/items/0/starts_at").asText()).isEqualTo("2030-01-04T16:00:00.000Z");
        assertThat(slots.at("/items/2/starts_at").asText()).isEqualTo("2030-01-07T09:00:00.000Z");

        var booked = calendar.content(
                "book_meeting",
                "{\"title\": \"Intro\", \"attendees\": [\"kim@countersign.example\"],"
                        + " \"starts_at\": \"2030-01-04T16:00:00Z\", \"duration_minutes\": 30}");
        assertThat(booked.path("meeting_id").asText()).startsWith("mtg-");
        assertThat(booked.path("version").asInt()).isEqualTo(1);
        assertThat(calendar.content("find_free_slots", asked)
                        .at("/items/0/starts_at")
                        .asText())
                .isEqualTo("2030-01-04T16:30:00.000Z");
        assertThat(calendar.code("find_free_slots", asked.replace("2030-01-08", "2030-03-08")))
                .isEqualTo("INVALID_ARGUMENTS");
        assertThat(calendar.code("find_free_slots", asked.replace("2030-01-04T15:45:00Z", "tomorrow")))
                .isEqualTo("INVALID_ARGUMENTS");
        assertThat(calendar.code("find_free_slots", asked.replace("2030-01-04T15:45:00Z", "2030-01-04T15:45:00")))
                .isEqualTo("INVALID_ARGUMENTS");
        assertThat(calendar.code("find_free_slots", asked.replace("3}", "21}"))).isEqualTo("INVALID_ARGUMENTS");
    }

    @Test
    void calendarKnowsItsOwnPeople() throws Exception {
        var calendar = McpCaller.initialized(base, "calendar");

        assertThat(calendar.content("check_attendees", "{\"attendees\": [\"a@countersign.example\"]}")
                        .toString())
                .isEqualTo("{\"all_internal\":true}");
        assertThat(calendar.content(
                                "check_attendees", "{\"attendees\": [\"a@countersign.example\", \"b@acme.example\"]}")
                        .path("all_internal")
                        .asBoolean())
                .isFalse();
    }

    @Test
    void enrichmentChargesNoMoreThanAllowed() throws Exception {
        var enrichment = McpCaller.initialized(base, "enrichment");

        assertThat(enrichment
                        .content("get_price", "{\"name\": \"Acme\"}")
                        .path("price")
                        .asDouble())
                .isEqualTo(0.25);
        var bought = enrichment.content("enrich_company", "{\"name\": \"acme\", \"max_price\": 0.4}");
        assertThat(bought.path("company").asText()).isEqualTo("Acme");
        assertThat(bought.path("domain").asText()).isEqualTo("acme.example");
        assertThat(bought.path("charge_id").asText()).startsWith("chg-");
        assertThat(enrichment.code("enrich_company", "{\"domain\": \"greystone.example\", \"max_price\": 0.4}"))
                .isEqualTo("PRICE_ABOVE_MAX");
        assertThat(enrichment
                        .content("enrich_company", "{\"name\": \"Never Heard GmbH\", \"max_price\": 0.4}")
                        .path("domain")
                        .asText())
                .isEqualTo("never-heard-gmbh.example");
        assertThat(enrichment.code("enrich_company", "{\"max_price\": 1}")).isEqualTo("INVALID_ARGUMENTS");
    }

    @Test
    void everyServerWantsItsKey() {
        for (var connector : new String[] {"crm", "email", "calendar", "enrichment"}) {
            RestAssured.given()
                    .contentType("application/json")
                    .body("{}")
                    .post("/" + connector + "/mcp")
                    .then()
                    .statusCode(401);
        }
        RestAssured.given()
                .header("X-Api-Key", "wrong")
                .contentType("application/json")
                .body("{}")
                .post("/crm/mcp")
                .then()
                .statusCode(401);
        RestAssured.given()
                .header("Origin", "http://127.0.0.1:8480")
                .header("X-Api-Key", SandboxPostgres.CRM_KEY)
                .contentType("application/json")
                .body("{}")
                .post("/crm/mcp")
                .then()
                .statusCode(403);
        RestAssured.post("/mcp").then().statusCode(404);
    }

    @Test
    void adminChangesARecordBehindTheAgentsBack() throws Exception {
        var crm = McpCaller.initialized(base, "crm");
        int before = crm.content("get_account", "{\"account_id\": \"acc-6\"}")
                .path("version")
                .asInt();

        put("account", "acc-6", "{\"owner\": \"somebody\"}", 200);

        var after = crm.content("get_account", "{\"account_id\": \"acc-6\"}");
        assertThat(after.path("owner").asText()).isEqualTo("somebody");
        assertThat(after.path("version").asInt()).isEqualTo(before + 1);
        put("account", "acc-none", "{\"owner\": \"somebody\"}", 404);
        put("account", "acc-6", "{\"ownr\": \"somebody\"}", 422);
        put("account", "acc-6", "{\"version\": 1}", 422);
        put("account", "acc-6", "{\"stage\": \"nonsense\"}", 422);
        put("ledger", "1", "{\"n\": 5}", 404);
    }

    @Test
    void adminSeedsFreshOpportunities() throws Exception {
        var crm = McpCaller.initialized(base, "crm");

        var seeded = RestAssured.given()
                .contentType("application/json")
                .body(
                        "{\"count\": 3, \"stage\": \"proposal\", \"amount\": 60000, \"last_activity_days\": 2, \"stale_days\": 400}")
                .post("/admin/seed/opportunities");
        seeded.then().statusCode(200);

        var ids = seeded.jsonPath().getList("opportunity_ids", String.class);
        assertThat(ids).hasSize(3);
        assertThat(seeded.jsonPath().getList("account_ids", String.class))
                .doesNotHaveDuplicates()
                .hasSize(3);
        var stale = crm.content("get_open_opportunities", "{\"stale_days\": 365}");
        assertThat(stale.path("items"))
                .extracting(item -> item.path("opportunity_id").asText())
                .containsExactlyInAnyOrderElementsOf(ids);
        assertThat(stale.at("/items/0/next_stage").asText()).isEqualTo("negotiation");
        assertThat(crm.content(
                                "get_recent_activity",
                                "{\"opportunity_id\": \"" + ids.getFirst() + "\", \"by\": \"person\"}")
                        .path("returned")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void adminSaysWhatItCannotTake() {
        for (var body : new String[] {"{\"count\": 0}", "{\"stage\": \"nonsense\"}", "{\"amount\": -1}"}) {
            RestAssured.given()
                    .contentType("application/json")
                    .body(body)
                    .post("/admin/seed/opportunities")
                    .then()
                    .statusCode(422);
        }
        for (var body :
                new String[] {"{\"tool\": \"crm.get_lead\"}", "{\"tool\": \"crm.get_lead\", \"kind\": \"sulk\"}"}) {
            RestAssured.given()
                    .contentType("application/json")
                    .body(body)
                    .post("/admin/faults")
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void isReady() {
        RestAssured.get("/q/health/ready").then().statusCode(200);
    }

    private static void put(String kind, String id, String patch, int status) {
        RestAssured.given()
                .contentType("application/json")
                .body(patch)
                .put("/admin/records/" + kind + "/" + id)
                .then()
                .statusCode(status);
    }
}
