package dev.countersign.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.review.Verdict;
import dev.countersign.ui.testing.TestingPeople;
import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.TestingRounds;
import dev.countersign.ui.testing.TestingTimeline;
import dev.countersign.ui.testing.Windows;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What happens elsewhere reaches every open page, and nothing moves under whoever reads it. */
@QuarkusTest
class LiveTest extends Windows {

    private static final String CHIP = ".person .live";

    @Test
    void eightTabsShareOneStream() {
        BrowserContext browser = browser("maya", 1280, ColorScheme.LIGHT, true);
        List<Page> tabs =
                IntStream.range(0, 8).mapToObj(i -> at(tab(browser), "inbox")).toList();
        tabs.forEach(tab -> assertThat(tab.locator(CHIP)).hasText("Live"));

        decide(TestingReviews.OWNER, TestingPeople.LEE);

        tabs.forEach(tab -> assertThat(tab.locator(row(TestingReviews.OWNER))).containsText("Approved by Lee Carter"));
        assertThat(desk.streamsOpened()).isEqualTo(1);
    }

    @Test
    void theNextTabTakesOverWhereTheFirstOneStopped() {
        BrowserContext browser = browser("maya", 1280, ColorScheme.LIGHT, true);
        Page first = at(tab(browser), "inbox");
        assertThat(first.locator(CHIP)).hasText("Live");
        Page second = at(tab(browser), "inbox");
        assertThat(second.locator(CHIP)).hasText("Live");
        List<String> asked = new ArrayList<>();
        second.onRequest(request -> asked.add(request.url()));
        decide(TestingReviews.OWNER, TestingPeople.LEE);
        assertThat(second.locator(row(TestingReviews.OWNER))).containsText("Approved by Lee Carter");
        String heard = desk.position();

        first.close();
        decide(TestingReviews.MOVE, TestingPeople.LEE);

        assertThat(second.locator(row(TestingReviews.MOVE))).containsText("Approved by Lee Carter");
        assertThat(desk.streamsOpened()).isEqualTo(2);
        // With the id of the last event that it heard, or of the next one if that came through the first tab still.
        assertThat(desk.resumedFrom().getLast()).isIn(heard, desk.position());
        assertThat(asked.stream().filter(url -> url.contains(TestingReviews.MOVE + "/row")))
                .hasSize(1);
    }

    @Test
    void missesNothingWhileTheServerIsAway() {
        Page page = open("maya", "inbox");
        assertThat(page.locator(CHIP)).hasText("Live");
        decide(TestingReviews.OWNER, TestingPeople.LEE);
        assertThat(page.locator(row(TestingReviews.OWNER))).containsText("Approved by Lee Carter");
        String heard = desk.position();

        desk.cutStreams();
        desk.put(TestingReviews.owner(Instant.now(), TestingReviews.NEW, 5));
        decide(TestingReviews.MOVE, TestingPeople.LEE);

        assertThat(page.locator(row(TestingReviews.MOVE))).containsText("Approved by Lee Carter");
        assertThat(page.locator("[data-new]")).hasText("1 new");
        assertThat(page.locator(CHIP)).hasText("Live");
        assertThat(desk.resumedFrom().getLast()).isEqualTo(heard);
    }

    @Test
    void asksNowAndThenWhereNoStreamGetsThrough() {
        Page page = tab(browser("maya", 1280, ColorScheme.LIGHT, true));
        page.route("**/inbox/stream*", route -> route.abort());
        page.clock().install();
        at(page, "inbox");
        assertThat(page.locator(CHIP)).hasText("Every 15 s");
        assertThat(page.locator("#say")).containsText("asks every 15 s");

        decide(TestingReviews.OWNER, TestingPeople.LEE);
        desk.put(TestingReviews.owner(Instant.now(), TestingReviews.NEW, 5));
        page.clock().fastForward(16_000);

        assertThat(page.locator(row(TestingReviews.OWNER))).containsText("Approved by Lee Carter");
        assertThat(page.locator("[data-new]")).hasText("1 new");
        assertThat(page.locator("button[value=approve]")).not().hasAttribute("aria-disabled", "true");
        complaints.removeIf(text -> text.contains("ERR_FAILED"));
    }

