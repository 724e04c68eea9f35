package dev.countersign.ui;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.not;

import dev.countersign.ui.stop.Scope;
import dev.countersign.ui.testing.TestingBacklog;
import dev.countersign.ui.testing.TestingDesk;
import dev.countersign.ui.testing.TestingPeople;
import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.TestingStop;
import dev.countersign.ui.testing.TestingTimeline;
import dev.countersign.ui.testing.TestingUnknown;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Freezes, unknown outcomes and the backlog as pages, without a browser. */
@QuarkusTest
class StopPageTest {

    @Inject
    TestingStop stop;

    @Inject
    TestingUnknown unknown;

    @Inject
    TestingBacklog backlog;

    @Inject
    TestingDesk desk;

    @BeforeEach
    void seed() {
        stop.seed(Instant.now());
        unknown.seed();
        backlog.empty(false);
        desk.seed(TestingReviews.all(Instant.now()));
    }

    @AfterEach
    void leaveNothing() {
        stop.reset();
        unknown.reset();
    }

    private static RequestSpecification as(String person) {
        return given().redirects()
                .follow(false)
                .cookie("countersign_session", person)
                .header("Sec-Fetch-Site", "same-origin");
    }

    private static ValidatableResponse get(String person, String path) {
        return as(person).get(path).then();
    }

    private static ValidatableResponse post(String person, String path, Map<String, String> fields) {
        return as(person).formParams(fields).post(path).then();
    }

    // ---- freeze -----------------------------------------------------------------------------------------------------

    @Test
    void saysWhatIsFrozenWhatIsNotConfirmedAndWhatWasReleased() {
        get("omar", "/freeze")
                .statusCode(200)
                .body(containsString("Tool email.send_email"), containsString("Confirmed"))
                .body(containsString("9 calls wait."), containsString("Requested, not confirmed yet"))
                .body(containsString("A call may still go out"), containsString("Price list was wrong."))
                .body(containsString("aria-current=\"page\">Freeze"));
    }

    @Test
    void onlyOperatorsGetTheForm() {
        get("maya", "/freeze")
                .statusCode(200)
                .body(containsString("Tool email.send_email"))
                .body(not(containsString("name=\"kind\"")), not(containsString("/release\"")));
        post("maya", "/freeze", Map.of("kind", "all", "reason", "x"))
                .statusCode(403)
                .body(containsString("data-problem=\"FORBIDDEN\""));
    }

    @Test
    void saysWhatItWouldStopBeforeItIsPressed() {
        get("omar", "/freeze?kind=connector&connector=crm&reason=x")
                .body(containsString("This stops 14 approved calls that wait to be sent,"))
                .body(containsString("1 call is already on its way and cannot be stopped."))
                .body(containsString("Freeze crm"));
        get("omar", "/freeze/effect?kind=all")
                .body(containsString("1,000+ approved calls"), containsString("Freeze everything"));
        get("omar", "/freeze/effect?kind=tool&tool=").body(containsString("Choose one to see what it stops."));
    }

    @Test
    void takesTheFieldsOfThePageAndThoseOfTheApi() {
        post("omar", "/freeze", Map.of("kind", "connector", "connector", "crm", "tool", "", "reason", "Migration"))
                .statusCode(303)
                .header("Location", endsWith("/freeze"));
        post("omar", "/freeze", Map.of("kind", "tool", "id", "crm.update_owner", "reason", "Migration"))
                .statusCode(303);

        assertThat(stop.frozen()).extracting(one -> one.scope().id()).startsWith("crm.update_owner", "crm");
    }

    @Test
    void saysWhatIsMissingAndKeepsWhatWasTyped() {
        post("omar", "/freeze", Map.of("kind", "connector", "connector", "", "reason", "because"))
                .statusCode(422)
                .body(containsString("Choose what has to stop."), containsString("value=\"because\""));
        post("omar", "/freeze", Map.of("kind", "connector", "connector", "crm", "reason", " "))
                .statusCode(422)
                .body(containsString("Say why."), containsString("value=\"crm\" selected"));
        post("omar", "/freeze", Map.of("kind", "run", "run", "no-such", "reason", "x"))
                .statusCode(422)
                .body(containsString("There is no run of this id."), containsString("value=\"no-such\""));
        post("omar", "/freeze", Map.of("kind", "all", "reason", "x".repeat(501)))
                .statusCode(422)
                .body(containsString("The reason is too long."));
        post("omar", "/freeze", Map.of("reason", "x")).statusCode(422);
    }

    @Test
    void releasesOnceAndSaysWhoWasFirst() {
        String address = "/freeze/" + TestingStop.CRM + "/release";

        post("omar", address, Map.of()).statusCode(303);
        post("omar", address, Map.of()).statusCode(409).body(containsString("It was released already, by Lee Carter."));
        post("omar", "/freeze/nonsense/release", Map.of()).statusCode(404);
    }

    @Test
    void refusesAFormOfAnotherSite() {
        given().redirects()
                .follow(false)
                .cookie("countersign_session", "omar")
                .header("Sec-Fetch-Site", "cross-site")
                .formParams(Map.of("kind", "all", "reason", "x"))
                .post("/freeze")
                .then()
                .statusCode(403);
        assertThat(stop.frozen()).hasSize(2);
    }

