package dev.countersign.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import dev.countersign.ui.testing.Chromium;
import dev.countersign.ui.testing.TestingCards;
import dev.countersign.ui.testing.TestingDesk;
import dev.countersign.ui.testing.TestingReviews;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The card as a browser lays it out: what stands above the fold, what Approve waits for, what a narrow screen does. */
@QuarkusTest
class CardInBrowserTest {
    private static Chromium chromium;

    @Inject
    TestingDesk desk;

    @TestHTTPResource("/")
    URI base;

    private final List<BrowserContext> windows = new ArrayList<>();

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

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

    @AfterEach
    void closeWindows() {
        windows.forEach(BrowserContext::close);
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
            shot(page, "card-" + id.toString().substring(34) + "-" + scheme);
            weigh(page, barriers);
        }
        desk.seed(List.of());
        page.navigate(base.resolve("/inbox").toString());
        shot(page, "empty-" + scheme);
        weigh(page, barriers);
        // Then
        assertThat(barriers).isEmpty();
    }

    private static void weigh(Page page, List<String> barriers) {
        new AxeBuilder(page).analyze().getViolations().forEach(rule -> rule.getNodes()
                .forEach(node -> barriers.add(page.url() + " " + rule.getId() + " " + node.getHtml())));
    }

    /** For a person's eye, where they are asked for. */
    private static void shot(Page page, String name) {
        String folder = System.getenv("COUNTERSIGN_SHOTS");
        if (folder != null) {
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(folder, name + ".png")));
        }
    }

    private static double bottom(Page page, String part) {
        var box = page.locator(part).boundingBox();
        return box.y + box.height;
    }

    private Page open(String path, int width, int height, ColorScheme scheme) {
        BrowserContext context = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, height)
                        .setColorScheme(scheme));
        windows.add(context);
        context.addCookies(List.of(new Cookie("countersign_session", "maya").setUrl(base.toString())));
        Page page = context.newPage();
        page.setDefaultTimeout(20_000);
        page.navigate(base.resolve(path).toString());
        return page;
    }
}
