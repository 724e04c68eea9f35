package dev.countersign.ui;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.TestingSearch;
import dev.countersign.ui.testing.TestingTimeline;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages about runs and calls, and the search, as they are served. */
@QuarkusTest
class StoryPageTest {

    private static final String RUN = "/runs/" + TestingTimeline.RUN;
    private static final String CALL = "/calls/" + TestingTimeline.CALL;

    @Inject
    TestingSearch search;

    @Test
    void tellsARunFromTheTop() {
        String page = get("maya", RUN).statusCode(200).extract().asString();

        assertThat(page)
                .contains("Pipeline hygiene for Halden Robotics")
                .contains("On behalf of Priya Nair.", "Started by demo-agent,")
                .contains("after 5 min 45 s, of which 5 min 21 s waited for a person.")
                .contains("<b>3</b> of 50", "<b>14,206 / 611</b> of 100,000", "<b>0.04</b> of 2.00")
                .contains("<b>18.4 KiB</b>, about 4,711 tokens", "1 read, 1 write", "revision 214")
                .contains("Waited 5 min 21 s", "The agent used nothing while it slept.")
                .contains("The card as Maya saw it", CALL + "?round=1#shown")
                .contains("2 fields masked, 31 fields kept back, 6.1 KiB not sent to the model")
                .contains("Approval paused")
                .doesNotContain("Prompt and tools", "<script>window");
    }

    @Test
    void offersThePromptToDevelopersOnly() {
        get("dana", RUN).body(containsString("Prompt and tools of step 2"));
        get("dana", RUN + "/steps/2")
                .statusCode(200)
                .body(containsString("Exactly what was sent"))
                .body(containsString("[U+202E]"), not(containsString("<script>window")))
                .body(containsString("crm__get_account"), containsString("<!doctype html>"));
        get("dana", RUN + "/steps/3").body(containsString("so nothing proves it"));
        get("maya", RUN + "/steps/2").statusCode(404);
        get("dana", RUN + "/steps/4000").statusCode(404);
        get("dana", RUN + "/steps/2/raw").statusCode(200).contentType("application/json");
    }

    @Test
    void givesTheRestOfAPageOnlyTheParts() {
        given().cookie("countersign_session", "dana")
                .header("HX-Request", "true")
                .get(RUN + "/steps/2")
                .then()
                .statusCode(200)
                .body(containsString("Exactly what was sent"), not(containsString("<!doctype")));
    }

    @Test
    void givesRawEventsAsJson() {
        get("maya", RUN + "/events?after=3")
                .statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body(containsString("\"next_after\": 3"));
        get("maya", "/runs/" + TestingReviews.id(1) + "/events").statusCode(404);
    }

    @Test
    void listsRunsWithFiltersInTheAddress() {
        String page = get("maya", "/runs").statusCode(200).extract().asString();
        assertThat(page)
                .contains("href=\"" + RUN + "\"", "Waits</span> for a person’s decision", "cursor=next")
                .contains("<option value=\"pipeline-hygiene\">");
        get("maya", "/runs?state=failed&workflow=pipeline-hygiene")
                .body(containsString("<option value=\"failed\" selected>"))
                .body(not(containsString("data-state=\"parked\"")));
        get("maya", "/runs?workflow=no-such-thing")
                .body(containsString("No run matches these filters."), containsString("Clear filters"));
        get("maya", "/runs?state=%3Cscript%3E&cursor=!!").statusCode(200).body(not(containsString("<script>;")));
    }

    @Test
    void showsTheCardOfARoundAndWhatItWasBoundTo() {
        get("maya", CALL)
                .body(containsString("The card of round 2, as it was shown"))
                .body(containsString("The sha256 of this document is the digest: it matches."))
                .body(not(containsString("value=\"approve\"")))
                .body(containsString("Arguments as the agent proposed them"))
                .body(containsString("[U+202E]"), not(containsString("<script>window")));
        get("maya", CALL + "?round=1")
                .body(containsString("The card of round 1, as it was shown"))
                .body(containsString("is not the digest"), containsString("computed now"));
    }

    @Test
    void saysHowMuchIsNew() {
        get("maya", "/runs/" + TestingTimeline.GROWING + "/news?after=0")
                .statusCode(200)
                .body(containsString(" new"));
        get("maya", "/runs/" + TestingTimeline.GROWING + "/news?after=99999").statusCode(204);
        get("maya", "/runs/nonsense/news").statusCode(404);
    }

    @Test
    void searchesByWhatStandsInTheAddress() {
        get("maya", "/search?q=halden&ref=account:acc-1&person=maya&rule=r&run=" + TestingTimeline.RUN)
                .statusCode(200)
                .body(containsString("<h2>Approvals</h2>"), containsString("<h2>Runs</h2>"))
                .body(containsString("&lt;script&gt;"), not(containsString("<script>window")))
                .body(containsString("value=\"account:acc-1\""), containsString("cursor=next"));
        assertThat(search.last().person()).isEqualTo("maya");
        assertThat(search.last().run()).isEqualTo(TestingTimeline.RUN);
        get("maya", "/search?q=nothing").body(containsString("No match."));
        get("maya", "/search").statusCode(200).body(containsString("autofocus"));
        get("maya", "/search?run=12").statusCode(422).body(containsString("data-problem=\"INVALID\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/runs", "/search", "/runs/x/events"})
    void sendsAStrangerToSignIn(String path) {
        given().redirects().follow(false).get(path).then().statusCode(303);
    }

    private static ValidatableResponse get(String person, String path) {
        return given().urlEncodingEnabled(false)
                .cookie("countersign_session", person)
                .redirects()
                .follow(false)
                .get(path)
                .then();
    }
}
