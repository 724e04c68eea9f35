package dev.countersign.ui;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.not;

import dev.countersign.ui.testing.TestingDesk;
import dev.countersign.ui.testing.TestingPolicy;
import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.TestingTimeline;
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
class PolicyPageTest {

    private static final String GOOD = "{\"action\": {\"tool\": \"crm.update_owner\"}}";

    @Inject
    TestingPolicy policy;

    @Inject
    TestingDesk desk;

    @BeforeEach
    void reset() {
        policy.reset();
        desk.seed(TestingReviews.all(Instant.now()));
    }

    @Test
    void saysWhatIsInForceInPlainWords() {
        String page = get("dana", "/policy").statusCode(200).extract().asString();

        assertThat(page)
                .contains("Revision 14", "91b0d7e2c65a", "by Dana Reyes")
                .contains("At most 50 calls a day by crm.create_lead and crm.create_contact together.")
                .contains("<h2>Guards <span class=\"count\">3</span></h2>", "Always there", "Own rules")
                .contains("id=\"tool:crm.update_opportunity_stage\"", "href=\"/calls/" + TestingPolicy.CALL + "\"")
                .contains("10,000+", "aria-current=\"page\"");
        assertThat(page.length()).isLessThan(60_000);
    }

    @Test
    void narrowsByToolAndByText() {
        get("dana", "/policy?tool=email.send_email")
                .body(containsString("First e-mail to a new domain"), containsString("Tool not listed"))
                .body(not(containsString("Large opportunity")));
        get("dana", "/policy?q=LARGE%20opp")
                .body(containsString("Large opportunity"), containsString("Clear filter"))
                .body(not(containsString("First e-mail")));
        get("dana", "/policy?q=nothing-like-it").body(containsString("No guardrail matches."));
    }

    @Test
    void groupsByToolWithOneAnchorForEachRule() {
        String page = get("dana", "/policy?by=tool").extract().asString();

        assertThat(page).contains("<h2><code>crm.create_lead</code>", "Every tool");
        assertThat(page.split("id=\"competitor\"", -1)).hasSize(2);
        assertThat(page.split("<b>Competitor</b>", -1)).hasSize(4);
    }

    @Test
    void linksToNoCallThatTheViewerMayNotSee() {
        get("maya", "/policy")
                .body(containsString("Large opportunity"))
                .body(not(containsString("/calls/" + TestingPolicy.CALL)));
    }

    @Test
    void startsTheTesterWithAnExample() {
        get("dana", "/policy/test")
                .statusCode(200)
                .body(containsString("Halden Robotics"), containsString("action=\"/policy/test#answer\""));
    }

    @Test
    void startsTheTesterWithWhatWasAskedAboutACall() {
        get("dana", "/policy?call=" + TestingPolicy.CALL)
                .statusCode(303)
                .header("Location", endsWith("/policy/test?call=" + TestingPolicy.CALL + "#test"));
        get("dana", "/policy/test?call=" + TestingPolicy.CALL)
                .statusCode(200)
                .body(containsString("of the call"), containsString("/calls/" + TestingPolicy.CALL));
        get("dana", "/policy/test?call=" + UUID.randomUUID())
                .statusCode(404)
                .body(containsString("There is no stored input of this call."));
        get("dana", "/policy?call=nonsense").statusCode(404);
    }

    @Test
    void tellsWhatPolicyWouldDecide() {
        ask(GOOD)
                .statusCode(200)
                .body(containsString("Asks a person"), containsString("Large opportunity."))
                .body(containsString("Amount is 82,000; above 50,000 finance decides."))
                .body(containsString("Would pass if amount is not above 50,000."))
                .body(containsString("Passes: 4 are left."), containsString("/policy#account-blast-radius"))
                .body(containsString("&quot;crm.update_owner&quot;"));
        assertThat(policy.asked()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|There is no input.",
                "[1]|This is not an object.",
                "{\"a\": 1,}|Line 1, column 9",
                "{\"a\": 1} x|This is not JSON.",
                "{\"a\": 1, \"a\": 2}|Duplicate field",
                "{\"extra\": true}|2 things are wrong.",
            })
    void namesWhatIsWrongAndKeepsTheText(String input, String words) {
        String page = ask(input).statusCode(422).extract().asString();

        assertThat(page).contains(words, "data-problem=\"INVALID\"", "Policy was not asked.");
        assertThat(page).contains(input.replace("\"", "&quot;") + "</textarea>");
    }

    @Test
    void takesAnInputAsLargeAsACallMayBe() {
        String large = "{\"action\": {\"tool\": \"crm.log_activity\"}, \"record\": {\"note\": \"" + "n".repeat(300_000)
                + "\"}}";

        // Bare status codes: a failure that prints the body would print all of it.
        assertThat(ask(large).extract().statusCode()).isEqualTo(200);
        var tooLong = ask("{\"record\": \"" + "n".repeat(500_000) + "\"}").extract();
        assertThat(tooLong.statusCode()).isEqualTo(422);
        assertThat(tooLong.asString().contains("This input is too long.")).isTrue();
    }

