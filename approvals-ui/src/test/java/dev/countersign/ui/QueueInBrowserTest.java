package dev.countersign.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import dev.countersign.ui.testing.Chromium;
import dev.countersign.ui.testing.TestingAttention;
import dev.countersign.ui.testing.TestingDesk;
import dev.countersign.ui.testing.TestingPeople;
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
import org.junit.jupiter.params.provider.EnumSource;

/** The queue in a browser: keys, filters that survive a decision, claims that others hear of, and no barrier. */
@QuarkusTest
class QueueInBrowserTest {

    private static Chromium chromium;

    @Inject
    TestingDesk desk;

    @Inject
    TestingAttention attention;

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
        desk.seed(TestingReviews.all(Instant.now()));
    }

    @AfterEach
    void closeWindows() {
        windows.forEach(BrowserContext::close);
    }

    private Page window(String path, int width, ColorScheme scheme, boolean scripts) {
        BrowserContext context = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, width < 700 ? 844 : 800)
                        .setColorScheme(scheme)
                        .setJavaScriptEnabled(scripts));
        windows.add(context);
        context.addCookies(List.of(new Cookie("countersign_session", "maya").setUrl(base.toString())));
        Page page = context.newPage();
        page.setDefaultTimeout(20_000);
        page.navigate(base.resolve(path).toString());
        return page;
    }

    private static void quiet(Page page) {
        page.waitForFunction("() => document.documentElement.dataset.ready === 'on'");
    }

    @Test
    void keepsTheFiltersThroughAVoteToTheNextCard() {
        Page page = window("/inbox?view=mine&tier=T1&order=newest", 1280, ColorScheme.LIGHT, true);
        quiet(page);

        page.locator("button[value='approve']").click();

        assertThat(page.locator("li.row.ended")).hasCount(1);
        page.waitForURL(url -> url.contains("/inbox/"));
        assertThat(page.url()).contains("view=mine&tier=T1&order=newest");
    }

    @Test
    void putsOffWithOneKeyAndAChoice() {
        Page page = window("/inbox/" + TestingReviews.MOVE + "?view=mine", 1280, ColorScheme.LIGHT, true);
        quiet(page);

        page.keyboard().press("s");
        assertThat(page.locator("details.snooze button").first()).isFocused();
        page.keyboard().press("Escape");
        assertThat(page.locator("details.snooze summary")).isFocused();
        page.keyboard().press("Enter");
        page.locator("details.snooze button").first().click();

        page.waitForURL("**/inbox?view=mine");
        assertThat(page.locator("li.row[data-approval='" + TestingReviews.MOVE + "']"))
                .hasCount(0);
        assertThat(attention.until(TestingPeople.MAYA, TestingReviews.MOVE)).isNotNull();
    }

    @Test
    void claimsInPlaceAndHearsOfAnotherClaim() {
        Page page = window("/inbox/" + TestingReviews.MOVE + "?view=team", 1280, ColorScheme.LIGHT, true);
        quiet(page);

        page.locator("#attention button").click();
        assertThat(page.locator("#attention")).containsText("Claimed by you until");
        page.locator("#attention button").click();
        assertThat(page.locator("#attention button")).hasText("Claim");

        page.locator("#consequence").focus();
        attention.claimed(TestingReviews.MOVE, TestingPeople.LEE);
        desk.put(desk.review(TestingReviews.MOVE));
        assertThat(page.locator("#attention")).containsText("Claimed by Lee Carter until");
        assertThat(page.locator("li.row[data-approval='" + TestingReviews.MOVE + "']"))
                .containsText("Claimed by Lee Carter");
        assertThat(page.locator("button[value='approve']")).isEnabled();
    }

    @Test
    void filtersAndOrdersWithoutScripts() {
        Page page = window("/inbox?view=team", 1280, ColorScheme.LIGHT, false);

        page.click(".filter-form summary");
        page.fill("input[name='workflow']", "account-hygiene");
        page.click(".filter-acts button");
        assertThat(page.locator(".filters li")).hasCount(1);
        page.click(".menu.sort summary");
        page.click(".menu.sort button[value='tier']");
        assertThat(page.locator(".menu.sort summary")).hasText("Tier first");
        page.click(".filters li a");
        assertThat(page.locator(".filters li")).hasCount(0);
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void hasNoBarrierThatAxeKnows(ColorScheme scheme) {
        attention.claimed(TestingReviews.MOVE, TestingPeople.MAYA);
        Page page = window("/inbox?view=mine&tier=T1", 1280, scheme, true);
        List<String> violations = new ArrayList<>();
        for (String opened : List.of("details.sort", "details.filter-form", "details.snooze")) {
            quiet(page);
            page.click(opened + " > summary");
            picture(page, scheme + "-" + opened.substring(8));
            new AxeBuilder(page).analyze().getViolations().forEach(rule -> rule.getNodes()
                    .forEach(node -> violations.add(opened + " " + rule.getId() + " " + node.getHtml())));
            page.reload();
        }
        page.navigate(base.resolve("/inbox?view=mine&workflow=nobody").toString());
        new AxeBuilder(page).analyze().getViolations().forEach(rule -> violations.add(rule.getId()));
        for (int width : List.of(900, 390)) {
            page.setViewportSize(width, 844);
            page.navigate(base.resolve("/inbox?view=mine").toString());
            picture(page, scheme + "-" + width);
            new AxeBuilder(page).analyze().getViolations().forEach(rule -> rule.getNodes()
                    .forEach(node -> violations.add(width + " " + rule.getId() + " " + node.getHtml())));
            int wider = (int) page.evaluate("() => document.documentElement.scrollWidth - innerWidth");
            assertThat(wider).as("%d", width).isLessThanOrEqualTo(0);
        }

        assertThat(violations).isEmpty();
    }

    /** For the eye, where somebody asked for pictures. */
    private static void picture(Page page, String name) {
        String folder = System.getProperty("countersign.pictures");
        if (folder != null) {
            page.screenshot(new Page.ScreenshotOptions().setPath(Path.of(folder, "queue-" + name + ".png")));
        }
    }
}
