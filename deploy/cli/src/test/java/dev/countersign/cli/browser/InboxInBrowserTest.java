package dev.countersign.cli.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.countersign.cli.browser.Windows.awake;
import static dev.countersign.cli.browser.Windows.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** People decide in the browser what real agents asked for, and the real systems do it, or do not. */
class InboxInBrowserTest extends InBrowser {
    @Test
    void signsInByALinkThatWorksOnce() {
        String link = stack.signInLink("maya");
        Page page = windows.blank(options -> options);
        page.navigate(link);
        // Whatever merely loads the link, as mail scanners do, uses nothing up.
        page.navigate(link);
        assertThat(page.locator("h1")).hasText("Sign in as Maya Lindqvist");
        assertThat(page.context().cookies()).isEmpty();

        page.click("button.main");
        page.waitForURL("**/inbox");
        Cookie session = page.context().cookies().getFirst();
        assertThat(session.name).isEqualTo("countersign_session");
        assertThat(session.httpOnly).isTrue();
        assertThat(session.sameSite).isEqualTo(SameSiteAttribute.LAX);
        assertThat((String) page.evaluate("() => document.cookie")).isEmpty();

        Page second = windows.blank(options -> options);
        Response used = second.navigate(link);
        assertThat(used.status()).isEqualTo(410);
        assertThat(second.locator("h1")).hasText("This link does not work any more");
        windows.expectNoComplaints();
    }

    @Test
    void approvesByMouseAndSeesThatItIsDone() {
        UUID id = owner("acc-2", "maya");
        Page page = windows.card("maya", id);
        page.evaluate("() => { window.sameDocument = true; }");
        assertThat(page.locator("#consequence")).hasText("Change owner of Birchwood Foods from lee to maya");

        page.locator("button[name=verdict][value=approve]").click();

        assertThat(page.locator(row(id))).containsText("Approved by Maya Lindqvist");
        assertThat(page.locator(row(id))).containsText("Done");
        assertThat((Boolean) page.evaluate("() => window.sameDocument === true"))
                .isTrue();
        assertThat(stack.record("account", "acc-2").path("owner").asText()).isEqualTo("maya");
        assertThat(stack.call(id).path("attempts").asInt()).isEqualTo(1);
        windows.expectNoComplaints();
    }

    @Test
    void rejectsByAReasonChipAndTheAgentHearsIt() {
        UUID id = owner("acc-4", "maya");
        Page page = windows.card("maya", id);

        page.locator("button[name=reason_code][value=WRONG_VALUE]").click();

        assertThat(page.locator(row(id))).containsText("Rejected by Maya Lindqvist");
        stack.awaitCall(id, "refused");
        assertThat(stack.call(id).at("/refusal/reason/code").asText()).isEqualTo("WRONG_VALUE");
        assertThat(stack.record("account", "acc-4").path("version").asInt()).isEqualTo(1);
        page.navigate(stack.url("/inbox/" + id));
        assertThat(page.locator(".outcome")).containsText("Wrong value");
        assertThat(page.locator(".outcome")).containsText("Nothing was sent.");
        windows.expectNoComplaints();
    }

    @Test
    void decidesByKeyboardAlone() {
        UUID first = owner("acc-5", "dana");
        UUID second = owner("acc-6", "maya");
        UUID third = owner("acc-8", "maya");
        Page page = windows.card("maya", first);
        page.keyboard().press("a");
        assertThat(page.locator(row(first))).containsText("Approved by Maya Lindqvist");

        walkTo(page, second);
        page.keyboard().press("r");
        page.keyboard().press("3");
        assertThat(page.locator(row(second))).containsText("Rejected by Maya Lindqvist");

        walkTo(page, third);
        page.keyboard().press("r");
        page.keyboard().press("5");
        // Other needs a note, and the keys put the cursor where it is written.
        assertThat(page.locator("textarea[name=note]")).isFocused();
        page.keyboard().type("Ask again after the audit, not before. Thanks.");
        page.keyboard().press("Escape");
        awake(page);
        page.keyboard().press("r");
        page.keyboard().press("5");
        assertThat(page.locator(row(third))).containsText("Rejected by Maya Lindqvist");

        stack.awaitCall(first, "succeeded");
        assertThat(stack.call(second).at("/refusal/reason/code").asText()).isEqualTo("WRONG_TIME");
        assertThat(stack.call(third).at("/refusal/reason/note").asText())
                .isEqualTo("Ask again after the audit, not before. Thanks.");
        windows.expectNoComplaints();
    }

