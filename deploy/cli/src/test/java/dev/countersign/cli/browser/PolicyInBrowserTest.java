package dev.countersign.cli.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The policy page over the shipped data and the demonstration's, with real decisions behind it. */
class PolicyInBrowserTest extends InBrowser {
    private static final Screens SCREENS = new Screens();
    private static final int PAGE_MAX_BYTES = 60_000;

    private static UUID asked;

    @BeforeAll
    static void fill() {
        asked = stack.ask("stage-follow-up", Map.of("opportunity_id", "opp-8", "stage", "proposal"));
    }

    @AfterAll
    static void stop() {
        if (asked != null) {
            // The other tests of the shared stack find the inbox as it was.
            stack.reject("maya", asked, "WRONG_TIME", "Only a test asked.");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void hasNoBarrierThatAxeKnows(ColorScheme scheme) {
        List<String> violations = new ArrayList<>();
        try (Windows windows = new Windows(chromium.browser(), stack)) {
            Page page = windows.of("dana", options -> options.setColorScheme(scheme));
            page.navigate(stack.url("/policy"));
            assertThat(page.locator("table.rules")).containsText("competitor");
            check(page, scheme, "policy-rules", violations);
            page.navigate(stack.url("/calls/" + stack.call(asked).path("id").asText()));
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Test this decision"))
                    .click();
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Ask policy"))
                    .click();
            assertThat(page.locator("#outcome")).hasText("Asks a person");
            check(page, scheme, "policy-answer", violations);
            page.navigate(stack.url("/policy/revisions"));
            assertThat(page.locator("tr.active")).hasCount(1);
            check(page, scheme, "policy-revisions", violations);
            page.locator("tr.active a").click();
            assertThat(page.locator("h1")).containsText("against");
            check(page, scheme, "policy-difference", violations);
            windows.expectNoComplaints();
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void isLightAndFitsAPhone() {
        try (Windows windows = new Windows(chromium.browser(), stack)) {
            Page page = windows.of(
                    "dana", options -> options.setViewportSize(390, 844).setHasTouch(true));
            int bytes = page.navigate(stack.url("/policy")).body().length;
            SCREENS.take(page, "policy-phone");

            assertThat(bytes).isLessThan(PAGE_MAX_BYTES);
            assertThat(
                            (int)
                                    page.evaluate(
                                            "() => { const c = document.querySelector('main'); return c.scrollWidth - c.clientWidth; }"))
                    .isLessThanOrEqualTo(0);
        }
    }

    private static void check(Page page, ColorScheme scheme, String picture, List<String> violations) {
        new AxeBuilder(page).setLegacyMode(true).analyze().getViolations().forEach(rule -> rule.getNodes()
                .forEach(node -> violations.add(picture + " " + rule.getId() + " " + node.getHtml())));
        SCREENS.take(page, picture + "-" + scheme.name().toLowerCase(Locale.ROOT));
    }
}
