package dev.countersign.cli.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.countersign.cli.browser.Windows.button;
import static dev.countersign.cli.browser.Windows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** An operator stops a system and lets it go again, and says what became of a call that was never answered. */
class FreezeInBrowserTest extends InBrowser {
    /** Every intent holds it shared until it is committed; a confirmation takes it alone (ADR 0024). */
    private static final long INTENTS_LOCK = 4_203_001;

    @Test
    void whatIsFrozenFromThePageWaitsAndIsSentAfterTheRelease() throws SQLException {
        // Given
        UUID id = stack.ask("company-lookup", Map.of("name", "Glenmore Spirits", "price", 0.9));
        Page omar = windows.of("omar");
        omar.navigate(stack.url("/freeze"));
        Locator frozen = omar.locator("[data-freeze]");
        // When: an intent is under way, so that the freeze cannot be a promise yet
        try (Connection underWay = stack.database();
                Statement statement = underWay.createStatement()) {
            underWay.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock_shared(" + INTENTS_LOCK + ")");
            omar.locator("select[name=connector]").selectOption("enrichment");
            omar.getByLabel("Reason").fill("Price list is wrong");
            button(omar, "Freeze enrichment").click();
            assertThat(frozen.locator("[data-state=requested]")).hasText("Requested, not confirmed yet");
            underWay.rollback();
        }
        // Then
        assertThat(frozen.locator("[data-state=confirmed]")).containsText("Confirmed");
        assertThat(frozen).containsText("Connector enrichment");
        // When
        Page noor = windows.card("noor", id);
        noor.locator("button[name=verdict][value=approve]").click();
        assertThat(noor.locator(row(id))).containsText("Approved by Noor Haddad");
        // Then
        await("the run waits for the release")
                .atMost(Duration.ofSeconds(20))
                .until(() -> stack.run(id).at("/waiting_for/0/kind").asText(), "freeze"::equals);
        assertThat(stack.call(id).path("state").asText()).isEqualTo("permitted");
        assertThat(stack.arrivals(id)).isZero();
        omar.reload();
        assertThat(frozen).containsText("1 call waits");
        // When
        button(omar, "Release: Connector enrichment").click();
        // Then
        assertThat(frozen).hasCount(0);
        stack.awaitCall(id, "succeeded");
        assertThat(stack.arrivals(id)).isEqualTo(1);
        windows.expectNoComplaints();
    }

    @Test
    void whatWasNeverAnsweredIsSettledByAPersonAndTheRunGoesOn() {
        // Given: the mail server takes the mail, and the line breaks before it can say so
        UUID id = stack.ask("sdr-outbound", Map.of("to", "piotr.zielak@basalt.example"));
        stack.systems().fault("email.send_email", "drop", "after");
        stack.decide("maya", id, "approve");
        stack.awaitCall(id, "outcome_unknown");
        // When
        Page omar = windows.of("omar");
        assertThat(omar.locator(".rail a[href='/unknown'] .count")).hasText("1");
        omar.navigate(stack.url("/unknown"));
        Locator item = omar.locator("[data-call='" + stack.call(id).path("id").asText() + "']");
        assertThat(item).containsText("piotr.zielak@basalt.example");
        assertThat(item).containsText("No probe is declared for this tool.");
        assertThat(stack.run(id).path("state").asText()).isEqualTo("parked");
        item.getByRole(AriaRole.TEXTBOX).fill("Stands in the outbox of the mail server, once.");
        button(omar, "It happened").click();
        // Then
        assertThat(item).hasCount(0);
        assertThat(omar.locator(".past")).containsText("happened, Omar Okafor");
        stack.awaitCall(id, "succeeded");
        stack.awaitRun(id, "completed");
        assertThat(stack.call(id).at("/resolved/note").asText())
                .isEqualTo("Stands in the outbox of the mail server, once.");
        assertThat(stack.arrivals(id)).isEqualTo(1);
        windows.expectNoComplaints();
    }
}
