package dev.countersign.ui;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import dev.countersign.ui.edit.EditAnswer;
import dev.countersign.ui.review.Answer;
import dev.countersign.ui.review.Aside;
import dev.countersign.ui.review.Asked;
import dev.countersign.ui.review.Problem;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.testing.TestingEdits;
import dev.countersign.ui.testing.TestingRecheck;
import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.Windows;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Editing a card: by form, by keyboard alone, with what was typed kept, and what the card says afterwards. */
@QuarkusTest
class EditPageTest extends Windows {

    @Inject
    TestingEdits edits;

    @Inject
    TestingRecheck recheck;

    @BeforeEach
    void seed() {
        edits.seed();
    }

    // ---- forms ------------------------------------------------------------------------------------------------------

    private static RequestSpecification maya() {
        return given().cookie("countersign_session", "maya").redirects().follow(false);
    }

    private RequestSpecification form() {
        return maya().header("Sec-Fetch-Site", "same-origin")
                .formParam("digest", desk.review(TestingReviews.MOVE).digest())
                .formParam("value.stage", "2")
                .formParam("value.close_date", "2027-02-01")
                .formParam("value.amount", "70000")
                .formParam("value.forecast", "yes")
                .formParam("value.tags", "emea\r\nrenewal")
                .formParam("value.split", "{\"a\": 1}");
    }

    private static String path() {
        return "/inbox/" + TestingReviews.MOVE + "/edits";
    }

    @Test
    void formOpensByItsAddressAndSaysWhatIsThere() {
        maya().get("/inbox/" + TestingReviews.MOVE + "?edit")
                .then()
                .statusCode(200)
                .body(containsString("<form id=\"edit\""))
                .body(containsString("Now Proposal."))
                .body(containsString("0 to 900000"))
                .body(not(containsString("value=\"approve\"")));
        given().cookie("countersign_session", "noor")
                .get("/inbox/" + TestingReviews.MOVE + "?edit")
                .then()
                .statusCode(200)
                .body(not(containsString("<form id=\"edit\"")));
    }

    @Test
    void savedValuesStandBesideTheAgents() {
        form().post(path()).then().statusCode(303).header("Location", containsString("/inbox/" + TestingReviews.MOVE));

        maya().get("/inbox/" + TestingReviews.MOVE)
                .then()
                .body(containsString("Edited by Maya Lindqvist"))
                .body(containsString("<th scope=\"col\">Agent</th>"))
                .body(containsString("agent proposed </span>Negotiation"))
                .body(containsString("<b class=\"value\">Won</b>"));
        assertThat(desk.votesTaken()).isZero();
    }

    @Test
    void typedValuesAreKeptWithWhatToMend() {
        String page = maya().header("Sec-Fetch-Site", "same-origin")
                .formParam("digest", desk.review(TestingReviews.MOVE).digest())
                .formParam("value.amount", "many <b>")
                .formParam("value.split", "{")
                .formParam("value.stage", "1")
                .formParam("value.close_date", "2027-03-01")
                .formParam("value.tags", "one")
                .post(path())
                .then()
                .statusCode(422)
                .body(containsString("data-problem=\"INVALID\""))
                .extract()
                .asString();

        assertThat(page)
                .contains(
                        "value=\"many &lt;b&gt;\"",
                        "Write a number in digits",
                        "not valid JSON",
                        "value=\"2027-03-01\"")
                .containsPattern("aria-describedby=\"edit-2-hint edit-2-error\" aria-invalid=\"true\"");
    }

    @Test
    void deskSaysWhatDoesNotFitBesideItsField() {
        edits.answer(new EditAnswer.Unfit(Map.of("stage", "Use one of A, B."), ""));

        form().post(path())
                .then()
                .statusCode(422)
                .body(containsString("Use one of A, B."))
                .body(containsString("value=\"70000\""));
    }

