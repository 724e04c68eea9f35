package dev.countersign.cli.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Twenty-five stage moves of one workflow, decided in one table; the real CRM does twenty-four of them. */
class BatchInBrowserTest extends InBrowser {
    @Test
    void approvesAlikeItemsAtOnceAndLeavesTheOutlierToItsOwnCard() {
        // Given: one of the accounts is a VIP
        List<String> opportunities = stack.opportunities(25);
        String account = stack.record("opportunity", opportunities.get(7))
                .path("account_id")
                .asText();
        stack.change("account", account, Map.of("stage", "vip"));
        List<UUID> asked = new ArrayList<>();
        for (int i = 0; i < 25; i += 5) {
            asked.addAll(stack.asked(stack.start("stage-mover", Map.of("ids", opportunities.subList(i, i + 5))), 5));
        }
        // When
        Page page = windows.of("maya");
        page.locator("li.pile", new Page.LocatorOptions().setHasText("stage-mover"))
                .locator("a")
                .click();
        assertThat(page.locator("h1")).containsText("Move stage on 25 opportunities in CRM; 24 ticked, 1 held back");
        assertThat(page.locator("tbody.odd")).containsText("VIP account; decide it on its own card");
        page.locator("button[name=verdict][value=approve]").click();
        // Then
        assertThat(page.locator("[data-told]")).containsText("24 approved.");
        assertThat(page.locator("tbody.ended")).hasCount(24);
        UUID left = UUID.fromString(page.locator("tbody.odd").getAttribute("data-approval"));
        asked.stream().filter(id -> !id.equals(left)).forEach(id -> stack.awaitCall(id, "succeeded"));
        Map<String, Long> arrivals = stack.arrivals();
        assertThat(asked.stream()
                        .map(id ->
                                arrivals.getOrDefault(stack.call(id).path("id").asText(), 0L)))
                .as("each approved call arrived once, the outlier never")
                .containsExactlyInAnyOrderElementsOf(counts());
        assertThat(stack.call(left).path("state").asText()).isEqualTo("awaiting_approval");
        stack.reject("lee", left, "WRONG_TIME", "After the audit");
        windows.expectNoComplaints();
    }

    private static List<Long> counts() {
        List<Long> counts = new ArrayList<>(java.util.Collections.nCopies(24, 1L));
        counts.add(0L);
        return counts;
    }
}
