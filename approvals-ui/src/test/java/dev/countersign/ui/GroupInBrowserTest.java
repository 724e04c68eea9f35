package dev.countersign.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.testing.TestingAlike;
import dev.countersign.ui.testing.TestingBatches;
import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.Windows;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of alike items in a browser: by mouse, by keys alone, without scripts, on a phone. */
@QuarkusTest
class GroupInBrowserTest extends Windows {
    private static final String TABLE = "/inbox/groups/" + TestingAlike.KEY + "?view=mine";

    @Inject
    TestingBatches batches;

    @BeforeEach
    void seed() {
        List<Review> all = new ArrayList<>(TestingReviews.all(Instant.now()));
        all.addAll(TestingAlike.reviews(Instant.now(), 12));
        desk.seed(all);
        batches.seed(TestingAlike.records(12));
    }

    @Test
    void approvesTheTickedRowsAndLeavesTheOutliers() {
        Page page = open("maya", "/inbox");
        page.click("li.pile a");
        assertThat(page.locator("button[value=approve]")).hasText("Approve 10: Set close date A");
        assertThat(page.locator("[data-sum]")).hasText("188,500");
        assertThat(page.locator("[data-median]")).hasText("+28");

        page.uncheck(box(0));
        assertThat(page.locator("button[value=approve]")).hasText("Approve 9: Set close date A");
        assertThat(page.locator("[data-sum]")).hasText("170,100");
        page.click("button[value=approve]");

        assertThat(page.locator("[data-told]")).containsText("9 approved.");
        assertThat(page.locator("[data-told]")).isFocused();
        assertThat(page.locator(line(1))).containsText("Approved by you");
        assertThat(page.locator(line(3))).containsText("+212 days");
        assertThat(desk.review(TestingAlike.id(0)).state()).isEqualTo(ReviewState.PENDING);
        assertThat(desk.votesTaken()).isEqualTo(9);
    }

    @Test
    void decidesByKeyboardAlone() {
        Page page = open("maya", TABLE);
        page.keyboard().press("a");
        assertThat(page.locator("[data-told]")).hasCount(0);

        quiet(page);
        page.keyboard().press("j");
        page.keyboard().press("j");
        assertThat(page.locator(box(1))).isFocused();
        page.keyboard().press("x");
        assertThat(page.locator(box(1))).not().isChecked();
        page.keyboard().press("k");
        assertThat(page.locator(box(0))).isFocused();
        page.keyboard().press("3");
        page.keyboard().press("r");
        page.keyboard().press("3");

        assertThat(page.locator("[data-told]")).containsText("9 rejected.");
        assertThat(page.locator(line(0))).containsText("Rejected by you");
        assertThat(desk.votesTaken()).isEqualTo(9);
    }

    @Test
    void picksRowsOfTheListForOneTable() {
        Page page = open("maya", "/inbox/" + TestingReviews.MOVE + "?view=mine");
        quiet(page);
        page.locator(row(TestingReviews.MOVE) + " a").focus();
        page.keyboard().press("x");
        page.locator(row(TestingReviews.OWNER) + " a").focus();
        page.keyboard().press("Shift+X");
        assertThat(page.locator("#picked a")).containsText("selected: open as a table");
        page.click("#picked a");

        assertThat(page.locator("table.alike tbody[data-approval='" + TestingReviews.OWNER + "']"))
                .isVisible();
        assertThat(page.locator("table.alike tbody[data-approval='" + TestingReviews.MOVE + "'] input[name=ticked]"))
                .isChecked();
    }

    @Test
    void worksWithoutScripts() {
        Page page = tab(browser("maya", 1280, ColorScheme.LIGHT, false));
        page.navigate(base.resolve(TABLE).toString());
        assertThat(page.locator("button[value=approve]")).hasText("Approve the ticked: Set close date A");
        page.check(box(8));
        page.click("button[value=approve]");

        assertThat(page.locator("[data-told]")).containsText("11 approved.");
        assertThat(page.locator(line(8))).containsText("Approved by you");
    }

    @Test
    void fitsAPhone() {
        Page page = open("maya", TABLE, 390);
        int wider = (int) page.evaluate(
                "() => { const c = document.querySelector('#card'); return c.scrollWidth - c.clientWidth; }");

        assertThat(wider).isLessThanOrEqualTo(0);
        assertThat(page.locator(line(3))).containsText("+212 days");
        assertThat(page.locator("button[value=approve]")).isInViewport();
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void hasNoBarrierThatAxeKnows(ColorScheme scheme) {
        String suffix = "-" + scheme.name().toLowerCase(Locale.ROOT);
        Page page = tab(browser("maya", 1280, scheme, true));
        page.navigate(base.resolve("/inbox").toString());
        List<String> violations = new ArrayList<>(axe(page, "list"));
        picture(page, "06-batch-list" + suffix);
        page.click("li.pile a");
        quiet(page);
        violations.addAll(axe(page, "table"));
        picture(page, "06-batch" + suffix);
        page.setViewportSize(390, 844);
        violations.addAll(axe(page, "phone"));
        picture(page, "06-batch-phone" + suffix);
        page.setViewportSize(1280, 800);
        page.click("button[value=approve]");
        assertThat(page.locator("[data-told]")).isVisible();
        violations.addAll(axe(page, "result"));
        picture(page, "06-batch-result" + suffix);
        page.navigate(base.resolve("/inbox/" + TestingReviews.MOVE).toString());
        quiet(page);
        page.keyboard().press("x");
        violations.addAll(axe(page, "picked"));
        picture(page, "06-batch-picked" + suffix);

        assertThat(violations).isEmpty();
    }

    private static String line(int at) {
        return "table.alike tbody[data-approval='" + TestingAlike.id(at) + "']";
    }

    private static String box(int at) {
        return line(at) + " input[name=ticked]";
    }
}