    @Test
    void refusalsHaveTheirNamesAndKeepWhatWasTyped() {
        Map<String, Integer> codes = Map.of(
                "POLICY_DENIED", 422, "STALE", 409, "EXPIRED", 410, "POLICY_INDETERMINATE", 503, "SELF_APPROVAL", 403);
        codes.forEach((code, status) -> {
            edits.answer(new EditAnswer.Refused(new Answer.Refused(code, "Nothing was changed.", null, null, null)));

            form().post(path())
                    .then()
                    .statusCode(status)
                    .body(containsString("data-problem=\"" + code + "\""))
                    .body(containsString("value=\"70000\""));
        });
        edits.answer(new EditAnswer.NotFound());
        form().post(path()).then().statusCode(404);
    }

    @Test
    void formOfAnotherSiteSavesNothing() {
        given().cookie("countersign_session", "maya")
                .formParam("digest", desk.review(TestingReviews.MOVE).digest())
                .post(path())
                .then()
                .statusCode(403);
        maya().get(path()).then().statusCode(405);

        assertThat(desk.review(TestingReviews.MOVE).round()).isEqualTo(1);
    }

    @Test
    void openedCardTellsWhatPolicySaysNow() {
        recheck.find(TestingReviews.MOVE, new Problem("POLICY_DENIED", "This is closed.", "Policy changed.", ""));
        maya().get("/inbox/" + TestingReviews.MOVE)
                .then()
                .statusCode(200)
                .body(containsString("data-problem=\"POLICY_DENIED\""));
        desk.put(TestingEdits.aside(
                desk.review(TestingReviews.MOVE), Aside.NONE.with(new Asked(true, "T1", true, false))));
        maya().get("/inbox/" + TestingReviews.MOVE)
                .then()
                .body(containsString("Policy grew stricter since this was asked."));
        desk.put(TestingEdits.aside(
                desk.review(TestingReviews.MOVE), Aside.NONE.with(new Asked(true, null, false, true))));
        maya().get("/inbox/" + TestingReviews.MOVE)
                .then()
                .body(containsString("Policy would let it pass now; you were asked, so your word still counts."));
    }

    // ---- browsers ---------------------------------------------------------------------------------------------------

    @Test
    void editsSavesAndApprovesByKeyboardAlone() {
        Page page = open("maya", "/inbox/" + TestingReviews.MOVE);
        quiet(page);
        page.keyboard().press("e");
        PlaywrightAssertions.assertThat(page.locator("#edit-0")).isFocused();
        page.keyboard().press("ArrowDown");
        page.keyboard().press("Tab");
        page.locator("#edit-2").focus();
        page.keyboard().press("Control+a");
        page.keyboard().type("lots");
        page.locator("[data-save]").focus();
        page.keyboard().press("Enter");

        PlaywrightAssertions.assertThat(page.locator("#edit-2")).isFocused();
        PlaywrightAssertions.assertThat(page.locator("#edit-2")).hasValue("lots");
        PlaywrightAssertions.assertThat(page.locator("#edit-2-error")).containsText("Write a number");
        page.keyboard().press("Control+a");
        page.keyboard().type("120000");
        page.keyboard().press("Enter");

        PlaywrightAssertions.assertThat(page.locator(".edited-by")).hasText("Edited by Maya Lindqvist");
        PlaywrightAssertions.assertThat(page.locator("[data-rose]")).containsText("Tier rose from T1 to T2 because");
        PlaywrightAssertions.assertThat(page.locator("#consequence")).isFocused();
        assertThat(desk.votesTaken()).isZero();
        quiet(page);
        page.keyboard().press("a");
        PlaywrightAssertions.assertThat(page.locator(row(TestingReviews.MOVE)))
                .containsText("Approved by Maya Lindqvist");
        assertThat(desk.review(TestingReviews.MOVE).state()).isEqualTo(ReviewState.GRANTED);
        complaints.removeIf(text -> text.contains(" 422 "));
    }