    @Test
    void refusesAFormOfAnotherSite() {
        given().cookie("countersign_session", "dana")
                .header("Sec-Fetch-Site", "cross-site")
                .formParam("input", GOOD)
                .post("/policy/test")
                .then()
                .statusCode(403);

        assertThat(policy.asked()).isNull();
    }

    @Test
    void listsRevisionsWithWhatEachChanged() {
        String page = get("dana", "/policy/revisions").statusCode(200).extract().asString();

        assertThat(page)
                .contains("/policy/revisions/14\">14</a> <b>Active</b>", ">Rules and data</td>", ">Data</td>")
                .contains("Omar Said", "/policy/revisions?before=7");
        get("dana", "/policy/revisions?before=3").body(containsString("The first"), not(containsString("Older")));
    }

    @Test
    void showsWhatARevisionChanged() {
        String page =
                get("dana", "/policy/revisions/14").statusCode(200).extract().asString();

        assertThat(page)
                .contains("Revision 14 against 13", "1 added, 1 removed, 2 changed")
                .contains("data-change=\"changed\"", "<code>when.0.to</code>", "<code>50000</code>")
                .contains("At most 5 calls a minute by crm.create_lead.");
        get("dana", "/policy/revisions/14?to=10").body(containsString("Revision 14 against 10"));
        get("dana", "/policy/revisions/15").body(containsString("Never active."));
        get("dana", "/policy/revisions/99").statusCode(404);
        get("dana", "/policy/revisions/x").statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/policy",
                "/policy?by=tool",
                "/policy/test?call=" + CALL,
                "/policy/revisions/14",
                "/calls/" + CALL
            })
    void keepsHostileTextInert(String path) {
        policy.poison();

        assertInert(get("dana", path).statusCode(200).extract().asString());
    }

    private static final String CALL = "0193a000-0000-7000-8000-000000000503";

    @Test
    void keepsAHostileAnswerInert() {
        policy.poison();

        String page = ask("{\"action\": {\"tool\": \"</textarea><script>window.owned=true</script>\"}}")
                .statusCode(200)
                .extract()
                .asString();

        assertInert(page);
        assertThat(page).contains("[U+202E]", "&lt;/textarea&gt;");
    }

    private static void assertInert(String page) {
        assertThat(page)
                .doesNotContain("<script>window", "<b>evil", "href=\"https://evil", "\u202E")
                .doesNotContain("</textarea>\"");
        assertThat(page.split("</textarea>", -1)).hasSizeLessThan(3);
    }

    @Test
    void saysSinceWhenPolicyCannotBeAskedAndThatDecidingIsPossible() {
        get("maya", "/inbox").body(not(containsString("Policy cannot be asked")));
        policy.takeAway(Instant.parse("2026-11-19T14:02:11Z"), 3);

        get("maya", "/inbox/" + TestingReviews.MOVE)
                .body(containsString("Policy cannot be asked since"), containsString("14:02"))
                .body(containsString("New calls are refused and 3 approved calls wait."))
                .body(containsString("You can still decide; what you approve waits until policy answers."))
                .body(containsString("value=\"approve\""));
        desk.seed(List.of());
        get("maya", "/inbox").body(containsString("3 approved calls wait. You can still decide;"));
    }

    @Test
    void leadsFromCardCallAndRunToTheRule() {
        get("maya", "/inbox/" + TestingReviews.MOVE).body(containsString("href=\"/policy#crm.stage_over_amount\""));
        get("maya", "/calls/" + TestingTimeline.CALL)
                .body(containsString("href=\"/policy#crm.stage_over_amount\""))
                .body(containsString("Near misses"), containsString("Revision 215 would permit it."))
                .body(containsString("href=\"/policy?call=" + TestingTimeline.CALL + "#test\""));
        get("maya", "/runs/" + TestingTimeline.RUN).body(containsString("href=\"/policy#crm.stage_over_amount\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/policy", "/policy/test", "/policy/revisions", "/policy/revisions/14"})
    void sendsAStrangerToSignIn(String path) {
        given().redirects()
                .follow(false)
                .get(path)
                .then()
                .statusCode(303)
                .header("Location", containsString("/sign-in"));
    }

    private static ValidatableResponse get(String person, String path) {
        return given().urlEncodingEnabled(false)
                .cookie("countersign_session", person)
                .redirects()
                .follow(false)
                .get(path)
                .then();
    }

    private static ValidatableResponse ask(String input) {
        RequestSpecification form = given().cookie("countersign_session", "dana")
                .header("Sec-Fetch-Site", "same-origin")
                .contentType("application/x-www-form-urlencoded; charset=utf-8")
                .formParam("input", input);
        return form.post("/policy/test").then();
    }
}
