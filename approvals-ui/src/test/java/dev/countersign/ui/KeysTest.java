package dev.countersign.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.TestingRounds;
import dev.countersign.ui.testing.Windows;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The inbox without a mouse: one registry of keys for pressing, reading and searching, and a focus that is never lost. */
@QuarkusTest
class KeysTest extends Windows {

    private static final String CHANGED = ".diff tbody tr:has(.value) th";

    @Test
    void goesToViewsFieldsAndRules() {
        Page page = open("maya", "inbox/" + TestingReviews.MOVE);
        quiet(page);
        page.keyboard().press("]");
        assertThat(page.locator(CHANGED).first()).isFocused();
        page.keyboard().press("]");
        assertThat(page.locator(CHANGED).nth(1)).isFocused();
        page.keyboard().press("[");
        assertThat(page.locator(CHANGED).first()).isFocused();

        page.keyboard().press("g");
        page.keyboard().press("t");
        page.waitForURL("**/inbox?view=team");
        quiet(page);
        page.keyboard().press("p");
        page.waitForURL("**/policy#**");
        assertThat(desk.votesTaken()).isZero();
    }

    @Test
    void decidesOnceHoweverFastTheKeyIsPressed() {
        Page page = open("maya", "inbox");
        page.locator(row(TestingReviews.OWNER) + " a").focus();
        quiet(page);
        page.keyboard().press("a");
        page.keyboard().press("a");
        assertThat(page.locator(row(TestingReviews.OWNER))).containsText("Approved by Maya Lindqvist");
        page.keyboard().press("a");
        assertThat(desk.votesTaken()).isEqualTo(1);

        page.navigate(base + "inbox/" + TestingReviews.MOVE);
        quiet(page);
        // Held down: the browser repeats it.
        page.keyboard().down("a");
        page.keyboard().down("a");
        page.keyboard().down("a");
        assertThat(page.locator(row(TestingReviews.MOVE))).containsText("Approved by Maya Lindqvist");
        page.keyboard().up("a");
        assertThat(desk.votesTaken()).isEqualTo(2);
    }

    @Test
    void turnsSingleKeysOffAndSaysSo() {
        Page page = open("maya", "inbox/" + TestingReviews.MOVE);
        assertThat(page.locator("#approve button")).hasAttribute("aria-keyshortcuts", "A");
        quiet(page);
        page.keyboard().press("?");
        assertThat(page.locator("#keys")).containsText("Next changed field");
        assertThat(page.locator("#keys")).containsText("Go to Team");
        page.locator("[data-single-keys]").uncheck();
        page.keyboard().press("Escape");

        page.reload();
        quiet(page);
        page.keyboard().press("a");
        page.keyboard().press("j");
        page.keyboard().press("?");
        assertThat(page.locator("#keys")).hasCount(0);
        assertThat(page.locator("#consequence")).containsText("Halden");
        page.click("button.keys");
        assertThat(page.locator("[data-single-keys]")).not().isChecked();
        page.keyboard().press("Escape");
        page.keyboard().press("Control+k");
        assertThat(page.locator("#palette input")).isFocused();
        assertThat(desk.votesTaken()).isZero();
    }

    @Test
    void doesByNameWhatTheKeysDo() {
        Page page = open("maya", "inbox/" + TestingReviews.MOVE);
        page.keyboard().press("Control+k");
        Locator palette = page.locator("#palette");
        assertThat(palette).containsText("Approve: Move stage");
        page.keyboard().type("wrong val");
        assertThat(palette.locator("li:visible")).hasCount(1);
        page.keyboard().press("Enter");
        assertThat(page.locator(row(TestingReviews.MOVE))).containsText("Rejected by Maya Lindqvist");
        assertThat(page.locator("#consequence")).isFocused();

        page.navigate(base + "inbox/" + TestingReviews.MERGE);
        page.keyboard().press("Control+k");
        assertThat(palette).containsText("Go to Team");
        assertThat(palette).not().containsText("Approve");
        assertThat(page.locator("#approve button")).not().hasAttribute("aria-keyshortcuts", "A");
        page.keyboard().type("xyzzy");
        assertThat(palette).containsText("Nothing here is called that.");
        page.keyboard().press("Escape");
        assertThat(palette).hasCount(0);
    }

    @Test
    void neverLosesTheFocus() {
        Page page = open("maya", "inbox/" + TestingReviews.MOVE);
        page.click("button[value=WRONG_RECORD]");
        assertThat(page.locator(row(TestingReviews.MOVE))).containsText("Rejected by Maya Lindqvist");
        held(page, "a rejection");

        quiet(page);
        page.click("button[value=approve]");
        assertThat(page.locator(row(TestingReviews.OWNER))).containsText("Approved by Maya Lindqvist");
        held(page, "an approval");

        page.navigate(base + "inbox/" + TestingReviews.CREATE);
        page.locator("button[value=WRONG_TIME]").focus();
        desk.store(TestingRounds.askedAgain(desk.review(TestingReviews.CREATE), Instant.now()));
        page.keyboard().press("Enter");
        assertThat(page.locator("[data-problem=DIGEST_MISMATCH]")).isFocused();
        held(page, "a vote on another card");

        page.navigate(base + "inbox/" + TestingReviews.LONG);
        assertThat(page.locator(".person .live")).hasText("Live");
        page.locator("button[value=approve]").focus();
        desk.put(TestingRounds.with(desk.review(TestingReviews.LONG), ReviewState.EXPIRED, List.of(), "refused", null));
        assertThat(page.locator("[data-live-notice]")).containsText("This expired.");
        held(page, "an expiry");
        page.click("[data-live-notice] a");
        assertThat(page.locator("#bar .outcome")).containsText("Expired");
        held(page, "the expired card");
        complaints.removeIf(text -> text.contains(" 409 "));
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void hasNoBarrierThatAxeKnows(ColorScheme scheme) {
        Page page = tab(browser("maya", 1280, scheme, true));
        String suffix = "-" + scheme.name().toLowerCase(Locale.ROOT);
        page.navigate(base + "inbox/" + TestingReviews.MOVE);
        page.keyboard().press("Control+k");
        List<String> violations = new ArrayList<>(axe(page, "palette"));
        picture(page, "palette" + suffix);
        page.keyboard().press("Escape");
        page.click("button.keys");
        violations.addAll(axe(page, "keys"));
        picture(page, "keys" + suffix);
        page.keyboard().press("Escape");
        page.context().clearCookies();
        desk.cutStreams();
        assertThat(page.locator("[data-out-notice]")).isVisible();
        violations.addAll(axe(page, "signed out"));
        picture(page, "signed-out" + suffix);
        complaints.removeIf(text -> text.contains(" 401 "));

        assertThat(violations).isEmpty();
    }

    private static void held(Page page, String after) {
        String focused = (String) page.evaluate("() => document.activeElement?.tagName ?? 'nothing'");
        assertThat(focused).as("what has the focus after " + after).isNotIn("BODY", "HTML", "nothing");
    }
}