    @Test
    void countsOnEveryPage() {
        Page page = open("maya", "runs/" + TestingTimeline.RUN);
        Locator mine = page.locator(".rail [data-count=mine]");
        assertThat(mine).hasText(Pattern.compile("\\d+"));
        int before = Integer.parseInt(mine.textContent());
        assertThat(page).hasTitle(Pattern.compile("\\(" + before + "\\) .*"));

        desk.put(TestingReviews.owner(Instant.now(), TestingReviews.NEW, 5));

        assertThat(mine).hasText(Integer.toString(before + 1));
        assertThat(page).hasTitle(Pattern.compile("\\(" + (before + 1) + "\\) .*"));
    }

    @Test
    void countsWhatChangedBeforeTheLineWasOpen() {
        Page page = tab(browser("maya", 1280, ColorScheme.LIGHT, true));
        List<Route> held = new ArrayList<>();
        page.route("**/inbox/stream*", held::add);
        at(page, "runs/" + TestingTimeline.RUN);
        Locator mine = page.locator(".rail [data-count=mine]");
        assertThat(mine).hasText(Pattern.compile("\\d+"));
        int before = Integer.parseInt(mine.textContent());
        page.waitForCondition(() -> !held.isEmpty());

        desk.put(TestingReviews.owner(Instant.now(), TestingReviews.NEW, 5));
        held.getFirst().resume();

        assertThat(mine).hasText(Integer.toString(before + 1));
    }

    @Test
    void countsOnceForManyChanges() {
        Page page = open("maya", "inbox");
        assertThat(page.locator(CHIP)).hasText("Live");
        List<String> asked = new ArrayList<>();
        page.onRequest(request -> asked.add(request.url()));
        Locator mine = page.locator(".rail [data-count=mine]");
        int before = Integer.parseInt(mine.textContent());

        for (int i = 0; i < 30; i++) {
            desk.put(TestingReviews.owner(Instant.now(), TestingReviews.id(100 + i), 60 + i));
        }

        assertThat(page.locator("[data-new]")).hasText("30 new");
        assertThat(mine).hasText(Integer.toString(before + 30));
        assertThat(asked.stream().filter(url -> url.endsWith("/inbox/counts"))).hasSizeLessThan(10);
    }

    @Test
    void expiresByItselfAtThatMoment() {
        Instant soon = Instant.now().plus(Duration.ofSeconds(6));
        desk.store(TestingRounds.until(desk.review(TestingReviews.MOVE), soon));
        Page page = open("maya", "inbox/" + TestingReviews.MOVE);
        assertThat(page.locator("button[value=approve]")).isVisible();
        page.locator("details.note summary").click();
        page.locator("textarea[name=note]").fill("Half a thought");
        page.locator(row(TestingReviews.OWNER) + " a").focus();

        // Nobody tells the page; the server has ended it, and the page asks at the moment at which it should have.
        desk.store(
                TestingRounds.with(desk.review(TestingReviews.MOVE), ReviewState.EXPIRED, List.of(), "refused", null));

        assertThat(page.locator(row(TestingReviews.MOVE))).containsText("Expired");
        assertThat(page.locator("#bar .outcome")).containsText("Expired");
        assertThat(page.locator("#bar")).not().containsText("Approve:");
        assertThat(page.locator("#bar textarea")).hasValue("Half a thought");
        assertThat(page.locator(row(TestingReviews.OWNER) + " a")).isFocused();
    }

    @Test
    void leavesTheBarToWhoeverIsInIt() {
        Page page = open("maya", "inbox/" + TestingReviews.MOVE);
        assertThat(page.locator(CHIP)).hasText("Live");
        page.locator("button[value=WRONG_TIME]").focus();

        desk.put(TestingRounds.with(desk.review(TestingReviews.MOVE), ReviewState.EXPIRED, List.of(), "refused", null));
        assertThat(page.locator("[data-live-notice]")).containsText("This expired.");
        assertThat(page.locator("button[value=WRONG_TIME]")).isFocused();

        page.locator("#consequence").focus();
        assertThat(page.locator("#bar .outcome")).containsText("Expired");
        assertThat(page.locator("#consequence")).isFocused();
    }

