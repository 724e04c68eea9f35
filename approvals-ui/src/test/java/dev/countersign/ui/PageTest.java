package dev.countersign.ui;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import dev.countersign.ui.testing.TestingDesk;
import dev.countersign.ui.testing.TestingReviews;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
class PageTest {

    @Inject
    TestingDesk desk;

    @BeforeEach
    void seed() {
        desk.seed(TestingReviews.all(Instant.now()));
    }

    @Test
    void showsTheInbox() {
        given().cookie("countersign_session", "maya")
                .get("/inbox")
                .then()
                .statusCode(200)
                .body(containsString("Halden"));
    }
}
