package dev.countersign.ui;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.testing.TestingHolds;
import dev.countersign.ui.testing.TestingReviews;
import dev.countersign.ui.testing.Windows;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The toasts at the foot of the list. */
@QuarkusTest
class HoldInBrowserTest extends Windows {
    private static final UUID MOVE = TestingReviews.MOVE;
    private static final String TOAST = "#held [data-held='" + MOVE + "']";

    @Inject
    TestingHolds holds;

    private void held(Duration span) {
        holds.hold(desk.review(MOVE), span);
    }

    @Test
    void toastIsThereAfterThePageWasLoadedAndUTakesItBack() {
        held(Duration.ofSeconds(40));
        Page page = open("maya", "/inbox?view=mine");
        assertThat(page.locator(TOAST)).containsText("Sends in");
        page.reload();
        assertThat(page.locator(TOAST)).isVisible();
        picture(page, "hold-light");
        quiet(page);
        page.keyboard().press("u");
        assertThat(page.locator(TOAST)).hasCount(0);
        assertThat(page.locator("#say")).containsText("Nothing was sent");
        assertThat(desk.review(MOVE).state()).isEqualTo(ReviewState.PENDING);
    }

    @Test
    void keepingItGivesAMinuteAndIsOfferedOnce() {
        held(Duration.ofSeconds(20));
        Page page = open("maya", "/inbox?view=mine");
        page.locator(TOAST + " [data-keep] button").click();
        assertThat(page.locator(TOAST + " [data-keep]")).hasCount(0);
        assertThat(page.locator(TOAST)).containsText("Sends in 5");
    }

    @Test
    void toastGoesWhenItsTimeIsOver() {
        held(Duration.ofSeconds(2));
        Page page = open("maya", "/inbox?view=mine");
        assertThat(page.locator(TOAST)).hasCount(0);
    }

    @Test
    void undoOnTheCardWorksWithoutScripts() {
        held(Duration.ofSeconds(40));
        Page page = tab(browser("maya", 1280, ColorScheme.LIGHT, false));
        page.navigate(base.resolve("/inbox/" + MOVE + "?view=mine").toString());
        page.locator("#bar [data-undo] button").click();
        assertThat(page.locator("article.card")).hasAttribute("data-state", "pending");
    }

    @Test
    void axeFindsNothingInLightAndDark() {
        held(Duration.ofSeconds(40));
        List<String> found = new ArrayList<>();
        for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            for (int width : List.of(1280, 390)) {
                Page page = tab(browser("maya", width, scheme, true));
                page.navigate(base.resolve("/inbox/" + MOVE + "?view=mine").toString());
                assertThat(page.locator(TOAST)).isVisible();
                picture(page, "hold-" + scheme + "-" + width);
                found.addAll(axe(page, scheme + " " + width));
            }
        }
        assertThat(found).isEmpty();
    }
}
