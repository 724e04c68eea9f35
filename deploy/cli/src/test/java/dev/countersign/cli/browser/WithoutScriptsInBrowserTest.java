package dev.countersign.cli.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.countersign.cli.browser.Windows.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Where JavaScript is off, plain links and forms do everything that a decision needs. */
class WithoutScriptsInBrowserTest extends InBrowser {
    @Test
    void signsInFindsTheItemAndApprovesIt() {
        UUID id = stack.ask("territory-router", Map.of("account_id", "acc-12", "owner", "maya"));
        Page page = maya();
        assertThat(page.locator("#list h1")).containsText("Mine");
        page.locator(row(id) + " a").click();
        page.locator("button[name=verdict][value=approve]").click();

        page.waitForURL("**/inbox/" + id + "**");
        assertThat(page.locator(".outcome")).containsText("Approved by Maya Lindqvist");
        stack.awaitCall(id, "succeeded");
        page.reload();
        assertThat(page.locator(".outcome")).containsText("Done.");
        assertThat(stack.votes(id)).isEqualTo(1);
    }

    @Test
    void whatLeavesTheHouseNeedsTheTickThatAllOfItWasRead() {
        UUID id = stack.ask("sdr-outbound", Map.of("to", "marta.ilves@saltmarsh.example"));
        Page page = maya();
        page.navigate(stack.url("/inbox/" + id));
        Locator approve = page.locator("button[name=verdict][value=approve]");
        Locator tick = page.getByLabel("I have read all of it");

        approve.click();
        assertThat(tick).isFocused();
        assertThat(stack.votes(id)).isZero();
        assertThat(stack.approval(id).path("state").asText()).isEqualTo("pending");

        tick.check();
        approve.click();
        assertThat(page.locator(".outcome")).containsText("Approved by Maya Lindqvist");
        stack.awaitCall(id, "succeeded");
        assertThat(stack.votes(id)).isEqualTo(1);
    }

    @Test
    void rejectsWithAReasonAndANote() {
        UUID id = stack.ask("territory-router", Map.of("account_id", "acc-29", "owner", "maya"));
        Page page = maya();
        page.navigate(stack.url("/inbox/" + id));
        page.locator("details.note summary").click();
        page.locator("textarea[name=note]").fill("The region is wrong.");
        page.locator("button[name=reason_code][value=WRONG_VALUE]").click();

        assertThat(page.locator(".outcome")).containsText("Rejected by Maya Lindqvist");
        assertThat(page.locator(".outcome")).containsText("Wrong value");
        assertThat(page.locator(".outcome")).containsText("The region is wrong.");
        stack.awaitCall(id, "refused");
        assertThat(stack.call(id).at("/refusal/reason/note").asText()).isEqualTo("The region is wrong.");
        assertThat(stack.votes(id)).isEqualTo(1);
        assertThat(stack.arrivals(id)).isZero();
    }

    private Page maya() {
        return windows.of("maya", options -> options.setJavaScriptEnabled(false));
    }
}
