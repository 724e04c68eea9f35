package dev.countersign.ui;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.not;

import dev.countersign.ui.hold.TakenBack;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.review.Takeback;
import dev.countersign.ui.testing.TestingDesk;
import dev.countersign.ui.testing.TestingHolds;
import dev.countersign.ui.testing.TestingReviews;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is held, and taking it back, by plain forms. */
@QuarkusTest
class HoldPageTest {
    private static final UUID MOVE = TestingReviews.MOVE;

    @Inject
    TestingDesk desk;

    @Inject
    TestingHolds holds;

    @BeforeEach
    void seed() {
        desk.seed(TestingReviews.all(Instant.now()));
        holds.refuse(null);
    }

    private Review held() {
        return holds.hold(desk.review(MOVE), Duration.ofSeconds(30));
    }

    private static ValidatableResponse get(String path) {
        return given().cookie("countersign_session", "maya").get(path).then();
    }

    private static ValidatableResponse post(String path, String digest) {
        return given().cookie("countersign_session", "maya")
                .header("Sec-Fetch-Site", "same-origin")
                .redirects()
                .follow(false)
                .formParam("digest", digest)
                .post(path)
                .then();
    }

    @Test
    void cardSaysHowLongItIsHeldAndOffersToTakeItBack() {
        held();
        get("/inbox/" + MOVE)
                .statusCode(200)
                .body(containsString("Held, sends in"))
                .body(containsString("/inbox/" + MOVE + "/undo?view=mine"))
                .body(containsString("/inbox/" + MOVE + "/hold?view=mine"))
                .body(containsString("Nothing was sent to"));
    }

    @Test
    void undoAndKeepWorkWithoutScripts() {
        Review review = held();
        post("/inbox/" + MOVE + "/hold?view=mine", review.digest())
                .statusCode(303)
                .header("Location", endsWith("/inbox/" + MOVE + "?view=mine"));
        assertThat(Duration.between(Instant.now(), desk.review(MOVE).holdUntil()))
                .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60));
        post("/inbox/" + MOVE + "/hold?view=mine", review.digest())
                .statusCode(409)
                .body(containsString("data-problem=\"TOO_LATE\""));
        post("/inbox/" + MOVE + "/undo?view=mine", review.digest()).statusCode(303);
        assertThat(desk.review(MOVE).state()).isEqualTo(ReviewState.PENDING);
    }

    @Test
    void toastsShowTheNewestThreeAndHowManyMore() {
        TestingReviews.all(Instant.now()).stream()
                .filter(review -> review.state().takesVotes())
                .limit(5)
                .forEach(review -> holds.hold(review, Duration.ofSeconds(30)));
        String toasts = get("/inbox/held").statusCode(200).extract().asString();
        assertThat(toasts.split("data-held=", -1)).hasSize(4);
        assertThat(toasts).contains("and 2 more");
        given().cookie("countersign_session", "lee")
                .get("/inbox/held")
                .then()
                .statusCode(200)
                .body(not(containsString("data-held")));
    }

    @Test
    void afterItWasSentTheCardSaysWhatUndoingWillDo() {
        holds.sent(held(), null, null);
        get("/inbox/" + MOVE)
                .body(containsString("back to"))
                .body(containsString("if nobody has changed the record since"));
    }

    @ParameterizedTest
    @CsvSource({
        "succeeded, Undone by Lee",
        "failed, Not undone. Lee",
        "executing, no answer yet",
        "outcome_unknown, we do not know if it happened"
    })
    void cardSaysWhatBecameOfTheUndo(String state, String words) {
        holds.sent(held(), null, new Takeback.Last("Lee", Instant.now(), state, null));
        get("/inbox/" + MOVE).body(containsString(words));
    }

    @Test
    void whatIsUndoneByHandSaysHow() {
        holds.sent(held(), "It is undone by hand: Close the task.", null);
        get("/inbox/" + MOVE).body(containsString("Close the task."));
    }

    @Test
    void refusalIsANoticeWithItsCode() {
        Review review = held();
        holds.refuse(new TakenBack.Refused("NOT_UNDOABLE", 409, "Somebody changed stage. Set it back by hand."));
        post("/inbox/" + MOVE + "/undo", review.digest())
                .statusCode(409)
                .body(containsString("data-problem=\"NOT_UNDOABLE\""))
                .body(containsString("Set it back by hand."));
    }

    @Test
    void rowSaysThatItWaitsToBeSent() {
        held();
        get("/inbox/" + MOVE + "/row?view=mine")
                .body(containsString("by <bdi>you</bdi>, waits to be sent"))
                .body(containsString("row ended waits"));
    }

    @Test
    void strangersAndForeignSitesTakeNothingBack() {
        Review review = held();
        given().redirects()
                .follow(false)
                .formParam("digest", review.digest())
                .post("/inbox/" + MOVE + "/undo")
                .then()
                .statusCode(not(200));
        given().cookie("countersign_session", "maya")
                .header("Sec-Fetch-Site", "cross-site")
                .formParam("digest", review.digest())
                .post("/inbox/" + MOVE + "/undo")
                .then()
                .statusCode(403);
        assertThat(desk.review(MOVE).state()).isEqualTo(ReviewState.GRANTED);
    }
}
