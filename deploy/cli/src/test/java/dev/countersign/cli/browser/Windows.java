package dev.countersign.cli.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The windows of one test, each with cookies of its own, and what their consoles complain about. */
final class Windows implements AutoCloseable {
    private static final double PATIENCE_MS = 10_000;

    private final Browser browser;
    private final RealStack stack;
    private final List<BrowserContext> open = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    Windows(Browser browser, RealStack stack) {
        this.browser = browser;
        this.stack = stack;
    }

    /** A window in which nobody is signed in. */
    Page blank(UnaryOperator<Browser.NewContextOptions> wishes) {
        BrowserContext context = browser.newContext(wishes.apply(new Browser.NewContextOptions()
                .setViewportSize(1280, 800)
                .setColorScheme(ColorScheme.LIGHT)
                .setTimezoneId("Europe/Berlin")));
        open.add(context);
        return tab(context);
    }

    /** One more page of that browser. */
    Page tab(BrowserContext context) {
        Page page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        page.onPageError(complaints::add);
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text());
            }
        });
        return page;
    }

    /** A window in which somebody has signed in by a link. */
    Page of(String person, UnaryOperator<Browser.NewContextOptions> wishes) {
        Page page = blank(wishes);
        page.navigate(stack.signInLink(person));
        page.click("button.main");
        page.waitForURL("**/inbox");
        return page;
    }

    Page of(String person) {
        return of(person, UnaryOperator.identity());
    }

    /** Somebody's window with one card open and its keys awake. */
    Page card(String person, UUID approval) {
        Page page = of(person);
        page.navigate(stack.url("/inbox/" + approval));
        awake(page);
        return page;
    }

    /** Keys sleep until a card was on the screen for a moment: what is pressed sooner was meant for the one before. */
    static void awake(Page page) {
        page.waitForFunction("() => document.documentElement.dataset.ready === 'on'");
    }

    /** The button of exactly that name. */
    static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    static String row(UUID approval) {
        return "li.row[data-approval='" + approval + "']";
    }

    /** No script failed and nothing was blocked. The statuses that a refusal has are no complaint. */
    void expectNoComplaints() {
        complaints.removeIf(text -> text.matches("(?s).*(?:status of|Status Error Code) (401|404|409|410|422) .*")
                || text.contains("ERR_INTERNET_DISCONNECTED")
                || text.contains("ERR_FAILED")
                || text.contains("ERR_CONNECTION_REFUSED")
                || text.contains("ERR_INCOMPLETE_CHUNKED_ENCODING")
                || text.contains("ERR_CONNECTION_RESET"));
        assertThat(complaints).isEmpty();
    }

    @Override
    public void close() {
        open.forEach(BrowserContext::close);
    }
}
