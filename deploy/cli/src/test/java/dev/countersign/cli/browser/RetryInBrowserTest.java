package dev.countersign.cli.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.countersign.cli.browser.Windows.button;
import static dev.countersign.cli.browser.Windows.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What was approved and failed is asked for again from its card, and sent once. */
class RetryInBrowserTest extends InBrowser {

    @Test
    void whatFailedIsAskedForAgainApprovedAnewAndSentOnce() {
        // Given: the line breaks before the mail server has it, and an operator finds that out
        UUID failed = stack.ask("sdr-outbound", Map.of("to", "greta.lund@nordhaven.example"));
        stack.systems().fault("email.send_email", "drop", "before");
        stack.decide("maya", failed, "approve");
        stack.awaitCall(failed, "outcome_unknown");
        Page omar = windows.of("omar");
        omar.navigate(stack.url("/unknown"));
        Locator item =
                omar.locator("[data-call='" + stack.call(failed).path("id").asText() + "']");
        item.getByRole(AriaRole.TEXTBOX).fill("Not in the outbox of the mail server.");
        button(omar, "It did not happen").click();
        stack.awaitCall(failed, "failed");
        stack.awaitRun(failed, "completed");
        // When
        Page maya = windows.card("maya", failed);
        assertThat(maya.locator(".fate"))
                .containsText("Omar Okafor found that it did not happen: Not in the outbox of the mail server.");
        button(maya, "Ask for it again").click();
        // Then
        assertThat(maya.locator("article.card .again")).containsText("Maya Lindqvist asked for this again");
        UUID again = UUID.fromString(maya.locator("article.card").getAttribute("data-approval"));
        assertThat(again).isNotEqualTo(failed);
        assertThat(maya.locator(row(again))).isVisible();
        assertThat(stack.arrivals(again)).isZero();
        // When
        Windows.awake(maya);
        maya.locator("button[name=verdict][value=approve]").click();
        stack.awaitCall(again, "succeeded");
        // Then
        assertThat(stack.arrivals(again)).isEqualTo(1);
        assertThat(stack.call(failed).path("state").asText()).isEqualTo("failed");
        maya.navigate(stack.url("/inbox/" + failed));
        assertThat(maya.locator(".again")).hasText(Pattern.compile("Asked for again by Maya Lindqvist, .*"));
        assertThat(button(maya, "Ask for it again")).hasCount(0);
        assertThat(stack.run(failed).path("state").asText()).isEqualTo("completed");
        windows.expectNoComplaints();
    }
}