    @Test
    void escapeLeavesAndAsksBeforeItDropsChanges() {
        Page page = open("maya", "/inbox/" + TestingReviews.MAIL);
        quiet(page);
        page.keyboard().press("e");
        PlaywrightAssertions.assertThat(page.locator("#edit-0")).isFocused();
        page.keyboard().press("Escape");
        PlaywrightAssertions.assertThat(page.locator(".letter")).isVisible();

        quiet(page);
        page.keyboard().press("e");
        page.locator("#edit-1").fill("Hi Ingrid,\n\nthis instead. a r e");
        page.keyboard().press("Escape");
        PlaywrightAssertions.assertThat(page.locator("#hint")).containsText("Press Escape again");
        PlaywrightAssertions.assertThat(page.locator("#edit-1")).hasValue("Hi Ingrid,\n\nthis instead. a r e");
        page.keyboard().press("Escape");
        PlaywrightAssertions.assertThat(page.locator(".letter")).isVisible();
        assertThat(desk.review(TestingReviews.MAIL).round()).isEqualTo(1);
    }

    @Test
    void worksWithoutScripts() {
        Page page = tab(browser("maya", 1280, ColorScheme.LIGHT, false));
        page.navigate(base + "inbox/" + TestingReviews.MAIL);
        page.click("[data-edit]");
        page.locator("#edit-1").fill("Hi Ingrid,\n\nthis instead.");
        page.click("[data-save]");

        PlaywrightAssertions.assertThat(page.locator(".edited-by")).hasText("Edited by Maya Lindqvist");
        PlaywrightAssertions.assertThat(page.locator(".diff.edited")).containsText("this instead.");
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void hasNoBarrierThatAxeKnows(ColorScheme scheme) {
        Page page = tab(browser("maya", 1280, scheme, true));
        String name = scheme.name().toLowerCase(Locale.ROOT);
        List<String> violations = new ArrayList<>();
        page.navigate(base + "inbox/" + TestingReviews.MOVE + "?edit");
        quiet(page);
        violations.addAll(axe(page, "edit"));
        picture(page, "edit-form-" + name);
        page.locator("#edit-2").fill("lots");
        page.click("[data-save]");
        PlaywrightAssertions.assertThat(page.locator("#edit-2-error")).isVisible();
        violations.addAll(axe(page, "edit"));
        picture(page, "edit-wrong-" + name);
        page.locator("#edit-2").fill("120000");
        page.click("[data-save]");
        PlaywrightAssertions.assertThat(page.locator(".edited-by")).isVisible();
        violations.addAll(axe(page, "edit"));
        picture(page, "edit-saved-" + name);
        page.navigate(base + "inbox/" + TestingReviews.MAIL + "?edit");
        quiet(page);
        violations.addAll(axe(page, "edit"));
        picture(page, "edit-mail-" + name);
        complaints.removeIf(text -> text.contains(" 422 "));

        assertThat(violations).isEmpty();
    }

    @Test
    void fitsAPhone() {
        Page page = tab(browser("maya", 390, ColorScheme.LIGHT, true));
        page.navigate(base + "inbox/" + TestingReviews.MOVE + "?edit");
        quiet(page);
        int form = wider(page);
        picture(page, "edit-form-phone");
        page.locator("#edit-2").fill("120000");
        page.click("[data-save]");
        PlaywrightAssertions.assertThat(page.locator(".edited-by")).isVisible();
        picture(page, "edit-saved-phone");

        assertThat(form).isLessThanOrEqualTo(0);
        assertThat(wider(page)).isLessThanOrEqualTo(0);
    }

    private static int wider(Page page) {
        return (int) page.evaluate("() => { const c = document.querySelector('#card'); return"
                + " Math.max(document.documentElement.scrollWidth - innerWidth, c.scrollWidth -"
                + " c.clientWidth); }");
    }
}
