package dev.countersign.cli.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.countersign.cli.browser.Windows.awake;
import static dev.countersign.cli.browser.Windows.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A click that was wrong: inside the hold nothing was sent, and afterwards the real CRM is set back. */
class UndoInBrowserTest extends InBrowser {

    @BeforeAll
    static void register(@TempDir Path folder) throws IOException {
        stack.apply(Files.writeString(folder.resolve("held.yaml"), Workflows.reassigning("owner-held", "hold: PT3M")));
    }

    @Test
    void insideTheHoldTheKeyTakesItBackAndNothingWasSent() {
        // Given
        UUID id = held("acc-26", "dana");
        Page page = windows.card("maya", id);
        assertThat(page.locator("#hint")).containsText("Sends after 3 min. Undo until then U");
        page.keyboard().press("a");
        assertThat(page.locator(toast(id))).containsText("Approved. Change owner");
        assertThat(page.locator(row(id))).containsText("waits to be sent");
        assertThat(stack.call(id).path("state").asText()).isEqualTo("permitted");
        // When
        awake(page);
        page.keyboard().press("u");
        // Then
        assertThat(page.locator(toast(id))).hasCount(0);
        // Screen readers hear at most one message in ten seconds.
        assertThat(page.locator("#say"))
                .containsText("Nothing was sent", new LocatorAssertions.ContainsTextOptions().setTimeout(15_000));
        assertThat(page.locator(row(id))).hasAttribute("data-state", "pending");
        expectAskedAgain(id, "acc-26", "lee");
        stack.reject("lee", id, "WRONG_RECORD", "The other subsidiary.");
        windows.expectNoComplaints();
    }

    @Test
    void theToastIsThereAfterALoadAndItsButtonTakesItBack() {
        // Given
        UUID id = held("acc-27", "lee");
        Page page = windows.card("maya", id);
        page.locator("button[name=verdict][value=approve]").click();
        assertThat(page.locator(toast(id))).isVisible();
        page.reload();
        // When
        page.locator(toast(id) + " [data-undo] button").click();
        // Then
        assertThat(page.locator(toast(id))).hasCount(0);
        page.locator("[data-new]").click();
        assertThat(page.locator(row(id))).hasAttribute("data-state", "pending");
        expectAskedAgain(id, "acc-27", "dana");
        // When: what was taken back is decided like anything else
        page.navigate(stack.url("/inbox/" + id));
        page.locator("button[name=reason_code][value=WRONG_VALUE]").click();
        // Then
        assertThat(page.locator(row(id))).containsText("Rejected by Maya Lindqvist");
        assertThat(stack.arrivals(id)).isZero();
        windows.expectNoComplaints();
    }

    @Test
    void afterwardsACompensationRunsUnderPolicyAndSetsTheRecordBack() {
        // Given
        UUID id = stack.ask("territory-router", Map.of("account_id", "acc-28", "owner", "lee"));
        stack.decide("maya", id, "approve");
        stack.awaitCall(id, "succeeded");
        assertThat(owner("acc-28")).isEqualTo("lee");
        Page page = windows.of("maya");
        page.navigate(stack.url("/inbox/" + id + "?view=decided"));
        Locator bar = page.locator("#bar");
        assertThat(bar).containsText("Sets Owner back to maya in CRM");
        // When
        bar.locator("[data-undo] button").click();
        // Then
        assertThat(bar.locator(".became")).containsText("Undone by Maya Lindqvist");
        assertThat(bar.locator("[data-undo]")).hasCount(0);
        JsonNode original = stack.call(id);
        JsonNode compensation = StreamSupport.stream(stack.calls(id).spliterator(), false)
                .filter(call -> original.path("id").equals(call.path("compensates")))
                .findFirst()
                .orElseThrow();
        assertThat(compensation.path("state").asText()).isEqualTo("succeeded");
        assertThat(compensation.path("asked_by").asText()).isEqualTo("maya");
        assertThat(compensation.at("/arguments/owner").asText()).isEqualTo("maya");
        assertThat(compensation.at("/decision/outcome").asText()).isEqualTo("permit");
        assertThat(compensation.at("/decision/rule_id").asText()).isEqualTo("tool:crm.update_owner");
        assertThat(compensation.at("/decision/policy_revision").asText()).isNotEmpty();
        assertThat(stack.systems().ledgerOf(compensation.path("id").asText())).hasSize(1);
        assertThat(owner("acc-28")).isEqualTo("maya");
        windows.expectNoComplaints();
    }

    private static void expectAskedAgain(UUID id, String account, String owner) {
        assertThat(stack.approval(id).path("state").asText()).isEqualTo("pending");
        assertThat(stack.approval(id).path("round").asInt()).isEqualTo(2);
        assertThat(stack.approval(id).at("/undone/by").asText()).isEqualTo("maya");
        assertThat(stack.call(id).path("state").asText()).isEqualTo("awaiting_approval");
        assertThat(stack.arrivals(id)).isZero();
        assertThat(owner(account)).isEqualTo(owner);
    }

    private static String owner(String account) {
        return stack.record("account", account).path("owner").asText();
    }

    private static String toast(UUID id) {
        return "#held [data-held='" + id + "']";
    }

    private static UUID held(String account, String owner) {
        return stack.ask("owner-held", Map.of("account_id", account, "owner", owner));
    }
}
