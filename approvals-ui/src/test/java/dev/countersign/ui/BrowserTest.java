package dev.countersign.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.review.Verdict;
import dev.countersign.ui.testing.TestingPeople;
import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.TestingRounds;
import dev.countersign.ui.testing.TestingTimeline;
import dev.countersign.ui.testing.Windows;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@QuarkusTest
class BrowserTest extends Windows {

    @Test
    void signsInAndApprovesByMouse() {
        Page page = tab(browser(null, 1280, ColorScheme.LIGHT, true));
        page.navigate(
                base + "sign-in?token=link-maya-" + UUID.randomUUID().toString().replace("-", ""));
        page.click("button.main");
        page.waitForURL("**/inbox");

        page.click(row(TestingReviews.MOVE) + " a");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Approve: Move stage"))
                .click();

        // What was decided stays in its place; the next card is open and its heading has the focus.
        assertThat(page.locator(row(TestingReviews.MOVE))).containsText("Approved by Maya Lindqvist");
        assertThat(page.locator("#consequence")).containsText("Acme (EMEA)");
        assertThat(page.locator("#consequence")).isFocused();
        assertThat(page).hasURL(base + "inbox/" + TestingReviews.OWNER + "?view=mine");
        assertThat(desk.review(TestingReviews.MOVE).state()).isEqualTo(ReviewState.GRANTED);

        desk.put(TestingRounds.with(
                desk.review(TestingReviews.MOVE),
                ReviewState.GRANTED,
                desk.review(TestingReviews.MOVE).votes(),
                "succeeded",
                null));
        assertThat(page.locator(row(TestingReviews.MOVE))).containsText("Done");
    }

    @Test
    void decidesByKeyboardAlone() {
        Page page = open("maya", "/inbox/" + TestingReviews.MOVE);
        quiet(page);
        page.keyboard().press("r");
        page.keyboard().press("2");
        assertThat(page.locator(row(TestingReviews.MOVE))).containsText("Rejected by Maya Lindqvist");
        assertThat(page.locator("#consequence")).isFocused();

        // Inert until the new card was on the screen for a moment.
        page.keyboard().press("a");
        assertThat(desk.votesTaken()).isEqualTo(1);

        quiet(page);
        page.keyboard().press("a");
        assertThat(page.locator(row(TestingReviews.OWNER))).containsText("Approved by Maya Lindqvist");
        assertThat(desk.votesTaken()).isEqualTo(2);
    }

    @Test
    void decidesInTheListOnlyWhatItsLineSaysWhole() {
        Page page = open("maya", "/inbox");
        page.locator(row(TestingReviews.OWNER) + " a").focus();
        quiet(page);
        page.keyboard().press("a");
        assertThat(page.locator(row(TestingReviews.OWNER))).containsText("Approved by Maya Lindqvist");

        page.locator(row(TestingReviews.MERGE) + " a").focus();
        quiet(page);
        page.keyboard().press("a");
        assertThat(page.locator("#consequence")).containsText("Merge");
        quiet(page);
        page.keyboard().press("a");

        assertThat(desk.votesTaken()).isEqualTo(1);
    }

    @Test
    void walksAndGoesBack() {
        Page page = open("maya", "/inbox");
        quiet(page);
        page.keyboard().press("j");
        assertThat(page.locator("#consequence")).containsText("Merge");
        quiet(page);
        page.keyboard().press("k");
        assertThat(page.locator("#consequence")).containsText("Ingrid");
        quiet(page);
        page.keyboard().press("Escape");
        assertThat(page.locator(row(TestingReviews.MAIL) + " a")).isFocused();
        page.keyboard().press("j");
        assertThat(page.locator(row(TestingReviews.MERGE) + " a")).isFocused();
        page.keyboard().press("?");
        assertThat(page.locator("#keys")).isVisible();
        page.keyboard().press("a");
        page.keyboard().press("Escape");
        assertThat(page.locator("#keys")).isHidden();

        assertThat(desk.votesTaken()).isZero();
    }

    @Test
    void holdsApproveUntilTheEndOfTheMessageWasSeen() {
        Page page = tab(browser("maya", 1280, 570, ColorScheme.LIGHT, true));
        page.navigate(base + "inbox/" + TestingReviews.MAIL);
        assertThat(page.locator("#hint")).hasText("Read to the end to approve");
        page.locator("button[value=approve]").click(new Locator.ClickOptions().setForce(true));
        assertThat(desk.votesTaken()).isZero();

        page.locator("[data-end]").scrollIntoViewIfNeeded();
        page.mouse().wheel(0, 600);
        assertThat(page.locator("[data-seen]")).isVisible();
        page.locator("button[value=approve]").click();
        assertThat(page.locator(row(TestingReviews.MAIL))).containsText("Approved by Maya Lindqvist");
    }

    @Test
    void holdsAnIrreversibleOneUntilItIsTicked() {
        Page page = open("maya", "/inbox/" + TestingReviews.MERGE);
        page.locator("button[value=approve]").click(new Locator.ClickOptions().setForce(true));
        assertThat(page.locator("[data-need=tick]")).isFocused();
        assertThat(desk.votesTaken()).isZero();

        page.locator("[data-need=tick]").check();
        page.locator("button[value=approve]").click();
        assertThat(page.locator(row(TestingReviews.MERGE))).containsText("Approved by Maya Lindqvist");
    }

    @Test
    void asksForTheNoteThatOtherNeeds() {
        Page page = open("maya", "/inbox/" + TestingReviews.MOVE);
        page.click("button[value=OTHER]");
        assertThat(page.locator("textarea[name=note]")).isFocused();
        page.keyboard().type("jka, not this quarter");
        page.click("button[value=OTHER]");
        assertThat(page.locator(row(TestingReviews.MOVE))).containsText("Rejected by Maya Lindqvist");

        assertThat(desk.review(TestingReviews.MOVE).votes().getLast().reason().note())
                .isEqualTo("jka, not this quarter");
    }

