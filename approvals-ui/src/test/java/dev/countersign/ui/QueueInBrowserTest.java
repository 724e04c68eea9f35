package dev.countersign.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.countersign.ui.testing.TestingAttention;
import dev.countersign.ui.testing.TestingPeople;
import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.Windows;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The queue in a browser: keys, filters that survive a decision, claims that others hear of, and no barrier. */
@QuarkusTest
class QueueInBrowserTest extends Windows {

    @Inject
    TestingAttention attention;

    @Test
    void keepsTheFiltersThroughAVoteToTheNextCard() {
        Page page = open("maya", "/inbox?view=mine&tier=T1&order=newest");
        quiet(page);

        page.locator("button[value='approve']").click();

        assertThat(page.locator("li.row.ended .by b")).not().hasCount(0);
        page.waitForURL(url -> url.contains("/inbox/"));
        assertThat(page.url()).contains("view=mine&tier=T1&order=newest");
    }

    @Test
    void putsOffWithOneKeyAndAChoice() {
        Page page = open("maya", "/inbox/" + TestingReviews.MOVE + "?view=mine");
        quiet(page);

        page.keyboard().press("s");
        assertThat(page.locator("details.snooze button").first()).isFocused();
        page.keyboard().press("Escape");
        assertThat(page.locator("details.snooze summary")).isFocused();
        page.keyboard().press("Enter");
        page.locator("details.snooze button").first().click();

        page.waitForURL("**/inbox?view=mine");
        assertThat(page.locator(row(TestingReviews.MOVE))).hasCount(0);
        assertThat(attention.until(TestingPeople.MAYA, TestingReviews.MOVE)).isNotNull();
    }

    @Test
    void claimsInPlaceAndHearsOfAnotherClaim() {
        Page page = open("maya", "/inbox/" + TestingReviews.MOVE + "?view=team");
        quiet(page);
        assertThat(page.locator(".live").last()).hasText("Live");

        page.locator("#attention button").click();
        assertThat(page.locator("#attention")).containsText("Claimed by you until");
        page.locator("#attention button").click();
        assertThat(page.locator("#attention button")).hasText("Claim");

        page.locator("#consequence").focus();
        attention.claimed(TestingReviews.MOVE, TestingPeople.LEE);
        desk.put(desk.review(TestingReviews.MOVE));
        assertThat(page.locator("#attention")).containsText("Claimed by Lee Carter until");
        assertThat(page.locator(row(TestingReviews.MOVE))).containsText("Claimed by Lee Carter");
        assertThat(page.locator("button[value='approve']")).isEnabled();
    }

    @Test
    void filtersAndOrdersWithoutScripts() {
        Page page = tab(browser("maya", 1280, ColorScheme.LIGHT, false));
        page.navigate(base.resolve("/inbox?view=team").toString());

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
        String shade = scheme.name().toLowerCase(Locale.ROOT);
        Page page = tab(browser("maya", 1280, scheme, true));
        List<String> violations = new ArrayList<>();
        for (String opened : List.of("sort", "filter-form", "snooze")) {
            page.navigate(base.resolve("/inbox/" + TestingReviews.MOVE + "?view=mine&tier=T1")
                    .toString());
            quiet(page);
            page.click("details." + opened + " > summary");
            picture(page, "queue-" + opened + "-" + shade);
            violations.addAll(axe(page, opened));
        }
        for (int width : List.of(900, 390)) {
            page.setViewportSize(width, 844);
            for (String query : List.of("view=mine", "view=mine&workflow=nobody")) {
                page.navigate(base.resolve("/inbox?" + query).toString());
                picture(page, "queue-" + width + "-" + query.length() + "-" + shade);
                violations.addAll(axe(page, width + " " + query));
                int wider = (int) page.evaluate("() => document.documentElement.scrollWidth - innerWidth");
                assertThat(wider).as("%d", width).isLessThanOrEqualTo(0);
            }
        }

        assertThat(violations).isEmpty();
    }
}