    @Test
    void standsOverWhatItConcernsInTheInbox() {
        get("maya", "/inbox/" + TestingReviews.MOVE).body(not(containsString("data-frozen")));
        stop.concernsAll();
        get("maya", "/inbox/" + TestingReviews.MOVE)
                .body(containsString("data-frozen=\"card\""), containsString("data-frozen=\"list\""))
                .body(containsString("Bounce rate over 5 %."), containsString("Deciding is possible;"));
    }

    @Test
    void whatPeopleWriteIsTextAndNothingElse() {
        stop.reset();
        stop.freeze(TestingPeople.OMAR, new Scope(Scope.Kind.TOOL, TestingUnknown.HOSTILE), TestingUnknown.HOSTILE);
        unknown.poison();

        for (String path : new String[] {"/freeze", "/unknown"}) {
            get("omar", path)
                    .statusCode(200)
                    .body(not(containsString("<script>window")), not(containsString("\u202E")))
                    .body(containsString("[U+202E]evil {page.left}"));
        }
    }

    // ---- unknown ----------------------------------------------------------------------------------------------------

    @Test
    void saysWhatIsUnknownAndWhatToLookFor() {
        get("omar", "/unknown")
                .statusCode(200)
                .body(containsString("Issue credit note of 860.00 EUR to Hollis Print"))
                .body(containsString("once, to erp (production)"), containsString("Class ONCE"))
                .body(containsString("Maya Lindqvist"), containsString("invoice 2026-1093"))
                .body(containsString(TestingUnknown.CREDIT.toString()), containsString("by policy, nobody was asked"))
                .body(containsString("No probe is declared for this tool."), containsString("2 wait"))
                .body(containsString("Unknown outcome <span class=\"count\">2</span>"));
    }

    @Test
    void approversReadItAndSettleNothing() {
        get("maya", "/unknown")
                .body(containsString("Hollis Print"), containsString("An operator settles it."))
                .body(not(containsString("/resolution\"")), not(containsString("/probe\"")));
        post("maya", "/calls/" + TestingUnknown.CREDIT + "/resolution", Map.of("outcome", "executed", "note", "x"))
                .statusCode(403)
                .body(containsString("data-problem=\"FORBIDDEN\""));
    }

    @Test
    void settlesWithWhatWasFoundAndOnlyOnce() {
        String address = "/calls/" + TestingUnknown.CREDIT + "/resolution";

        post("omar", address, Map.of("outcome", "not_executed", "note", " No credit note in ERP. "))
                .statusCode(303)
                .header("Location", endsWith("/unknown"));
        assertThat(unknown.note()).isEqualTo("No credit note in ERP.");
        post("omar", address, Map.of("outcome", "executed", "note", "x"))
                .statusCode(409)
                .body(containsString("It was settled already, by Lee Carter."));
    }

    @Test
    void saysWhatIsMissingForSettlingAndKeepsTheText() {
        String address = "/calls/" + TestingUnknown.CREDIT + "/resolution";

        post("omar", address, Map.of("outcome", "executed")).statusCode(422).body(containsString("Say what you found"));
        post("omar", address, Map.of("outcome", "perhaps", "note", "kept text"))
                .statusCode(422)
                .body(containsString("Say whether it happened."), containsString("kept text</textarea>"));
        post("omar", "/calls/nonsense/resolution", Map.of("outcome", "executed", "note", "x"))
                .statusCode(404);
        assertThat(unknown.isSettled(TestingUnknown.CREDIT)).isFalse();
    }

    @Test
    void showsWhatTheProbeSaysWithItsTime() {
        post("omar", "/calls/" + TestingUnknown.CREDIT + "/probe", Map.of()).statusCode(303);
        get("omar", "/unknown").body(containsString("It was not found there."), containsString("Probe again"));
    }

    // ---- by hand ----------------------------------------------------------------------------------------------------

    @Test
    void offersToDoItByHandOnlyWhoMayAndWhileItWaits() {
        UUID call = TestingTimeline.CALL;
        get("maya", "/calls/" + call).body(not(containsString("I do it by hand")));
        unknown.offer(call);
        get("maya", "/calls/" + call).body(containsString("I do it by hand"));

        post("maya", "/calls/" + call + "/takeover", Map.of("note", ""))
                .statusCode(422)
                .body(containsString("Say what you do instead."));
        post("maya", "/calls/" + call + "/takeover", Map.of("note", "I call them"))
                .statusCode(303)
                .header("Location", endsWith("/calls/" + call));
        assertThat(unknown.note()).isEqualTo("I call them");
        post("maya", "/calls/" + call + "/takeover", Map.of("note", "again"))
                .statusCode(409)
                .body(containsString("It does not wait any more."), containsString("again</textarea>"));
    }

    // ---- backlog ----------------------------------------------------------------------------------------------------

    @Test
    void backlogSaysHowMuchWaitsWhereAndForHowLong() {
        get("maya", "/backlog")
                .statusCode(200)
                .body(containsString("1,204 approvals wait"), containsString("2 h 35 min"))
                .body(containsString("revops"), containsString("/policy#big-deal"))
                .body(containsString("5 min 40 s"), containsString("2 freezes, 9 calls wait for a release."));
        backlog.empty(true);
        get("omar", "/backlog")
                .body(containsString("0 approvals wait"), containsString("Nobody is asked anything."))
                .body(not(containsString("By group")));
        get("dana", "/backlog").statusCode(404);
    }
}
