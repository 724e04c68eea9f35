package dev.countersign.cli.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.countersign.cli.browser.Windows.awake;
import static dev.countersign.cli.browser.Windows.button;
import static dev.countersign.cli.browser.Windows.row;

import com.microsoft.playwright.Page;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** Every page in every state that it has, and the way there. */
final class Sights {
    private static final String LIVE = ".person [data-live]";

    private final RealStack stack;
    private final Office office;
    private UUID other;
    private UUID held;

    Sights(RealStack stack, Office office) {
        this.stack = stack;
        this.office = office;
    }

    List<Sight> all() {
        return Stream.of(cards(), lists(), work(), stories(), operations(), doors())
                .flatMap(List::stream)
                .toList();
    }

    private List<Sight> cards() {
        return List.of(
                new Sight("inbox", "maya", this::somethingToDecide, this::decidedElsewhere, page -> leftAlone()),
                new Sight("card-create", "maya", "/inbox/" + office.contact),
                new Sight("card-t2", "maya", "/inbox/" + office.mail),
                new Sight("card-t3", "maya", "/inbox/" + office.merge, page -> page.locator("[data-need=tick]")
                        .first()
                        .check()),
                new Sight("stale", "maya", "/inbox/" + office.stale),
                new Sight("decided", "maya", "/inbox/" + office.done + "?view=decided"),
                new Sight("undone", "maya", "/inbox/" + office.undone + "?view=decided", page -> assertThat(
                                page.locator(".became"))
                        .containsText("Undone by Maya Lindqvist")),
                new Sight("rejected", "maya", "/inbox/" + office.rejected + "?view=decided"),
                new Sight("expired", "maya", "/inbox/" + office.expired),
                new Sight("not-mine", "noor", "/inbox/" + office.move),
                new Sight("unfolded", "maya", "/inbox/" + office.move, page -> {
                    page.locator("#bar details.note summary").click();
                    page.locator("#bar details.snooze summary").click();
                }),
                new Sight("edit", "maya", "/inbox/" + office.move + "?edit"),
                new Sight("edit-refused", "maya", "/inbox/" + office.move + "?edit", page -> {
                    page.locator("[data-save]").click();
                    assertThat(page.locator("[data-problem], .field.wrong").first())
                            .isVisible();
                }));
    }

    private List<Sight> lists() {
        return List.of(
                new Sight("team", "maya", "/inbox?view=team"),
                new Sight("list-expiring", "maya", "/inbox?view=expiring"),
                new Sight("list-empty", "maya", "/inbox?view=snoozed"),
                new Sight("list-decided", "maya", "/inbox?view=decided"),
                new Sight("list-failed", "maya", "/inbox?view=failed"),
                new Sight("filter", "maya", "/inbox?view=mine&tier=T2", page -> {
                    page.locator("details.filter-form summary").click();
                    assertThat(page.getByLabel("Save this view as")).isVisible();
                }),
                new Sight("filter-none", "maya", "/inbox?view=mine&ref=account:acc-0"),
                new Sight("empty", "noor", "/inbox", page -> assertThat(page.locator("h1"))
                        .hasText("Nothing needs you.")));
    }

    private List<Sight> work() {
        return List.of(
                new Sight("batch", "maya", "/inbox", page -> {
                    page.locator("li.pile a").first().click();
                    page.mouse().move(1, 1);
                    assertThat(page.locator("table.alike")).isVisible();
                    awake(page);
                }),
                new Sight("hold", "maya", this::somethingToHold, this::approved, this::takenBack),
                new Sight("palette", "maya", "/inbox/" + office.move, page -> {
                    page.keyboard().press("Control+k");
                    assertThat(page.locator("#palette input")).isFocused();
                }),
                new Sight("keys", "maya", "/inbox/" + office.move, page -> {
                    page.keyboard().press("?");
                    assertThat(page.locator("#keys")).isVisible();
                }),
                new Sight("away", "maya", "/away"),
                new Sight("mails", "maya", "/mails"));
    }

