package dev.countersign.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.ScreenshotAnimations;
import dev.countersign.ui.testing.Chromium;
import dev.countersign.ui.testing.TestingBacklog;
import dev.countersign.ui.testing.TestingDesk;
import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.TestingStop;
import dev.countersign.ui.testing.TestingTimeline;
import dev.countersign.ui.testing.TestingUnknown;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class StopInBrowserTest {

    private static final List<String> PAGES = List.of("freeze", "unknown", "backlog");

    private static Chromium chromium;

    @Inject
    TestingStop stop;

    @Inject
    TestingUnknown unknown;

    @Inject
    TestingBacklog backlog;

    @Inject
    TestingDesk desk;

    @TestHTTPResource("/")
    URI base;

    private final List<BrowserContext> windows = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void start() {
        chromium = Chromium.start();
    }

    @AfterAll
    static void stopBrowser() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void seed() {
        stop.seed(Instant.now());
        unknown.seed();
        backlog.empty(false);
        desk.seed(TestingReviews.all(Instant.now()));
    }

    @AfterEach
    void leaveNothing() {
        windows.forEach(BrowserContext::close);
        stop.reset();
        unknown.reset();
        assertThat(complaints).isEmpty();
    }

    @Test
    void freezesAndReleasesWithoutScripts() {
        // Given
        stop.reset();
        Page page = window("omar", 1280, ColorScheme.LIGHT, false);
        page.navigate(base + "freeze");
        // When
        page.getByLabel("Connector", new Page.GetByLabelOptions().setExact(true)).selectOption("crm");
        page.getByLabel("Reason").fill("Territory migration until 16:00");
        page.getByText("Show what it stops").click();
        assertThat(page.locator(".effect")).containsText("This stops 14 approved calls");
        assertThat(page.getByLabel("Reason")).hasValue("Territory migration until 16:00");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Freeze crm"))
                .click();
        // Then
        assertThat(page.locator("[data-freeze]")).containsText("Connector crm");
        assertThat(page.locator("[data-freeze]")).containsText("Confirmed");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Release: Connector crm"))
                .click();
        assertThat(page.locator("[data-freeze]")).hasCount(0);
    }

    @Test
    void followsTheChoiceAndTheConfirmationWithoutALoad() {
        // Given
        stop.reset();
        stop.hangs();
        Page page = window("omar", 1280, ColorScheme.LIGHT, true);
        page.navigate(base + "freeze");
        assertThat(page.getByLabel("Tool", new Page.GetByLabelOptions().setExact(true))).isHidden();
        // When: with the keyboard only
        page.getByLabel("One connector").focus();
        page.keyboard().press("ArrowLeft");
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Freeze everything")))
                .isVisible();
        page.getByLabel("Reason").fill("x");
        page.keyboard().press("Enter");
        // Then
        assertThat(page.locator("[data-state=requested]")).isVisible();
        stop.confirm();
        assertThat(page.locator("[data-state=confirmed]")).isVisible();
    }

    @Test
    void settlesWithoutScripts() {
        // Given
        Page page = window("omar", 1280, ColorScheme.LIGHT, false);
        page.navigate(base + "unknown");
        var first = page.locator("[data-call='" + TestingUnknown.CREDIT + "']");
        // When
        first.getByText("Probe", new Locator.GetByTextOptions().setExact(true))
                .click();
        assertThat(first).containsText("It was not found there.");
        first.getByRole(AriaRole.TEXTBOX).fill("No credit note in ERP at 14:01.");
        first.getByText("It did not happen", new Locator.GetByTextOptions().setExact(true))
                .click();
        // Then
        assertThat(first).hasCount(0);
        assertThat(page.locator(".past")).containsText("Omar Said");
        assertThat(unknown.note()).isEqualTo("No credit note in ERP at 14:01.");
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void hasNoBarrierThatAxeKnows(ColorScheme scheme) {
        Page page = window("omar", 1280, scheme, true);
        String suffix = "-" + scheme.name().toLowerCase(Locale.ROOT);
        List<String> violations = new ArrayList<>();
        for (String part : PAGES) {
            page.navigate(base + part);
            violations.addAll(axe(page, part));
            picture(page, part + suffix);
        }
        stop.concernsAll();
        page.navigate(base + "inbox/" + TestingReviews.MOVE);
        violations.addAll(axe(page, "notice"));
        picture(page, "frozen-card" + suffix);
        unknown.offer(TestingTimeline.CALL);
        page.navigate(base + "calls/" + TestingTimeline.CALL);
        page.getByText("I do it by hand").click();
        violations.addAll(axe(page, "by hand"));
        picture(page, "by-hand" + suffix);

        assertThat(violations).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 320})
    void fitsAPhone(int width) {
        Page page = window("omar", width, ColorScheme.DARK, true);
        List<String> wide = new ArrayList<>();
        for (String part : PAGES) {
            page.navigate(base + part);
            int wider = (int) page.evaluate("() => Math.max(document.documentElement.scrollWidth - innerWidth,"
                    + " ...[...document.querySelectorAll('main')].map(m => m.scrollWidth - m.clientWidth))");
            if (wider > 0) {
                wide.add(part + " by " + wider);
            }
            if (width == 390) {
                picture(page, part + "-phone");
            }
        }

        assertThat(wide).isEmpty();
    }

    private static List<String> axe(Page page, String part) {
        List<String> violations = new ArrayList<>();
        new AxeBuilder(page).analyze().getViolations().forEach(rule -> rule.getNodes()
                .forEach(node -> violations.add(part + " " + rule.getId() + " " + node.getHtml())));
        return violations;
    }

    /** Pictures go to {@code target/screens}, so that a test run changes no committed file. */
    private static void picture(Page page, String name) {
        if (System.getenv("COUNTERSIGN_SCREENS") != null) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setAnimations(ScreenshotAnimations.DISABLED)
                    .setPath(Path.of("target/screens", name + ".png")));
        }
    }

    private Page window(String person, int width, ColorScheme scheme, boolean scripts) {
        BrowserContext context = chromium.browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, width < 700 ? 844 : 800)
                        .setJavaScriptEnabled(scripts)
                        .setColorScheme(scheme));
        windows.add(context);
        context.addCookies(List.of(new Cookie("countersign_session", person).setUrl(base.toString())));
        Page page = context.newPage();
        page.setDefaultTimeout(20_000);
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        return page;
    }
}