    @Test
    void aSecondWindowFollowsLive() {
        UUID waiting = owner("acc-9", "maya");
        Page lee = windows.card("lee", waiting);
        assertThat(lee.locator(".person [data-live]")).hasText("Live");

        UUID fresh = owner("acc-10", "maya");
        assertThat(lee.locator("[data-new]")).hasText("1 new");
        assertThat(lee.locator(row(fresh))).hasCount(0);

        Page maya = windows.card("maya", waiting);
        maya.locator("button[name=verdict][value=approve]").click();

        assertThat(lee.locator(row(waiting))).containsText("Approved by Maya Lindqvist");
        assertThat(lee.locator(".outcome")).containsText("Approved by Maya Lindqvist");
        assertThat(lee.locator(".outcome")).containsText("Done.");
        lee.locator("[data-new]").click();
        assertThat(lee.locator(row(fresh))).isVisible();
        stack.decide("lee", fresh, "approve");
        windows.expectNoComplaints();
    }

    @Test
    void tellsWhoWasFirstAndKeepsTheNote() {
        UUID id = owner("acc-11", "maya");
        Page page = windows.of("maya");
        // The line is cut, or the card would say at once that Lee was first.
        page.route("**/inbox/stream*", route -> route.abort());
        page.navigate(stack.url("/inbox/" + id));
        awake(page);
        page.locator("details.note summary").click();
        page.locator("textarea[name=note]").fill("The region is wrong.");
        stack.decide("lee", id, "approve");

        page.locator("button[name=reason_code][value=WRONG_VALUE]").click();

        Locator panel = page.locator("[data-problem=ALREADY_DECIDED]");
        assertThat(panel).containsText("Lee Carter approved this");
        assertThat(panel).containsText("Nothing was sent by your click.");
        assertThat(panel.locator("textarea")).hasValue("The region is wrong.");
        assertThat(page.locator("#bar")).containsText("Approved by Lee Carter");
        assertThat(stack.votes(id)).isEqualTo(1);
        windows.expectNoComplaints();
    }

    @Test
    void asksAgainWhenTheRecordMoved() {
        UUID id = stack.ask("stage-follow-up", Map.of("opportunity_id", "opp-17", "stage", "proposal"));
        Page page = windows.card("maya", id);
        stack.change("opportunity", "opp-17", Map.of("stage", "discovery", "amount", 20_000));

        page.locator("button[name=verdict][value=approve]").click();

        assertThat(page.locator("[data-problem=STALE]")).containsText("The record changed after you read it.");
        assertThat(page.locator("table.three thead")).containsText("You saw");
        assertThat(page.locator("table.three .moved")).hasText(new String[] {"discovery", "20,000"});
        assertThat(page.locator("table.three tbody tr", new Page.LocatorOptions().setHasText("Amount")))
                .containsText("not touched");
        assertThat(stack.call(id).path("attempts").asInt()).isZero();
        Locator approve = page.locator("button[name=verdict][value=approve]");
        assertThat(approve).containsText("Approve on new values: Move stage");
        assertThat(approve).not().isFocused();
        page.locator("button[name=reason_code][value=WRONG_TIME]").click();
        assertThat(page.locator(row(id))).containsText("Rejected by Maya Lindqvist");
        windows.expectNoComplaints();
    }

