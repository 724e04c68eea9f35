package dev.countersign.cli.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.countersign.cli.browser.Windows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many tabs, a server that crashes, and two people who click at once, on the real stack. */
class LiveInBrowserTest extends InBrowser {
    private static final String CHIP = ".person [data-live]";
    private static final String APPROVE = "button[name=verdict][value=approve]";
    private static final String REFUSED = "[data-problem=ALREADY_DECIDED]";
    private static final String CLICK_AT = """
            at => setTimeout(() => document.querySelector('[name=reason_code][value=WRONG_VALUE]').click(), at - Date.now())
            """;
    /** A browser has six connections to a server; a stream of each tab's own would leave two tabs without any. */
    private static final int TABS = 8;

    @BeforeAll
    static void register(@TempDir Path folder) throws IOException {
        stack.apply(Files.writeString(
                folder.resolve("short-lived.yaml"), Workflows.reassigning("owner-for-seconds", "ttl: PT12S")));
    }

    @Test
    void eightTabsSeeADecisionWithinTwoSeconds() {
        UUID id = owner("acc-21", "maya");
        Page first = windows.card("maya", id);
        List<Page> tabs = new ArrayList<>(List.of(first));
        while (tabs.size() < TABS) {
            Page tab = windows.tab(first.context());
            tab.navigate(stack.url("/inbox/" + id));
            tabs.add(tab);
        }
        tabs.forEach(tab -> assertThat(tab.locator(CHIP)).hasText("Live"));

        stack.decide("lee", id, "approve");

        tabs.forEach(tab -> assertThat(tab.locator(row(id)))
                .containsText("Approved by Lee Carter", new ContainsTextOptions().setTimeout(2_000)));
        windows.expectNoComplaints();
    }

    @Test
    void anOpenPageOutlivesTheServer() {
        UUID before = owner("acc-22", "maya");
        UUID after = owner("acc-23", "maya");
        Page page = windows.card("maya", before);
        page.evaluate("() => { window.sameDocument = true; }");
        assertThat(page.locator(CHIP)).hasText("Live");

        stack.killOrchestrator();
        assertThat(page.locator(CHIP)).hasText("Reconnecting");
        stack.awaitOrchestrator();
        // Both before the page can have its line back and after it.
        stack.decide("lee", before, "approve");
        UUID fresh = owner("acc-24", "maya");
        assertThat(page.locator(CHIP)).hasText("Live", new HasTextOptions().setTimeout(30_000));
        stack.decide("lee", after, "approve");

        assertThat(page.locator(row(before))).containsText("Approved by Lee Carter");
        assertThat(page.locator(row(after))).containsText("Approved by Lee Carter");
        assertThat(page.locator("[data-new]")).hasText("1 new");
        page.locator("[data-new]").click();
        assertThat(page.locator(row(fresh))).hasCount(1);
        assertThat((Boolean) page.evaluate("() => window.sameDocument === true"))
                .isTrue();
        stack.decide("lee", fresh, "approve");
        windows.expectNoComplaints();
    }

    @Test
    void ofTwoWhoClickAtOnceOneWins() {
        UUID id = owner("acc-25", "maya");
        List<Page> both = List.of(windows.card("maya", id), windows.card("lee", id));
        for (Page page : both) {
            page.locator("details.note summary").click();
            page.locator("textarea[name=note]").fill("The region is wrong.");
        }

        // The clicks wait in the pages, so that no test runner stands between the two.
        long at = System.currentTimeMillis() + 2_000;
        both.forEach(page -> page.evaluate(CLICK_AT, Long.toString(at)));

        both.forEach(page -> assertThat(page.locator(row(id))).containsText("Rejected by"));

        List<Page> losers = await("one of the two is told who was first")
                .atMost(Duration.ofSeconds(10))
                .until(() -> both.stream().filter(LiveInBrowserTest::isRefused).toList(), told -> !told.isEmpty());
        assertThat(losers).hasSize(1);
        assertThat(losers.getFirst().locator(REFUSED + " textarea")).hasValue("The region is wrong.");
        assertThat(stack.votes(id)).isEqualTo(1);
        windows.expectNoComplaints();
    }

