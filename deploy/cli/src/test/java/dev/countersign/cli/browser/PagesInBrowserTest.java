package dev.countersign.cli.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.countersign.cli.api.ApiRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every page as real runs fill it: axe finds nothing in light or dark, it fits a phone, and its picture is taken. */
@ExtendWith(RealStackResolver.class)
class PagesInBrowserTest {
    private static final Screens SCREENS = new Screens();

    private static RealStack stack;
    private static Chromium chromium;

    private static UUID move;
    private static UUID mail;
    private static UUID merge;
    private static UUID contact;
    private static UUID stale;
    private static UUID done;
    private static UUID rejected;
    private static UUID expired;

    @BeforeAll
    static void fill(RealStack shared) {
        chromium = Chromium.start();
        stack = shared;
        String brief = stack.start("demo-expiry", Map.of("opportunity_id", "opp-50"));
        done = stack.ask("stage-follow-up", Map.of("opportunity_id", "opp-22", "stage", "proposal"));
        stack.decide("maya", done, "approve");
        rejected = stack.ask("stage-follow-up", Map.of("opportunity_id", "opp-32", "stage", "proposal"));
        stack.reject("maya", rejected, "WRONG_TIME", "They sign the frame contract first.");
        move = stack.ask("stage-follow-up", Map.of("opportunity_id", "opp-4", "stage", "proposal"));
        mail = stack.ask("sdr-outbound", Map.of("to", "ingrid.solheim@fjordline.example"));
        merge = stack.ask("account-hygiene", Map.of("account_id", "acc-31", "into", "acc-9"));
        contact = stack.ask("contact-finder", Map.of("name", "Jonas Weber", "email", "jonas.weber@birchwood.example"));
        stack.ask("territory-router", Map.of("account_id", "acc-20", "owner", "maya"));
        stack.ask("lead-hygiene", Map.of("lead_id", "lead-24"));
        stale = stack.ask("stage-follow-up", Map.of("opportunity_id", "opp-46", "stage", "proposal"));
        stack.change("opportunity", "opp-46", Map.of("amount", 24_000, "stage", "discovery"));
        assertThatThrownBy(() -> stack.decide("lee", stale, "approve")).isInstanceOf(ApiRefused.class);
        stack.awaitCall(done, "succeeded");
        expired = await().atMost(Duration.ofSeconds(30))
                .until(() -> stack.first("expired", brief), Optional::isPresent)
                .orElseThrow();
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    /** A page, and the name of its picture in light. */
    private record Sight(String path, String picture) {}

    private static List<Sight> sights() {
        return List.of(
                new Sight("/inbox/" + move, "inbox-light"),
                new Sight("/inbox/" + contact, "card-create"),
                new Sight("/inbox/" + mail, "card-t2"),
                new Sight("/inbox/" + merge, "card-t3"),
                new Sight("/inbox/" + stale, "stale"),
                new Sight("/inbox/" + done + "?view=decided", "decided"),
                new Sight("/inbox/" + rejected + "?view=decided", "rejected"),
                new Sight("/inbox/" + expired, "expired"),
                new Sight("/inbox?view=team", "team"),
                new Sight("/runs/" + stack.approval(done).path("run_id").asText(), "run"),
                new Sight("/calls/" + stack.approval(done).path("call_id").asText(), "call"),
                new Sight("/inbox/nothing-here", "not-found"));
    }

    @ParameterizedTest
    @EnumSource(
            value = ColorScheme.class,
            names = {"LIGHT", "DARK"})
    void hasNoBarrierThatAxeKnows(ColorScheme scheme) {
        List<String> violations = new ArrayList<>();
        try (Windows windows = new Windows(chromium.browser(), stack)) {
            Page page = windows.of("maya", options -> options.setColorScheme(scheme));
            for (Sight sight : sights()) {
                page.navigate(stack.url(sight.path()));
                check(page, scheme, sight.path(), violations);
                if (scheme == ColorScheme.LIGHT) {
                    SCREENS.take(page, sight.picture());
                } else if (sight.picture().equals("inbox-light")) {
                    SCREENS.take(page, "inbox-dark");
                }
            }
            Page outside = windows.blank(options -> options.setColorScheme(scheme));
            outside.navigate(stack.signInLink("maya"));
            check(outside, scheme, "/sign-in", violations);
            Page idle = windows.of("noor", options -> options.setColorScheme(scheme));
            assertThat(idle.locator("h1")).hasText("Nothing needs you.");
            check(idle, scheme, "/inbox, empty", violations);
            if (scheme == ColorScheme.LIGHT) {
                SCREENS.take(outside, "sign-in");
                SCREENS.take(idle, "empty");
            }
            windows.expectNoComplaints();
        }
        assertThat(violations).isEmpty();
    }

    private static void check(Page page, ColorScheme scheme, String path, List<String> violations) {
        if (page.locator("[data-live]").count() > 0
                && page.locator("#list[data-view]").count() > 0) {
            assertThat(page.locator(".person [data-live]")).hasText("Live");
            Windows.awake(page);
        }
        AxeBuilder axe = new AxeBuilder(page).setLegacyMode(true);
        if (scheme == ColorScheme.DARK) {
            // Only the colours differ from light.
            axe.withRules(List.of("color-contrast", "link-in-text-block"));
        }
        axe.analyze().getViolations().forEach(rule -> rule.getNodes()
                .forEach(node -> violations.add(path + " " + rule.getId() + " " + node.getHtml())));
    }

    @Test
    void fitsAPhone() {
        try (Windows windows = new Windows(chromium.browser(), stack)) {
            Page page = windows.of(
                    "maya", options -> options.setViewportSize(390, 844).setHasTouch(true));
            assertThat(page.locator("#list h1")).isVisible();
            expectNoSideways(page);
            SCREENS.take(page, "phone-list");
            page.locator(Windows.row(move) + " a").click();
            assertThat(page.locator("#consequence")).isVisible();
            assertThat(page.locator("#list")).isHidden();
            Windows.awake(page);
            expectNoSideways(page);
            SCREENS.take(page, "phone");
            for (UUID card : List.of(mail, merge, stale, contact, done)) {
                page.navigate(stack.url("/inbox/" + card));
                expectNoSideways(page);
            }
        }
    }

    private static void expectNoSideways(Page page) {
        int wider = (int)
                page.evaluate(
                        "() => Math.max(document.documentElement.scrollWidth - innerWidth,"
                                + " ...[...document.querySelectorAll('#card, #list')].map(pane => pane.scrollWidth - pane.clientWidth))");
        assertThat(wider).isLessThanOrEqualTo(0);
    }

    /** The words that matter most, on the card that would be decided by them. */
    @Test
    void saysWhatWillHappen() {
        try (Windows windows = new Windows(chromium.browser(), stack)) {
            Page page = windows.card("maya", move);
            assertThat(page.locator("#consequence"))
                    .hasText("Move Dunmore Textiles renewal (19,000) from qualified to proposal");
            assertThat(page.locator("#consequence b").first()).hasText("Dunmore Textiles renewal");
            assertThat(page.locator(".strip")).containsText("One-click undo");
            assertThat(page.locator(".strip")).containsText("1 step");
            assertThat(page.locator("button[value=approve]")).containsText("Approve: Move stage");

            page.navigate(stack.url("/inbox/" + expired));
            assertThat(page.locator(".outcome")).containsText("Expired");
            assertThat(page.locator(".outcome")).containsText("Nothing was sent.");
            page.navigate(stack.url("/inbox/" + merge));
            assertThat(page.locator("button[value=approve]")).hasAttribute("aria-disabled", "true");
            assertThat(page.locator("#hint")).containsText("0 of 2 votes. Tick ");
            assertThat(page.locator(".lost")).containsText("Acme Corporation");
        }
    }
}
