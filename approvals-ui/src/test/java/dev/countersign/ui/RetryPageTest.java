package dev.countersign.ui;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.not;

import dev.countersign.ui.retry.Retried;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.testing.TestingDesk;
import dev.countersign.ui.testing.TestingRetries;
import dev.countersign.ui.testing.TestingReviews;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Asking for what failed again, by a plain form. */
@QuarkusTest
class RetryPageTest {
    private static final UUID FAILED = TestingReviews.FAILED;

    @Inject
    TestingDesk desk;

    @Inject
    TestingRetries retries;

    @BeforeEach
    void seed() {
        desk.seed(TestingReviews.all(Instant.now()));
        retries.refuse(null);
    }

    private static ValidatableResponse get(String path) {
        return given().cookie("countersign_session", "maya").get(path).then();
    }

    private static ValidatableResponse post(String digest) {
        return given().cookie("countersign_session", "maya")
                .header("Sec-Fetch-Site", "same-origin")
                .redirects()
                .follow(false)
                .formParam("digest", digest)
                .post("/inbox/" + FAILED + "/again?view=failed")
                .then();
    }

    @Test
    void onlyWhoMayIsOfferedToAskAgain() {
        get("/inbox/" + FAILED).statusCode(200).body(not(containsString("Ask for it again")));

        retries.offer(FAILED);

        get("/inbox/" + FAILED)
                .body(containsString("Failed. Nothing was done in CRM. The record is locked by an approval process."))
                .body(containsString("Ask for it again"))
                .body(containsString("Nothing is sent until it is approved."));
    }

    @Test
    void leadsToTheNewCardAndBothCardsSayWhoAsked() {
        // Given
        Review failed = retries.offer(FAILED);
        // When
        post(failed.digest()).statusCode(303).header("Location", endsWith("/inbox/" + TestingReviews.NEW));
        // Then
        get("/inbox/" + TestingReviews.NEW)
                .body(containsString("<bdi>Maya Lindqvist</bdi> asked for this again"))
                .body(containsString("<a href=\"/inbox/" + FAILED + "\">it failed</a>"));
        get("/inbox/" + FAILED)
                .body(containsString("<b>Asked for again</b> by Maya Lindqvist"))
                .body(containsString("<a href=\"/inbox/" + TestingReviews.NEW + "\">See that card</a>"))
                .body(not(containsString("data-again")));
    }

    @ParameterizedTest
    @CsvSource({
        "POLICY_DENIED, 422, Policy does not allow it now.",
        "RECORD_UNREADABLE, 503, The record cannot be read now.",
        "FROZEN, 409, This is stopped.",
        "NOT_REPEATABLE, 409, This cannot be asked for again.",
        "CONFLICT, 409, Nothing was asked."
    })
    void saysOnTheCardWhyNot(String code, int status, String headline) {
        // Given
        Review failed = retries.offer(FAILED);
        retries.refuse(new Retried.Refused(code, status, "Because of <this>."));
        // When
        post(failed.digest())
                // Then
                .statusCode(status)
                .body(containsString("data-problem=\"" + code + "\""))
                .body(containsString(headline))
                .body(containsString("Because of &lt;this&gt;."));
    }

    @Test
    void whatNobodyKnowsIsNotFound() {
        given().cookie("countersign_session", "maya")
                .header("Sec-Fetch-Site", "same-origin")
                .formParam("digest", "x")
                .post("/inbox/nonsense/again")
                .then()
                .statusCode(404);
    }

    @Test
    void anotherSiteCannotAsk() {
        given().cookie("countersign_session", "maya")
                .header("Sec-Fetch-Site", "cross-site")
                .formParam("digest", retries.offer(FAILED).digest())
                .post("/inbox/" + FAILED + "/again")
                .then()
                .statusCode(403);
        get("/inbox/" + FAILED).body(containsString("Ask for it again"));
    }
}