    @Test
    void keepsTheNoteOfWhoWasSignedOut() {
        Page page = open("maya", "inbox/" + TestingReviews.MOVE + "?view=team");
        page.locator("details.note summary").click();
        page.locator("textarea[name=note]").fill("jka, only after the audit");
        page.context().clearCookies();

        page.click("button[value=WRONG_TIME]");
        page.waitForURL("**/sign-in?next=**");
        assertThat(desk.votesTaken()).isZero();

        // The link that the person is given elsewhere knows nothing of the item; the browser does.
        page.navigate(
                base + "sign-in?token=link-maya-" + UUID.randomUUID().toString().replace("-", ""));
        page.click("button.main");
        page.waitForURL("**/inbox/" + TestingReviews.MOVE + "?view=team");
        Locator notice = page.locator("[data-kept-notice]");
        assertThat(notice).containsText("You were signed out. Nothing was sent. Your note is kept below.");
        assertThat(notice).containsText("You had pressed Reject: Wrong time.");
        assertThat(notice).isFocused();
        assertThat(page.locator("textarea[name=note]")).hasValue("jka, only after the audit");

        page.click("button[value=WRONG_TIME]");
        assertThat(page.locator(row(TestingReviews.MOVE))).containsText("Rejected by Maya Lindqvist");
        assertThat(desk.review(TestingReviews.MOVE).votes().getLast().reason().note())
                .isEqualTo("jka, only after the audit");
        assertThat((int) page.evaluate(
                        "() => Object.keys(sessionStorage).filter(key => key.startsWith('countersign')).length"))
                .isZero();
        complaints.removeIf(text -> text.contains(" 401 "));
    }

    @Test
    void saysThatTheSessionEndedAndLoadsNothing() {
        Page page = open("maya", "inbox/" + TestingReviews.MOVE);
        assertThat(page.locator(CHIP)).hasText("Live");
        page.evaluate("() => { window.sameDocument = true; }");
        page.context().clearCookies();

        desk.cutStreams();

        assertThat(page.locator(CHIP)).hasText("Signed out");
        assertThat(page.locator("[data-out-notice]")).containsText("what you typed is kept");
        assertThat((Boolean) page.evaluate("() => window.sameDocument === true"))
                .isTrue();
        page.click("[data-out-notice] a");
        page.waitForURL("**/sign-in?next=**");
        complaints.removeIf(text -> text.contains(" 401 "));
    }

    @Test
    void notifiesOnRequestAndTakesItBackWhenItIsDecided() {
        BrowserContext browser = browser("maya", 1280, ColorScheme.LIGHT, true);
        browser.addInitScript("""
                window.rung = [];
                window.Notification = class extends EventTarget {
                  static permission = 'default';
                  static async requestPermission() { return (Notification.permission = 'granted'); }
                  constructor(title, more) { super(); this.words = more.body; window.rung.push(this); }
                  close() { this.closed = true; }
                };""");
        Page page = at(tab(browser), "inbox");
        assertThat(page.locator(CHIP)).hasText("Live");
        page.click("button.keys");
        page.click("[data-notify]");
        assertThat(page.locator("[data-notify]")).hasText("Stop notifying me");
        page.keyboard().press("Escape");

        // Not while one of our tabs is seen.
        desk.put(TestingReviews.owner(Instant.now(), TestingReviews.id(12), 5));
        assertThat(page.locator("[data-new]")).hasText("1 new");
        assertThat((int) page.evaluate("() => rung.length")).isZero();

        page.evaluate("() => Object.defineProperty(document, 'hidden', { get: () => true })");
        desk.put(TestingReviews.owner(Instant.now(), TestingReviews.NEW, 5));
        page.waitForFunction("() => rung.length === 1 && rung[0].words.includes('Acme')");
        desk.put(desk.review(TestingReviews.NEW));
        decide(TestingReviews.NEW, TestingPeople.LEE);
        page.waitForFunction("() => rung[0].closed");
        assertThat((int) page.evaluate("() => rung.length")).isEqualTo(1);
    }

    private Page at(Page page, String path) {
        page.navigate(base + path);
        return page;
    }

    private void decide(UUID approval, Viewer viewer) {
        desk.decide(viewer, approval, Verdict.APPROVE, desk.review(approval).digest(), null);
    }
}