    @Test
    void updatesAnotherWindowInPlace() {
        Page page = open("maya", "/inbox/" + TestingReviews.MAIL);
        assertThat(page.locator(".person .live")).hasText("Live");
        page.locator(row(TestingReviews.OWNER) + " a").focus();

        decide(TestingReviews.OWNER, TestingPeople.LEE);
        assertThat(page.locator(row(TestingReviews.OWNER))).containsText("Approved by Lee Carter");
        assertThat(page.locator(row(TestingReviews.OWNER) + " a")).isFocused();

        desk.put(TestingReviews.owner(Instant.now(), TestingReviews.NEW, 5));
        assertThat(page.locator("[data-new]")).hasText("1 new");
        assertThat(page.locator(row(TestingReviews.NEW))).hasCount(0);
        page.click("[data-new]");
        assertThat(page.locator(row(TestingReviews.NEW))).isVisible();
        assertThat(page.locator("#list-title")).isFocused();
        assertThat(page).hasTitle(Pattern.compile("\\(\\d+\\) Inbox · Countersign"));
    }

    @Test
    void tellsTheSecondApproverWhoWasFirst() {
        Page page = open("maya", "/inbox/" + TestingReviews.MOVE);
        page.locator("button[value=approve]").focus();
        decide(TestingReviews.MOVE, TestingPeople.LEE);
        page.keyboard().press("Enter");

        assertThat(page.locator("[data-problem=ALREADY_DECIDED]")).containsText("Lee Carter approved this");
        assertThat(page.locator("[data-problem=ALREADY_DECIDED]")).isFocused();
        assertThat(page.locator(".outcome")).containsText("Approved by Lee Carter");
        complaints.removeIf(text -> text.contains(" 409 "));
    }

    @Test
    void followsWhatBecameOfTheOpenCard() {
        decide(TestingReviews.MOVE, TestingPeople.MAYA);
        Page page = open("maya", "/inbox/" + TestingReviews.MOVE);
        assertThat(page.locator(".outcome")).containsText("Queued");
        desk.put(TestingRounds.with(
                desk.review(TestingReviews.MOVE),
                ReviewState.GRANTED,
                desk.review(TestingReviews.MOVE).votes(),
                "outcome_unknown",
                "The connection broke."));

        assertThat(page.locator(".outcome")).containsText("We do not know if this happened");
    }

    @Test
    void neverSwapsValuesUnderThePersonWhoReadsThem() {
        Page page = open("maya", "/inbox/" + TestingReviews.MOVE);
        assertThat(page.locator(".person .live")).hasText("Live");
        page.locator("button[value=approve]").focus();

        desk.put(TestingRounds.askedAgain(desk.review(TestingReviews.MOVE), Instant.now()));
        assertThat(page.locator("[data-live-notice]")).containsText("asked again with other values");
        assertThat(page.locator("button[value=approve]")).isFocused();
        assertThat(page.locator("button[value=approve]")).containsText("Approve: Move stage");

        page.click("[data-live-notice] a");
        assertThat(page.locator("button[value=approve]")).containsText("Approve on new values: Move stage");
        assertThat(page.locator("#consequence")).isFocused();
    }

    @Test
    void worksWithoutScripts() {
        Page page = tab(browser("maya", 1280, ColorScheme.LIGHT, false));
        page.navigate(base + "inbox");
        page.click(row(TestingReviews.MOVE) + " a");
        page.click("button[value=NOT_ALLOWED]");

        assertThat(page.locator(".outcome")).containsText("Rejected by Maya Lindqvist");
        assertThat(page.locator(".outcome")).containsText("Not allowed");
    }

    @Test
    void fitsAPhone() {
        Page page = open("maya", "/inbox", 390);
        assertThat(page.locator("#card")).isHidden();
        page.click(row(TestingReviews.LONG) + " a");
        assertThat(page.locator("#list")).isHidden();
        int wider = (int) page.evaluate("() => document.documentElement.scrollWidth - innerWidth");
        int card = (int) page.evaluate(
                "() => { const c = document.querySelector('#card'); return c.scrollWidth - c.clientWidth; }");

        assertThat(wider).isLessThanOrEqualTo(0);
        assertThat(card).isLessThanOrEqualTo(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void hasNoBarrierThatAxeKnows(ColorScheme scheme) {
        Page page = tab(browser("maya", 1280, scheme, true));
        List<String> paths =
                new ArrayList<>(List.of("sign-in", "sign-in?token=link-maya-axe", "inbox", "inbox/nothing"));
        List<UUID> cards = scheme == ColorScheme.LIGHT
                ? TestingReviews.all(Instant.now()).stream().map(Review::id).toList()
                : List.of(TestingReviews.MERGE, TestingReviews.STALE, TestingReviews.FAILED);
        cards.forEach(id -> paths.add("inbox/" + id));
        paths.add("runs/" + TestingTimeline.RUN);
        paths.add("calls/" + TestingTimeline.CALL);

        List<String> violations = new ArrayList<>();
        for (String path : paths) {
            page.navigate(base + path);
            violations.addAll(axe(page, path));
        }
        complaints.removeIf(text -> text.contains(" 404 "));

        assertThat(violations).isEmpty();
    }

    private void decide(UUID approval, Viewer viewer) {
        desk.decide(viewer, approval, Verdict.APPROVE, desk.review(approval).digest(), null);
    }
}
