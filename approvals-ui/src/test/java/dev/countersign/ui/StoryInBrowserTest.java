package dev.countersign.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.ScreenshotAnimations;
import dev.countersign.ui.testing.Chromium;
import dev.countersign.ui.testing.TestingTimeline;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class StoryInBrowserTest {

    private static final String RUN = "runs/" + TestingTimeline.RUN;

    /** Each page by the name of its picture. */
    private static final Map<String, String> PAGES = Map.of(
            "run", RUN,
            "runs", "runs",
            "runs-none", "runs?workflow=none",
            "prompt", RUN + "/steps/2",
            "call", "calls/" + TestingTimeline.CALL,
            "search", "search",
            "search-found", "search?q=halden",
            "search-none", "search?q=nothing");

    private static Chromium chromium;

    @Inject
    TestingTimeline timeline;

    @TestHTTPResource("/")
    URI base;

    private final List<BrowserContext> windows = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

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

    @AfterEach
    void closeWindows() {
        windows.forEach(BrowserContext::close);
        assertThat(complaints).isEmpty();
    }

    @Test
    void unfoldsThePromptOfAStepInPlace() {
        Page page = window("dana", 1280, ColorScheme.LIGHT, true);
        page.navigate(base + RUN);
        page.getByText("Prompt and tools of step 2").click();

        assertThat(page.locator("details[open] .code-box").first()).containsText("Keep the pipeline tidy.");
        assertThat(page.locator("details.prompt[open] >> text=Exactly what was sent"))
                .isVisible();
        assertThat(page).hasURL(base + RUN);
        assertThat(page.evaluate("() => window.owned")).isNull();
    }

    @Test
    void offersWhatIsNewAndBringsItInWhenAsked() {
        Page page = window("dana", 1280, ColorScheme.LIGHT, true);
        page.clock().install();
        page.navigate(base + "runs/" + TestingTimeline.GROWING);
        int before = page.locator("tbody tr").count();
        timeline.grow(3);
        assertThat(page.locator("[data-news]")).isHidden();
        page.clock().runFor(6_000);
        assertThat(page.locator("[data-news]")).hasText("3 new");
        assertThat(page.locator("tbody tr")).hasCount(before);

        page.locator("[data-news]").click();

        assertThat(page.locator("tbody tr")).hasCount(before + 3);
        assertThat(page.locator("[data-news]")).isHidden();
        assertThat(page.locator("tbody tr").nth(before)).isFocused();
    }

    @Test
    void worksWithoutScripts() {
        Page page = window("dana", 1280, ColorScheme.LIGHT, false);
        page.navigate(base + "runs");
        page.getByLabel("State").selectOption("failed");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show"))
                .click();
        assertThat(page.locator("tbody tr").first()).containsText("Failed");
        page.navigate(base + RUN);
        page.getByText("Prompt and tools of step 2").click();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Open what the model was asked at step 2"))
                .click();
        assertThat(page.locator("h1")).hasText("What the model was asked at step 2");
        page.navigate(base + "search");
        page.getByLabel("Words or an id").fill("halden");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Search"))
                .click();
        page.getByText("Move Halden Robotics").isVisible();
        page.navigate(base + RUN);
        page.getByText("The card as Maya saw it").click();
        assertThat(page.locator("#shown h2").first()).hasText("The card of round 1, as it was shown");
        assertThat(page.locator("#shown")).isInViewport();
        complaints.removeIf(text -> text.contains(" 404 "));
    }

    @Test
    void startsTheSearchInItsField() {
        Page page = window("dana", 1280, ColorScheme.LIGHT, true);
        page.navigate(base + "search");

        assertThat(page.getByLabel("Words or an id")).isFocused();
        page.keyboard().type("halden");
        page.keyboard().press("Enter");
        assertThat(page).hasURL(base + "search?q=halden&ref=&person=&rule=&run=");
        assertThat(page.locator("section.found")).hasCount(3);
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void hasNoBarrierThatAxeKnows(ColorScheme scheme) {
        Page page = window("dana", 1280, scheme, true);
        List<String> violations = new ArrayList<>();
        for (Map.Entry<String, String> part : PAGES.entrySet()) {
            page.navigate(base + part.getValue());
            violations.addAll(axe(page, part.getKey()));
            picture(page, part.getKey() + "-" + scheme.name().toLowerCase(Locale.ROOT));
        }
        page.navigate(base + RUN);
        page.getByText("Prompt and tools of step 2").click();
        assertThat(page.locator("details[open] .code-box").first()).isVisible();
        page.getByText("1 tool").click();
        violations.addAll(axe(page, "unfolded"));
        picture(page, "run-unfolded-" + scheme.name().toLowerCase(Locale.ROOT));

        assertThat(violations).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 320})
    void fitsAPhone(int width) {
        Page page = window("dana", width, ColorScheme.LIGHT, true);
        List<String> wide = new ArrayList<>();
        for (Map.Entry<String, String> part : PAGES.entrySet()) {
            page.navigate(base + part.getValue());
            int wider = (int) page.evaluate("() => Math.max(document.documentElement.scrollWidth - innerWidth,"
                    + " ...[...document.querySelectorAll('main')].map(m => m.scrollWidth - m.clientWidth))");
            if (wider > 0) {
                wide.add(part.getKey() + " by " + wider);
            }
            if (width == 390) {
                picture(page, part.getKey() + "-phone");
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
                    .setPath(Path.of("target/screens", "story-" + name + ".png")));
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
        page.setDefaultTimeout(8_000);
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        return page;
    }
}