    private List<Sight> stories() {
        String run = "/runs/" + stack.approval(office.done).path("run_id").asText();
        String call = "/calls/" + stack.approval(office.undone).path("call_id").asText();
        return List.of(
                new Sight("runs", "dana", "/runs"),
                new Sight("runs-none", "dana", "/runs?workflow=none"),
                new Sight(
                        "run",
                        "dana",
                        () -> run,
                        page -> page.setViewportSize(page.viewportSize().width, 1280),
                        page -> page.setViewportSize(page.viewportSize().width, 800)),
                new Sight("run-unfolded", "dana", run, page -> {
                    page.getByText("Prompt and tools of step 2").click();
                    assertThat(page.locator("details[open] .code-box").first()).isVisible();
                }),
                new Sight("prompt", "dana", run + "/steps/2"),
                new Sight("call", "dana", call),
                new Sight(
                        "call-by-hand",
                        "maya",
                        "/calls/" + stack.approval(office.move).path("call_id").asText(),
                        page -> page.getByText("I do it by hand").click()),
                new Sight("search", "dana", "/search"),
                new Sight("search-found", "dana", "/search?q=halden"),
                new Sight("search-none", "dana", "/search?q=nothing-is-called-that"));
    }

    private List<Sight> operations() {
        return List.of(
                new Sight("unknown", "omar", "/unknown", page -> page.getByLabel("What you found")
                        .fill("No such mail in the outbox at 14:01, checked by recipient and by subject.")),
                new Sight(
                        "freeze",
                        "omar",
                        () -> {
                            office.freezeMails();
                            return "/freeze";
                        },
                        page -> {
                            page.locator("select[name=connector]").selectOption("crm");
                            page.getByLabel("Reason").fill("Territory migration until 16:00");
                            assertThat(button(page, "Freeze crm")).isVisible();
                            assertThat(page.locator("[data-state=confirmed]")).isVisible();
                        },
                        page -> {}),
                new Sight(
                        "frozen",
                        "maya",
                        () -> "/inbox/" + office.mail,
                        page -> assertThat(page.locator("#card")).containsText("Bounce rate over 5 %"),
                        page -> office.release()),
                new Sight(
                        "failed",
                        "maya",
                        () -> {
                            office.notSent();
                            return "/inbox/" + office.unknown + "?view=failed";
                        },
                        page -> assertThat(button(page, "Ask for it again")).isVisible(),
                        page -> {}),
                new Sight("asked-again", "maya", "/inbox/" + office.unknown + "?view=failed", page -> {
                    button(page, "Ask for it again").click();
                    assertThat(page.locator("article.card .again")).containsText("asked for this again");
                    awake(page);
                }),
                new Sight("freeze-none", "omar", "/freeze"),
                new Sight("policy", "dana", "/policy", page -> assertThat(page.locator("table.rules"))
                        .containsText("First e-mail to a new domain")),
                new Sight("backlog", "omar", "/backlog"));
    }

    private List<Sight> doors() {
        return List.of(
                new Sight("not-found", "maya", "/inbox/nothing-here"),
                new Sight("sign-in", null, () -> path(stack.signInLink("maya")), page -> {}, page -> {}),
                new Sight("sign-in-used", null, "/sign-in?token=" + "0".repeat(40)),
                new Sight("signed-out", null, "/inbox"));
    }

    // ---- ways -------------------------------------------------------------------------------------------------------

    private String somethingToDecide() {
        other = office.territory("Corvid Analytics");
        office.claim("maya");
        return "/inbox/" + office.move;
    }

    /** A colleague decides an item of the list while it is open. */
    private void decidedElsewhere(Page page) {
        assertThat(page.locator(LIVE)).hasText("Live");
        stack.decide("lee", other, "approve");
        assertThat(page.locator(row(other))).containsText("Approved by Lee Carter");
        other = office.territory("Larkspur Media");
        assertThat(page.locator("[data-new]")).hasText("1 new");
    }

    private void leftAlone() {
        stack.reject("lee", other, "WRONG_TIME", "Next quarter.");
    }

    private String somethingToHold() {
        held = office.territory("Corvid Analytics");
        return "/inbox/" + held;
    }

    private void approved(Page page) {
        awake(page);
        page.locator("button[name=verdict][value=approve]").click();
        page.mouse().move(1, 1);
        assertThat(page.locator("#held [data-held='" + held + "']")).isVisible();
        assertThat(page.locator(row(held))).containsText("waits to be sent");
    }

    private void takenBack(Page page) {
        page.locator("#held [data-held='" + held + "'] [data-undo] button").click();
        assertThat(page.locator("#held [data-held='" + held + "']")).hasCount(0);
        stack.reject("lee", held, "WRONG_TIME", "Next quarter.");
    }

    private String path(String link) {
        return link.substring(stack.url("").length());
    }
}
