package dev.countersign.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.countersign.ui.testing.TestingPolicy;
import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.Windows;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PolicyInBrowserTest extends Windows {

    /** Each part of the page by the name of its picture. */
    private static final Map<String, String> PARTS = Map.of(
            "policy", "policy",
            "policy-tester", "policy/test?call=" + TestingPolicy.CALL,
            "policy-revisions", "policy/revisions",
            "policy-difference", "policy/revisions/14");

    @Inject
    TestingPolicy policy;

    @BeforeEach
    void resetPolicy() {
        policy.reset();
    }

    @Test
    void worksWithoutScripts() {
        Page page = tab(browser("dana", 1280, ColorScheme.LIGHT, false));
        page.navigate(base + "policy");
        page.getByLabel("Text").fill("domain");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Show"))
                .click();
        assertThat(page.locator("table.rules")).containsText("First e-mail to a new domain");
        assertThat(page.locator("table.rules")).not().containsText("Large opportunity");

        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Test a decision"))
                .click();
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Ask policy"))
                .click();
        assertThat(page.locator("#outcome")).hasText("Asks a person");
        assertThat(page.locator("#outcome")).isInViewport();
        page.locator("textarea").fill("{");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Ask policy"))
                .click();
        assertThat(page.locator("[data-problem=INVALID]")).containsText("This is not JSON.");
        assertThat(page.locator("textarea")).hasValue("{");

        page.getByRole(
                        AriaRole.LINK,
                        new Page.GetByRoleOptions().setName("Revisions").setExact(true))
                .click();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("12").setExact(true))
                .click();
        page.getByLabel("Against revision").fill("4");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Compare"))
                .click();
        assertThat(page.locator("h1")).hasText("Revision 12 against 4");
        complaints.removeIf(text -> text.contains(" 422 "));
    }

    @Test
    void showsTheRuleThatALinkNames() {
        Page page = tab(browser("dana", 1280, ColorScheme.LIGHT, true));
        page.navigate(base + "policy#tool:crm.update_opportunity_stage");

        assertThat(page.locator("tr:target")).containsText("Stage move");
        assertThat(page.locator("tr:target")).isInViewport();
    }

    @Test
    void putsTheNoticeUpAndTakesItDownWithoutALoad() {
        Page page = tab(browser("maya", 1280, ColorScheme.LIGHT, true));
        policy.takeAway(Instant.now().minusSeconds(90), 2);
        page.navigate(base + "inbox/" + TestingReviews.MOVE);
        assertThat(page.locator("[data-policy-trouble=list]")).containsText("2 approved calls wait.");
        assertThat(page.locator("[data-policy-trouble=card]")).containsText("You can still decide;");
        page.locator("button[value=approve]").focus();

        // The line is told with the next beat; the browser brings it up anew here, so that nobody waits for one.
        policy.bringBack();
        page.context().setOffline(true);
        page.evaluate("() => dispatchEvent(new Event('offline'))");
        page.context().setOffline(false);
        page.evaluate("() => dispatchEvent(new Event('online'))");
        assertThat(page.locator("[data-policy-trouble]")).hasCount(0);
        assertThat(page.locator("button[value=approve]")).isFocused();

        policy.takeAway(Instant.now().minusSeconds(5), 1);
        page.evaluate("() => dispatchEvent(new Event('online'))");
        assertThat(page.locator("[data-policy-trouble=list]")).containsText("1 approved call waits.");
        assertThat(page.locator("[data-policy-trouble=card]")).isVisible();
        complaints.removeIf(text -> text.contains("ERR_INTERNET_DISCONNECTED"));
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void hasNoBarrierThatAxeKnows(ColorScheme scheme) {
        Page page = tab(browser("lee", 1280, scheme, true));
        List<String> violations = new ArrayList<>();
        for (Map.Entry<String, String> part : PARTS.entrySet()) {
            page.navigate(base + part.getValue());
            violations.addAll(axe(page, part.getKey()));
            picture(page, part.getKey() + "-" + scheme.name().toLowerCase(Locale.ROOT));
        }
        page.navigate(base + "policy/test");
        page.locator("button.main").click();
        violations.addAll(axe(page, "answer"));
        picture(page, "policy-answer-" + scheme.name().toLowerCase(Locale.ROOT));
        page.locator("textarea").fill("{\"extra\": 1}");
        page.locator("button.main").click();
        violations.addAll(axe(page, "wrong"));
        picture(page, "policy-wrong-" + scheme.name().toLowerCase(Locale.ROOT));
        policy.takeAway(Instant.now().minusSeconds(600), 3);
        page.navigate(base + "inbox/" + TestingReviews.MOVE);
        violations.addAll(axe(page, "trouble"));
        picture(page, "policy-away-" + scheme.name().toLowerCase(Locale.ROOT));
        page.navigate(base + "calls/" + TestingPolicy.CALL);
        violations.addAll(axe(page, "call"));
        picture(page, "policy-call-" + scheme.name().toLowerCase(Locale.ROOT));
        complaints.removeIf(text -> text.contains(" 422 "));

        assertThat(violations).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {390, 320})
    void fitsAPhone(int width) {
        Page page = tab(browser("dana", width, ColorScheme.LIGHT, true));
        List<String> wide = new ArrayList<>();
        for (Map.Entry<String, String> part : PARTS.entrySet()) {
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
}
