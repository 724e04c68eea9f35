package dev.countersign.ui;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AwayPageTest {

    private static RequestSpecification maya() {
        return given().cookie("countersign_session", "maya")
                .header("Sec-Fetch-Site", "same-origin")
                .redirects()
                .follow(false);
    }

    @Test
    void handsOverAndTakesBackWithPlainForms() {
        // When
        maya().formParam("to", "lee")
                .formParam("from", "2026-12-01T08:00")
                .formParam("until", "2099-12-08T18:00")
                .formParam("groups", "revops")
                .post("/away")
                .then()
                .statusCode(303);

        // Then
        String page = maya().get("/away").asString();
        assertThat(page).contains("Lee Carter decides for you", "for revops");
        String end = page.replaceAll("(?s).*action=\"(/away/[0-9a-f-]+/end)\".*", "$1");
        maya().post(end).then().statusCode(303);
        maya().get("/away").then().body(not(containsString("Lee Carter decides for you")));
    }

    @Test
    void saysWhyNothingWasHandedOverAndKeepsWhatWasTyped() {
        maya().formParam("to", "noor")
                .formParam("from", "2026-12-01T08:00")
                .formParam("until", "2026-12-08T18:00")
                .post("/away")
                .then()
                .statusCode(422)
                .body(containsString("data-problem=\"CYCLE\""))
                .body(containsString("value=\"2026-12-08T18:00\""))
                .body(containsString("<option value=\"noor\" selected>"));
        maya().formParam("to", "lee")
                .formParam("from", "tomorrow")
                .post("/away")
                .then()
                .statusCode(422)
                .body(containsString("data-problem=\"INVALID\""));
    }

    @Test
    void showsMailsAsTextAndLinksOnlyThisInbox() {
        maya().get("/mails")
                .then()
                .statusCode(200)
                .body(containsString("href=\"/inbox/00000000-0000-0000-0000-000000000001\""))
                .body(containsString("T1 Move &lt;b&gt;Halden&lt;/b&gt;"))
                .body(not(containsString("<script>alert")))
                .body(not(containsString("href=\"https://elsewhere.example")));
    }
}