    @Test
    void expiresWhileThePageIsOpen() {
        // Given
        Page reads = windows.of("maya");
        Page decides = windows.of("lee");
        // An empty inbox would load itself again when the item comes, over the loads below.
        List.of(reads, decides).forEach(page -> page.navigate(stack.url("/away")));
        UUID id = stack.ask("owner-for-seconds", Map.of("account_id", "acc-30", "owner", "maya"));
        List.of(reads, decides).forEach(page -> {
            page.navigate(stack.url("/inbox/" + id));
            assertThat(page.locator(APPROVE)).isVisible();
        });
        reads.locator("#consequence").focus();
        decides.locator(APPROVE).focus();
        // When: the seconds pass
        assertThat(reads.locator(row(id))).containsText("Expired", new ContainsTextOptions().setTimeout(30_000));
        // Then
        assertThat(reads.locator("#bar .outcome")).containsText("Expired");
        assertThat(reads.locator("#bar .outcome")).containsText("Nothing was sent.");
        assertThat(reads.locator(APPROVE)).hasCount(0);
        assertThat(reads.locator("#consequence")).isFocused();
        assertThat(decides.locator("[data-live-notice]")).containsText("This expired.");
        assertThat(decides.locator(APPROVE)).isFocused();
        // When: somebody's finger was already on the key
        decides.keyboard().press("Enter");
        // Then
        assertThat(decides.locator("[data-problem=EXPIRED]")).isFocused();
        assertThat(decides.locator(APPROVE)).hasCount(0);
        assertThat(stack.call(id).at("/refusal/code").asText()).isEqualTo("APPROVAL_EXPIRED");
        assertThat(stack.votes(id)).isZero();
        assertThat(stack.arrivals(id)).isZero();
        windows.expectNoComplaints();
    }

    @Test
    void aSessionThatEndsInTheMiddleOfADecisionLosesNoNote() {
        // Given
        UUID id = owner("acc-35", "maya");
        Page page = windows.card("maya", id);
        page.locator("details.note summary").click();
        page.locator("textarea[name=note]").fill("Only after the audit, jka.");
        Page elsewhere = windows.tab(page.context());
        elsewhere.navigate(stack.url("/inbox"));
        elsewhere.locator("form[action='/sign-out'] button").click();
        elsewhere.waitForURL("**/sign-in**");
        // When
        page.locator("button[name=reason_code][value=WRONG_TIME]").click();
        page.waitForURL("**/sign-in?next=**");
        assertThat(page.locator("h1")).hasText("Sign in");
        assertThat(stack.votes(id)).isZero();
        page.navigate(stack.signInLink("maya"));
        page.click("button.main");
        page.waitForURL("**/inbox/" + id + "**");
        // Then
        assertThat(page.locator("[data-kept-notice]")).containsText("You were signed out. Nothing was sent.");
        assertThat(page.locator("[data-kept-notice]")).containsText("You had pressed Reject: Wrong time.");
        assertThat(page.locator("textarea[name=note]")).hasValue("Only after the audit, jka.");
        page.locator("button[name=reason_code][value=WRONG_TIME]").click();
        assertThat(page.locator(row(id))).containsText("Rejected by Maya Lindqvist");
        assertThat(stack.votes(id)).isEqualTo(1);
        assertThat(stack.approval(id).at("/votes/0/reason/note").asText()).isEqualTo("Only after the audit, jka.");
        windows.expectNoComplaints();
    }

    private static boolean isRefused(Page page) {
        return page.locator(REFUSED).count() == 1;
    }

    private static UUID owner(String account, String owner) {
        return stack.ask("territory-router", Map.of("account_id", account, "owner", owner));
    }
}
