package dev.countersign.ui.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.ScreenshotAnimations;
import com.microsoft.playwright.options.ScreenshotCaret;
import io.quarkus.test.common.http.TestHTTPResource;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/**
 * Tests of pages in a real browser: windows of signed-in people on a freshly seeded desk. What a page complains about in
 * its console fails the test, unless the test takes it out of {@link #complaints}.
 */
public abstract class Windows {

    /** What is seen is seen at once; this is for a machine that has much else to do. */
    private static final double PATIENCE_MS = 30_000;

    /** One for all tests of a run, because starting it takes longer than most of them. */
    private static @Nullable Chromium chromium;

    @Inject
    protected TestingDesk desk;

    @TestHTTPResource("/")
    protected URI base;

    protected final List<String> complaints = new ArrayList<>();
    private final List<BrowserContext> browsers = new ArrayList<>();

    @BeforeAll
    static void start() {
        if (chromium == null) {
            chromium = Chromium.start();
            Runtime.getRuntime().addShutdownHook(new Thread(chromium::close));
        }
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    }

    @BeforeEach
    void seedDesk() {
        desk.seed(TestingReviews.all(Instant.now()));
    }

    @AfterEach
    void closeWindows() {
        browsers.forEach(BrowserContext::close);
        assertThat(complaints).isEmpty();
    }

    /** A window of the usual size, light and with scripts, with {@code path} in it. */
    protected Page open(String person, String path) {
        return open(person, path, 1280);
    }

    protected Page open(String person, String path, int width) {
        Page page = tab(browser(person, width, ColorScheme.LIGHT, true));
        page.navigate(base.resolve(path).toString());
        return page;
    }

    /**
     * A browser of its own, with its own cookies.
     *
     * @param person whose session it has; null for nobody's
     */
    protected BrowserContext browser(@Nullable String person, int width, ColorScheme scheme, boolean scripts) {
        return browser(person, width, width < 700 ? 844 : 800, scheme, scripts);
    }

    protected BrowserContext browser(
            @Nullable String person, int width, int height, ColorScheme scheme, boolean scripts) {
        BrowserContext browser = Objects.requireNonNull(chromium)
                .browser()
                .newContext(new Browser.NewContextOptions()
                        .setViewportSize(width, height)
                        .setJavaScriptEnabled(scripts)
                        .setColorScheme(scheme));
        browsers.add(browser);
        if (person != null) {
            signIn(browser, person);
        }
        return browser;
    }

    protected void signIn(BrowserContext browser, String person) {
        browser.addCookies(List.of(new Cookie("countersign_session", person).setUrl(base.toString())));
    }

    /** One more page of that browser. */
    protected Page tab(BrowserContext browser) {
        Page page = browser.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        return page;
    }

    /** Keys are inert for 400 ms after a card was painted; a person needs longer than that to read it. */
    protected static void quiet(Page page) {
        page.waitForFunction("() => document.documentElement.dataset.ready === 'on'");
    }

    protected static String row(UUID approval) {
        return "li.row[data-approval='" + approval + "']";
    }

    /** What axe finds on the page as it stands now; in dark only what depends on colours, as nothing else differs. */
    protected static List<String> axe(Page page, String part) {
        AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true);
        if (page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches")
                .equals(true)) {
            axe.withRules(List.of("color-contrast", "link-in-text-block"));
        }
        List<String> violations = new ArrayList<>();
        axe.analyze().getViolations().forEach(rule -> rule.getNodes()
                .forEach(node -> violations.add(part + " " + rule.getId() + " " + node.getHtml())));
        return violations;
    }

    /** Pictures go to {@code target/screens}, and only on request, so that a test run changes no committed file. */
    protected static void picture(Page page, String name) {
        if (System.getenv("COUNTERSIGN_SCREENS") != null) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setAnimations(ScreenshotAnimations.DISABLED)
                    .setCaret(ScreenshotCaret.INITIAL)
                    .setPath(Path.of("target/screens", name + ".png")));
        }
    }
}
