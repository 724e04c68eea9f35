package dev.countersign.ui;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.countersign.ui.inbox.InboxQuery;
import dev.countersign.ui.review.Answer;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.testing.TestingDesk;
import dev.countersign.ui.testing.TestingPeople;
import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.TestingTimeline;
import dev.countersign.ui.testing.TestingViews;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PageTest {

    @Inject
    TestingDesk desk;

    @Inject
    TestingViews views;

    @BeforeEach
    void seed() {
        desk.seed(TestingReviews.all(Instant.now()));
    }

    @Test
    void sendsAStrangerToSignInAndBack() {
        given().redirects()
                .follow(false)
                .get("/inbox/" + TestingReviews.MOVE + "?view=team")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/sign-in?next=%2Finbox%2F" + TestingReviews.MOVE + "%3Fview%3Dteam"));
        given().get("/inbox/stream").then().statusCode(401);
        given().header("HX-Request", "true")
                .get("/inbox")
                .then()
                .statusCode(401)
                .header("HX-Redirect", containsString("/sign-in"));
    }

    @Test
    void bringsWhoeverWasDecidingBackToTheItem() {
        String item = "/inbox/" + TestingReviews.MOVE;
        given().redirects()
                .follow(false)
                .header("Sec-Fetch-Site", "same-origin")
                .formParam("verdict", "approve")
                .post(item + "/votes?view=team")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/sign-in?next=%2Finbox%2F" + TestingReviews.MOVE + "%3Fview%3Dteam"));
        String back = given().queryParam("next", item).get("/sign-in").cookie("countersign_back");

        given().cookie("countersign_back", back)
                .queryParam("token", "link-maya-back")
                .get("/sign-in")
                .then()
                .statusCode(200)
                .body(containsString("name=\"next\" value=\"" + item + "\""));
        given().cookie("countersign_back", "no%20base64")
                .queryParam("token", "link-maya-back")
                .get("/sign-in")
                .then()
                .statusCode(200)
                .body(containsString("name=\"next\" value=\"/inbox\""));
        assertThat(desk.votesTaken()).isZero();
    }

    @Test
    void countsForPagesThatAreOpen() {
        maya().get("/inbox/counts")
                .then()
                .statusCode(200)
                .contentType("application/json")
                .header("X-Position", desk.position())
                .body("mine", equalTo(views.rail(TestingPeople.MAYA).counts().get(InboxQuery.View.MINE)))
                .body("team", equalTo(views.rail(TestingPeople.MAYA).counts().get(InboxQuery.View.TEAM)));
        given().redirects().follow(false).get("/inbox/counts").then().statusCode(401);
    }

    @Test
    void usesASignInLinkUpByTheButtonOnly() {
        String link = "link-maya-" + UUID.randomUUID().toString().replace("-", "");

        for (int i = 0; i < 2; i++) {
            given().queryParam("token", link)
                    .get("/sign-in")
                    .then()
                    .statusCode(200)
                    .body(containsString("Sign in as Maya Lindqvist"));
        }
        String cookie = signIn(link, "/runs/1")
                .statusCode(303)
                .header("Location", endsWith("/runs/1"))
                .extract()
                .header("Set-Cookie");
        assertThat(cookie).contains("countersign_session=maya", "HttpOnly", "SameSite=Lax", "Path=/");
        signIn(link, "/inbox").statusCode(410).body(containsString("does not work any more"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\r\nb"
            })
    void goesNowhereElseAfterSignIn(String next) {
        String link = "link-maya-" + UUID.randomUUID().toString().replace("-", "");

        signIn(link, next).statusCode(303).header("Location", endsWith("/inbox"));
    }

    @Test
    void neverDecidesOnGet() {
        maya().queryParam("verdict", "approve")
                .get("/inbox/" + TestingReviews.MOVE)
                .then()
                .statusCode(200);
        maya().queryParam("verdict", "approve")
                .get("/inbox/" + TestingReviews.MOVE + "/votes")
                .then()
                .statusCode(405);

        assertThat(desk.votesTaken()).isZero();
    }

    @Test
    void recordsAVoteAndGoesBackToTheCard() {
        vote(TestingReviews.MOVE, "approve")
                .statusCode(303)
                .header("Location", containsString("/inbox/" + TestingReviews.MOVE));

        assertThat(desk.review(TestingReviews.MOVE).state()).isEqualTo(ReviewState.GRANTED);
        maya().get("/inbox/" + TestingReviews.MOVE)
                .then()
                .body(containsString("<b>Approved</b> by Maya Lindqvist"))
                .body(containsString("Queued."));
    }

    @Test
    void answersHtmxWithTheCardAlone() {
        String body = form(TestingReviews.MOVE, "reject")
                .formParam("reason_code", "WRONG_VALUE")
                .header("HX-Request", "true")
                .post("/inbox/" + TestingReviews.MOVE + "/votes")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        assertThat(body).contains("data-state=\"rejected\"", "Wrong value").doesNotContain("<html");
    }

    @Test
    void tellsWhoWasFirstAndKeepsTheNote() {
        vote(TestingReviews.MOVE, "reject").statusCode(422).body(containsString("data-problem=\"INVALID\""));
        form(TestingReviews.DECIDED, "reject")
                .formParam("reason_code", "OTHER")
                .formParam("note", "kept <i>words</i>")
                .post("/inbox/" + TestingReviews.DECIDED + "/votes")
                .then()
                .statusCode(409)
                .body(containsString("data-problem=\"ALREADY_DECIDED\""))
                .body(containsString("Lee Carter approved this"))
                .body(containsString("Nothing was sent"))
                .body(containsString("kept &lt;i&gt;words&lt;/i&gt;"));
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_AN_APPROVER, 403",
        "SELF_APPROVAL, 403",
        "DIGEST_MISMATCH, 409",
        "STALE, 409",
        "ALREADY_VOTED, 409",
        "EXPIRED, 410",
        "WITHDRAWN, 410",
        "RECORD_UNREADABLE, 503",
        "INVALID, 422",
    })
    void showsEachRefusalWithItsStatus(String code, int status) {
        desk.refuse(TestingReviews.MOVE, new Answer.Refused(code, "Nothing was sent.", null, null, null));

        vote(TestingReviews.MOVE, "approve").statusCode(status).body(containsString("data-problem=\"" + code + "\""));
    }

    @Test
    void asksForANoteWithOtherAndBoundsIt() {
        for (String note : List.of("", "n".repeat(2_001))) {
            form(TestingReviews.MOVE, "reject")
                    .formParam("reason_code", "OTHER")
                    .formParam("note", note)
                    .post("/inbox/" + TestingReviews.MOVE + "/votes")
                    .then()
                    .statusCode(422)
                    .body(containsString("data-problem=\"INVALID\""));
        }

        assertThat(desk.votesTaken()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/plain", "application/x-www-form-urlencoded"})
    void refusesABodyThatIsNoForm(String type) {
        int status = maya().header("Sec-Fetch-Site", "same-origin")
                .contentType(type)
                .body("{\"verdict\":\"approve\"}")
                .post("/inbox/" + TestingReviews.MOVE + "/votes")
                .statusCode();

        assertThat(status).isIn(415, 422);
        assertThat(desk.votesTaken()).isZero();
    }

    @Test
    void refusesAFormOfAnotherSite() {
        String path = "/inbox/" + TestingReviews.MOVE + "/votes";
        RequestSpecification bare = given().cookie("countersign_session", "maya")
                .formParam("verdict", "approve")
                .formParam("digest", desk.review(TestingReviews.MOVE).digest());

        bare.post(path).then().statusCode(403);
        bare.header("Origin", "http://evil.example").post(path).then().statusCode(403);
        bare.header("Sec-Fetch-Site", "cross-site").post(path).then().statusCode(403);
        given().formParam("token", "link-maya-x").post("/sign-in").then().statusCode(403);

        assertThat(desk.votesTaken()).isZero();
    }

    @Test
    void keepsHostileTextInert() {
        String body = maya().get("/inbox/" + TestingReviews.HOSTILE)
                .then()
                .statusCode(200)
                .extract()
                .asString();

        assertThat(body)
                .doesNotContain("<img", "<script>window", "href=\"https://evil", "\u202E")
                .contains("[U+202E]", "&lt;script&gt;", "{card.digest}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/inbox", "/inbox/x", "/sign-in", "/runs/x", "/calls/x"})
    void sendsStrictHeadersWithEveryPage(String path) {
        maya().get(path)
                .then()
                .header(
                        "Content-Security-Policy",
                        containsString("default-src 'none'; script-src 'self'; style-src 'self'"))
                .header("X-Content-Type-Options", "nosniff")
                .header("Referrer-Policy", "same-origin")
                .header("Cache-Control", "no-store");
    }

    @Test
    void showsWhatThereIsNotAsNothing() {
        maya().get("/inbox/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .body(containsString("There is nothing at this address"));
        maya().get("/runs/" + UUID.randomUUID()).then().statusCode(404);
        maya().get("/calls/nonsense").then().statusCode(404);
    }

    @Test
    void showsRunAndCall() {
        maya().get("/runs/" + TestingTimeline.RUN)
                .then()
                .statusCode(200)
                .body(containsString("Policy: asks a person"))
                .body(containsString("18.4 KiB"))
                .body(not(containsString("<script>window")));
        maya().get("/calls/" + TestingTimeline.CALL).then().statusCode(200).body(containsString("Outcome unknown"));
    }

    @Test
    void showsAViewerWithoutAVoteNoButtons() {
        String body = given().cookie("countersign_session", "noor")
                .get("/inbox/" + TestingReviews.MOVE)
                .then()
                .statusCode(200)
                .extract()
                .asString();

        assertThat(body).contains("It waits for revops.").doesNotContain("value=\"approve\"");
    }

    @Test
    void saysThatNothingWaits() {
        desk.seed(List.of());

        maya().get("/inbox").then().statusCode(200).body(containsString("Nothing needs you."));
    }

    @Test
    void servesItsOwnFiles() {
        String page = maya().get("/inbox").asString();
        for (String file : page.split("\"")) {
            if (file.startsWith("/countersign/") || file.startsWith("/webjars/")) {
                given().get(file).then().statusCode(200);
            }
        }
        String version = page.replaceFirst("(?s).*/countersign/([0-9a-f]{12})/pages.js.*", "$1");
        assertThat(given().get("/countersign/" + version + "/dom.js").asString())
                .contains("export const tell")
                .doesNotContain("/*", "\n  ");
        assertThat(page)
                .containsPattern("/countersign/[0-9a-f]{12}/pages.css")
                .contains("/pages.js", "/webjars/htmx.org/");
    }

    private static RequestSpecification maya() {
        return given().cookie("countersign_session", "maya").redirects().follow(false);
    }

    private RequestSpecification form(UUID id, String verdict) {
        return maya().header("Sec-Fetch-Site", "same-origin")
                .formParam("verdict", verdict)
                .formParam("digest", desk.review(id).digest());
    }

    private ValidatableResponse vote(UUID id, String verdict) {
        return form(id, verdict).post("/inbox/" + id + "/votes").then();
    }

    private static ValidatableResponse signIn(String link, String next) {
        return given().redirects()
                .follow(false)
                .header("Sec-Fetch-Site", "same-origin")
                .formParam("token", link)
                .formParam("next", next)
                .post("/sign-in")
                .then();
    }
}
