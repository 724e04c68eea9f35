package dev.countersign.cli.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ViewportSize;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every page as real runs fill it: axe finds nothing in light or dark, nothing scrolls sideways, pictures are taken. */
class PagesInBrowserTest extends InBrowser {
    private static final Screens SCREENS = new Screens();
    /** Panes count, too: the document itself never scrolls where a pane does. */
    private static final String WIDER = """
            () => Math.max(0, ...[document.scrollingElement, ...document.querySelectorAll('main, section, dialog, #list, #card')]
              .map(part => part.scrollWidth - part.clientWidth))""";

    private static Office office;
    private static Sights sights;

    @BeforeAll
    static void fill(@TempDir Path folder) throws IOException {
        office = new Office(stack, folder);
        sights = new Sights(stack, office);
        try (Windows windows = new Windows(chromium.browser(), stack)) {
            Page page = windows.of("maya");
            save(page, "tool=email.send_email", "Outbound e-mail");
            save(page, "tier=T3", "Irreversible");
        }
    }

    private static void save(Page page, String filter, String name) {
        page.navigate(stack.url("/inbox?view=mine&" + filter));
        page.locator("details.filter-form summary").click();
        page.getByLabel("Save this view as").fill(name);
        page.getByText("Save view").click();
        assertThat(page.locator(".rail")).containsText(name);
    }

    @AfterAll
    static void stop() {
        if (office != null) {
            office.close();
        }
    }

    @Test
    void noStateOfAnyPageHasABarrierOrScrollsSideways() {
        List<String> faults = new ArrayList<>();
        try (Windows windows = new Windows(chromium.browser(), stack)) {
            Map<String, Page> pages = new HashMap<>();
            for (Sight sight : sights.all()) {
                String path = sight.path().get();
                Page page = pages.computeIfAbsent(
                        String.valueOf(sight.person()),
                        person -> sight.person() == null ? windows.blank(wishes -> wishes) : windows.of(person));
                page.navigate(stack.url(path));
                settle(page);
                page.mouse().move(1, 1);
                sight.then().accept(page);
                weigh(sight, page, ColorScheme.LIGHT, faults);
                weigh(sight, page, ColorScheme.DARK, faults);
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
                fit(sight, page, faults);
                sight.after().accept(page);
            }
            windows.expectNoComplaints();
        }
        assertThat(faults).isEmpty();
    }

    private static void settle(Page page) {
        if (page.locator("main.panes").count() > 0) {
            assertThat(page.locator(".person [data-live]")).hasText("Live");
        }
        if (page.locator("article.card").count() > 0) {
            Windows.awake(page);
        }
    }

    private static void weigh(Sight sight, Page page, ColorScheme scheme, List<String> faults) {
        String name = sight.name() + "-" + scheme.name().toLowerCase(Locale.ROOT);
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        page.waitForFunction("() => !document.getAnimations().some(moves => moves instanceof CSSTransition)");
        SCREENS.take(page, name);
        AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true);
        if (scheme == ColorScheme.DARK) {
            // Only the colours differ from light.
            axe.withRules(List.of("color-contrast", "link-in-text-block"));
        }
        axe.analyze().getViolations().forEach(rule -> rule.getNodes()
                .forEach(node -> faults.add(name + " " + rule.getId() + " " + node.getHtml())));
    }

    /** As wide as a desk's screen, and as a desk's screen at 400 %. */
    private static void fit(Sight sight, Page page, List<String> faults) {
        ViewportSize usual = page.viewportSize();
        for (int width : List.of(1280, 320)) {
            page.setViewportSize(width, usual.height);
            if (wider(page) > 0) {
                faults.add(sight.name() + " scrolls sideways by " + wider(page) + " at " + width);
            }
        }
        page.setViewportSize(usual.width, usual.height);
    }

    private static int wider(Page page) {
        return (int) page.evaluate(WIDER);
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void fitsAPhone(ColorScheme scheme) {
        try (Windows windows = new Windows(chromium.browser(), stack)) {
            Page page = windows.of("maya", options -> options.setViewportSize(390, 844)
                    .setHasTouch(true)
                    .setColorScheme(scheme));
            String suffix = "-" + scheme.name().toLowerCase(Locale.ROOT);
            page.mouse().move(1, 1);
            assertThat(page.locator("#list h1")).isVisible();
            assertThat(wider(page)).isZero();
            SCREENS.take(page, "phone-list" + suffix);
            page.locator(Windows.row(office.move) + " a").click();
            assertThat(page.locator("#consequence")).isVisible();
            assertThat(page.locator("#list")).isHidden();
            Windows.awake(page);
            assertThat(wider(page)).isZero();
            SCREENS.take(page, "phone" + suffix);
        }
    }

    /** The words that matter most, on the card that would be decided by them. */
    @Test
    void saysWhatWillHappen() {
        try (Windows windows = new Windows(chromium.browser(), stack)) {
            Page page = windows.card("maya", office.move);
            assertThat(page.locator("#consequence"))
                    .hasText("Move Halden Robotics – Platform renewal (82,000) from qualified to proposal");
            assertThat(page.locator("#consequence b").first()).hasText("Halden Robotics – Platform renewal");
            assertThat(page.locator(".strip")).containsText("One-click undo");
            assertThat(page.locator(".strip")).containsText("2 steps");
            assertThat(page.locator("button[value=approve]")).containsText("Approve: Move stage");

            page.navigate(stack.url("/inbox/" + office.expired));
            assertThat(page.locator(".outcome")).containsText("Expired");
            assertThat(page.locator(".outcome")).containsText("Nothing was sent.");
            page.navigate(stack.url("/inbox/" + office.merge));
            assertThat(page.locator("button[value=approve]")).hasAttribute("aria-disabled", "true");
            assertThat(page.locator("#hint")).containsText("1 of 2 votes. Tick ");
            assertThat(page.locator(".lost")).containsText("Harbour Logistics Ltd");
        }
    }
}
