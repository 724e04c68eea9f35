package dev.countersign.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.countersign.ui.testing.TestingTimeline;
import dev.countersign.ui.testing.Windows;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class StoryInBrowserTest extends Windows {

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

    @Inject
    TestingTimeline timeline;

    @Test
    void unfoldsThePromptOfAStepInPlace() {
        Page page = tab(browser("dana", 1280, ColorScheme.LIGHT, true));
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
        Page page = tab(browser("dana", 1280, ColorScheme.LIGHT, true));
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
        Page page = tab(browser("dana", 1280, ColorScheme.LIGHT, false));
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
        Page page = tab(browser("dana", 1280, ColorScheme.LIGHT, true));
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
        Page page = tab(browser("dana", 1280, scheme, true));
        List<String> violations = new ArrayList<>();
        for (Map.Entry<String, String> part : PAGES.entrySet()) {
            page.navigate(base + part.getValue());
            violations.addAll(axe(page, part.getKey()));
            picture(page, "story-" + part.getKey() + "-" + scheme.name().toLowerCase(Locale.ROOT));
        }
        page.navigate(base + RUN);
        page.getByText("Prompt and tools of step 2").click();
        assertThat(page.locator("details[open] .code-box").first()).isVisible();
        page.getByText("1 tool").click();
        violations.addAll(axe(page, "unfolded"));
        picture(page, "story-run-unfolded-" + scheme.name().toLowerCase(Locale.ROOT));

        assertThat(violations).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 320})
    void fitsAPhone(int width) {
        Page page = tab(browser("dana", width, ColorScheme.LIGHT, true));
        List<String> wide = new ArrayList<>();
        for (Map.Entry<String, String> part : PAGES.entrySet()) {
            page.navigate(base + part.getValue());
            int wider = (int) page.evaluate("() => Math.max(document.documentElement.scrollWidth - innerWidth,"
                    + " ...[...document.querySelectorAll('main')].map(m => m.scrollWidth - m.clientWidth))");
            if (wider > 0) {
                wide.add(part.getKey() + " by " + wider);
            }
            if (width == 390) {
                picture(page, "story-" + part.getKey() + "-phone");
            }
        }

        assertThat(wide).isEmpty();
    }
}
