package dev.countersign.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.countersign.ui.testing.TestingBacklog;
import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.TestingStop;
import dev.countersign.ui.testing.TestingTimeline;
import dev.countersign.ui.testing.TestingUnknown;
import dev.countersign.ui.testing.Windows;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Freezes, unknown outcomes and the backlog as people use them. */
@QuarkusTest
class StopInBrowserTest extends Windows {

    private static final List<String> PAGES = List.of("freeze", "unknown", "backlog");

    @Inject
    TestingStop freezes;

    @Inject
    TestingUnknown unknown;

    @Inject
    TestingBacklog backlog;

    @BeforeEach
    void seedStops() {
        freezes.seed(Instant.now());
        unknown.seed();
        backlog.empty(false);
    }

    @AfterEach
    void leaveNothing() {
        freezes.reset();
        unknown.reset();
    }

    @Test
    void freezesAndReleasesWithoutScripts() {
        // Given
        freezes.reset();
        Page page = window("omar", 1280, ColorScheme.LIGHT, false);
        page.navigate(base + "freeze");
        // When
        page.locator("select[name=connector]").selectOption("crm");
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
        freezes.reset();
        freezes.hangs();
        Page page = window("omar", 1280, ColorScheme.LIGHT, true);
        page.navigate(base + "freeze");
        assertThat(page.locator("select[name=tool]")).isHidden();
        // When: with the keyboard only
        page.getByLabel("One connector").focus();
        page.keyboard().press("ArrowLeft");
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Freeze everything")))
                .isVisible();
        page.getByLabel("Reason").fill("x");
        page.keyboard().press("Enter");
        // Then
        assertThat(page.locator("[data-state=requested]")).isVisible();
        freezes.confirm();
        assertThat(page.locator("[data-state=confirmed]")).isVisible();
    }

    @Test
    void settlesWithoutScripts() {
        // Given
        Page page = window("omar", 1280, ColorScheme.LIGHT, false);
        page.navigate(base + "unknown");
        var first = page.locator("[data-call='" + TestingUnknown.CREDIT + "']");
        // When
        first.getByText("Probe", new Locator.GetByTextOptions().setExact(true)).click();
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
        freezes.concernsAll();
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

    private Page window(String person, int width, ColorScheme scheme, boolean scripts) {
        return tab(browser(person, width, scheme, scripts));
    }
}
