package dev.countersign.cli.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.countersign.cli.browser.Windows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Many tabs, a server that crashes, and two people who click at once, on the real stack. */
@ExtendWith(RealStackResolver.class)
class LiveInBrowserTest {
    private static final String CHIP = ".person [data-live]";
    private static final String REFUSED = "[data-problem=ALREADY_DECIDED]";
    private static final String CLICK_AT = """
            at => setTimeout(() => document.querySelector('[name=reason_code][value=WRONG_VALUE]').click(), at - Date.now())
            """;
    /** A browser has six connections to a server; a stream of each tab's own would leave two tabs without any. */
    private static final int TABS = 8;

    private static RealStack stack;
    private static Chromium chromium;

    private Windows windows;

    @BeforeAll
    static void start(RealStack shared) {
        chromium = Chromium.start();
        stack = shared;
    }

    @AfterAll
    static void stop() {
        if (chromium != null) {
            chromium.close();
        }
    }

    @BeforeEach
    void open() {
        windows = new Windows(chromium.browser(), stack);
    }

    @AfterEach
    void close() {
        windows.close();
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
        assertThat(stack.approval(id).path("votes").size()).isEqualTo(1);
        windows.expectNoComplaints();
    }

    private static boolean isRefused(Page page) {
        return page.locator(REFUSED).count() == 1;
    }

    private static UUID owner(String account, String owner) {
        return stack.ask("territory-router", Map.of("account_id", account, "owner", owner));
    }
}
