package dev.countersign.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.countersign.ui.testing.TestingCards;
import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.Windows;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The card as a browser lays it out: what stands above the fold, what Approve waits for, what a narrow screen does. */
@QuarkusTest
class CardInBrowserTest extends Windows {
    @BeforeEach
    void seed() {
        Instant now = Instant.now();
        desk.seed(List.of(
                TestingCards.beside(now),
                TestingCards.alone(now),
                TestingCards.spend(now),
                TestingReviews.mail(now),
                TestingReviews.merge(now),
                TestingReviews.stale(now)));
    }

    @Test
    void ordinaryCardStandsAboveTheFoldUpToWhy() {
        // Given
        Page page = open("/inbox/" + TestingReviews.MOVE, 1280, 720, ColorScheme.LIGHT);
        // When
        double why = bottom(page, ".part:has(h2:text-is('Why you'))");
        // Then
        assertThat(why).isLessThanOrEqualTo(page.locator("#bar").boundingBox().y);
    }

    @Test
    void longT2WaitsUntilItsEndWasInView() {
        // Given
        Page page = open("/inbox/" + TestingCards.SPEND, 1280, 720, ColorScheme.LIGHT);
        assertThat(page.locator("#hint")).hasText("Read to the end to approve");
        page.locator("button[value=approve]").click(new Locator.ClickOptions().setForce(true));
        assertThat(desk.votesTaken()).isZero();
        // When
        page.locator("[data-end]").scrollIntoViewIfNeeded();
        page.locator("#card").hover();
        page.mouse().wheel(0, 3_000);
        // Then
        assertThat(page.locator("button[value=approve]:not([aria-disabled])")).isVisible();
    }

    @Test
    void wideOneSaysWhatIsMissingAndHasNoKey() {
        // Given
        Page page = open("/inbox/" + TestingCards.ALONE, 1280, 800, ColorScheme.LIGHT);
        Locator approve = page.locator("button[value=approve]");
        assertThat(page.locator("#hint")).hasText("Tick 1 more and type the number of records. No key for this tier.");
        page.waitForFunction("() => document.documentElement.dataset.ready === 'on'");
        page.keyboard().press("a");
        assertThat(desk.votesTaken()).isZero();
        approve.focus();
        assertThat(approve).isFocused();
        // When
        page.locator("[data-need=tick]").check();
        assertThat(page.locator("#hint")).hasText("Type the number of records. No key for this tier.");
        page.locator("[data-need=count]").fill("1");
        assertThat(approve).hasAttribute("aria-disabled", "true");
        page.locator("[data-need=count]").fill("12");
        // Then
        assertThat(page.locator("#hint")).hasText("No key for this tier.");
        approve.click();
        assertThat(page.locator("li.row[data-approval='" + TestingCards.ALONE + "']"))
                .containsText("Approved by Maya Lindqvist");
    }

    @ParameterizedTest
    @CsvSource({"320, 256", "320, 640", "390, 844", "720, 900"})
    void nothingScrollsSideways(int width, int height) {
        // Given
        Page page = open("/sign-in", width, height, ColorScheme.LIGHT);
        for (String path : List.of(
                "/sign-in",
                "/inbox",
                "/inbox/nothing",
                "/inbox/" + TestingReviews.MOVE,
                "/inbox/" + TestingCards.ALONE,
                "/inbox/" + TestingReviews.STALE,
                "/inbox/" + TestingReviews.MERGE,
                "/inbox/" + TestingReviews.MAIL)) {
            page.navigate(base.resolve(path).toString());
            // When
            int wider = (int) page.evaluate(
                    "() => Math.max(0, ...[document.scrollingElement, ...document.querySelectorAll('main, section')]"
                            + ".map(e => e.scrollWidth - e.clientWidth))");
            // Then
            assertThat(wider).as(path + " at " + width).isZero();
        }
        page.navigate(base.resolve("/inbox/" + TestingReviews.MOVE).toString());
        Object position = page.evaluate("() => getComputedStyle(document.getElementById('bar')).position");
        assertThat(position).isEqualTo(width < 360 || height < 560 ? "static" : "sticky");
        complaints.removeIf(text -> text.contains(" 404 "));
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void hasNoBarrierThatAxeKnows(ColorScheme scheme) {
        // Given
        Page page = open("/inbox/" + TestingReviews.MOVE, 1280, 800, scheme);
        List<String> barriers = new ArrayList<>();
        for (Object id : List.of(TestingReviews.MOVE, TestingCards.ALONE, TestingCards.SPEND, TestingReviews.MAIL)) {
            page.navigate(base.resolve("/inbox/" + id).toString());
            picture(page, "card-" + id.toString().substring(34) + "-" + scheme);
            barriers.addAll(axe(page, page.url()));
        }
        desk.seed(List.of());
        page.navigate(base.resolve("/inbox").toString());
        picture(page, "empty-" + scheme);
        barriers.addAll(axe(page, page.url()));
        // Then
        assertThat(barriers).isEmpty();
    }

    private static double bottom(Page page, String part) {
        var box = page.locator(part).boundingBox();
        return box.y + box.height;
    }

    private Page open(String path, int width, int height, ColorScheme scheme) {
        Page page = tab(browser("maya", width, height, scheme, true));
        page.navigate(base.resolve(path).toString());
        return page;
    }
}