    @Test
    void approvesOnTheNewValues() {
        String opportunity = stack.opportunities(1).getFirst();
        UUID id = stack.ask("stage-follow-up", Map.of("opportunity_id", opportunity, "stage", "proposal"));
        Page page = windows.card("maya", id);
        stack.change("opportunity", opportunity, Map.of("amount", 31_500));

        page.locator("button[name=verdict][value=approve]").click();

        assertThat(page.locator("[data-problem=STALE]")).containsText("The record changed after you read it.");
        assertThat(page.locator("table.three thead th b")).hasText(new String[] {"You saw", "Now", "Proposed"});
        Locator amount = page.locator("table.three tbody tr", new Page.LocatorOptions().setHasText("Amount"));
        assertThat(amount.locator("td").nth(0)).hasText("20,000");
        assertThat(amount.locator("td").nth(1)).containsText("31,500");
        assertThat(amount.locator("td").nth(2)).hasText("not touched");
        assertThat(stack.arrivals(id)).isZero();
        assertThat(stack.votes(id)).as("a vote for what is no longer so").isZero();

        Locator approve = page.locator("button[name=verdict][value=approve]");
        assertThat(approve).containsText("Approve on new values: Move stage");
        approve.click();
        assertThat(page.locator(row(id))).containsText("Approved by Maya Lindqvist");
        stack.awaitCall(id, "succeeded");
        assertThat(stack.record("opportunity", opportunity).path("stage").asText())
                .isEqualTo("proposal");
        assertThat(stack.record("opportunity", opportunity).path("amount").asInt())
                .isEqualTo(31_500);
        assertThat(stack.arrivals(id)).isEqualTo(1);
        assertThat(stack.votes(id)).isEqualTo(1);
        windows.expectNoComplaints();
    }

    @Test
    void stopsDecidingWhileOffline() {
        UUID id = owner("acc-14", "maya");
        Page page = windows.of("maya");
        page.clock().install();
        page.navigate(stack.url("/inbox/" + id));
        assertThat(page.locator(".person [data-live]")).hasText("Live");
        page.locator("details.note summary").click();
        page.locator("textarea[name=note]").fill("Half a thought");

        page.context().setOffline(true);
        assertThat(page.locator(".person [data-live]")).hasText("Reconnecting");
        page.clock().fastForward(40_000);
        Locator notice = page.locator("[data-offline-notice]");
        assertThat(notice).containsText("Deciding is off until the line is back.");
        assertThat(page.locator("button[name=verdict][value=approve]")).hasAttribute("aria-disabled", "true");
        assertThat(page.locator("button[name=reason_code][value=WRONG_TIME]")).hasAttribute("aria-disabled", "true");

        page.context().setOffline(false);
        assertThat(notice).hasCount(0);
        assertThat(page.locator("textarea[name=note]")).hasValue("Half a thought");
        page.locator("button[name=reason_code][value=WRONG_TIME]").click();
        assertThat(page.locator(row(id))).containsText("Rejected by Maya Lindqvist");
        assertThat(stack.approval(id).at("/votes/0/reason/note").asText()).isEqualTo("Half a thought");
        windows.expectNoComplaints();
    }

    private static UUID owner(String account, String owner) {
        return stack.ask("territory-router", Map.of("account_id", account, "owner", owner));
    }

    /** J until the card is the wished one: other tests may have left items between. */
    private static void walkTo(Page page, UUID id) {
        for (int steps = 0; steps < 40; steps++) {
            awake(page);
            String shown = page.locator("#card article.card").getAttribute("data-approval");
            if (id.toString().equals(shown)) {
                return;
            }
            page.keyboard().press("j");
            page.waitForFunction(
                    "shown => document.querySelector('#card article.card')?.dataset.approval !== shown", shown);
        }
        throw new AssertionError("The keys do not lead to " + id);
    }
}
