package dev.countersign.ui;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.testing.TestingCards;
import dev.countersign.ui.testing.TestingDesk;
import dev.countersign.ui.testing.TestingReviews;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The card in every tier, without a browser: its order, what stands beside it, what the server asks for. */
@QuarkusTest
class CardPageTest {

    @Inject
    TestingDesk desk;

    @BeforeEach
    void seed() {
        Instant now = Instant.now();
        desk.seed(List.of(
                TestingCards.beside(now),
                TestingCards.alone(now),
                TestingCards.spend(now),
                TestingReviews.mail(now),
                TestingReviews.merge(now)));
    }

    @Test
    void tellsFactsFirstThenWhatStandsBesideThemAndTheAgentLast() {
        // When
        String card = card(TestingReviews.MOVE);
        // Then
        assertThat(card)
                .containsSubsequence(
                        "id=\"consequence\"",
                        "class=\"strip\"",
                        "<h2>Changes</h2>",
                        "<h2>Why you</h2>",
                        "<h2>Account</h2>",
                        "<h2>Similar</h2>",
                        "<h2>Agent says</h2>");
        assertThat(card)
                .contains("<a href=\"/inbox/" + TestingReviews.OWNER + "\">1 more item waits</a> here.")
                .contains("<bdi>icp-research</bdi>: <a href=\"/calls/")
                .contains("<bdi>set Employees to 340</bdi>")
                .contains("<bdi>billing-desk</bdi>: <bdi>issue invoice 12</bdi>")
                .contains("<b>17</b> approved, <b>2</b> edited, <b>1</b> rejected, <b>0</b> undone later")
                .contains("Last reject: Wrong value.", "Close date slipped, the stage did not.", "Tom Becker");
    }

    @Test
    void leavesOutWhatIsNotThere() {
        assertThat(card(TestingReviews.MAIL)).doesNotContain("<h2>Similar</h2>", "Another agent", "more item");
    }

    @Test
    void asksForTicksAndTheCountThatFollowFromTheCard() {
        // When
        String card = card(TestingCards.ALONE);
        // Then
        assertThat(card)
                .contains("Tick what you have checked", "<bdi>Owner becomes Lee Carter</bdi>")
                .contains("Type how many records", "data-count-of=\"12\"")
                .as("no tick is the agent's idea")
                .doesNotContain("<bdi>Tick nothing");
    }

    @Test
    void refusesAWideOneThatWasNotTickedOrCounted() {
        // Given
        String path = "/inbox/" + TestingCards.ALONE + "/votes";
        // When / Then
        form(TestingCards.ALONE)
                .post(path)
                .then()
                .statusCode(422)
                .body(containsString("data-problem=\"INVALID\""))
                .body(containsString("Tick 1 more and type the number of records."));
        form(TestingCards.ALONE)
                .formParam("checked", "1")
                .formParam("count", "1")
                .post(path)
                .then()
                .statusCode(422)
                .body(containsString("Type the number of records."));
        assertThat(desk.votesTaken()).isZero();
        form(TestingCards.ALONE)
                .formParam("checked", "1")
                .formParam("count", "12")
                .post(path)
                .then()
                .statusCode(303);
        assertThat(desk.review(TestingCards.ALONE).state()).isEqualTo(ReviewState.GRANTED);
    }

    @Test
    void asksTheSecondPersonForTheLostThingsAndShowsTheVotes() {
        // When
        String card = card(TestingReviews.MERGE);
        // Then
        assertThat(card)
                .contains("1 of 2 votes", "May be lost: Brightwater Energy Ltd", "<bdi>It cannot be undone</bdi>")
                .contains("data-count-of=\"59\"");
    }

    @Test
    void rejectingAWideOneNeedsNoTick() {
        maya().header("Sec-Fetch-Site", "same-origin")
                .formParam("verdict", "reject")
                .formParam("reason_code", "NOT_ALLOWED")
                .formParam("digest", desk.review(TestingCards.ALONE).digest())
                .post("/inbox/" + TestingCards.ALONE + "/votes")
                .then()
                .statusCode(303);
    }

    @Test
    void asksEveryT2ForATickWhereThereAreNoScripts() {
        assertThat(card(TestingCards.SPEND)).contains("I have read all of it", " data-read", "data-end");
        assertThat(card(TestingReviews.MOVE)).doesNotContain("I have read all of it");
    }

    @Test
    void emptyInboxTellsTheDay() {
        // Given
        desk.seed(List.of());
        // When
        String page = maya().get("/inbox").asString();
        // Then
        assertThat(page)
                .contains("Nothing needs you.", "Last decision ", ", by you.", "Ran without you today")
                .contains("1,284", "1,190 reads, 94 writes", "12 by “Daily limit”", "31 approved, 4 rejected")
                .contains("Look over three of the 94 writes", "&lt;b&gt;Lee&lt;/b&gt;")
                .doesNotContain("Should have asked");
        assertThat(maya().get("/inbox?view=team").asString()).doesNotContain("Ran without you");
    }

    record Hostile(String name, String text, String shown) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Hostile> hostile() throws IOException {
        JsonNode table = new ObjectMapper().readTree(CardPageTest.class.getResource("/hostile-texts.json"));
        return StreamSupport.stream(table.spliterator(), false)
                .map(row -> new Hostile(
                        row.path("name").asText(),
                        row.path("text").asText(),
                        row.path("shown").asText("")));
    }

    /** Characters that change the order of what is read, or draw nothing. */
    private static boolean disguises(int c) {
        return c >= 0x202A && c <= 0x202E
                || c >= 0x2066 && c <= 0x2069
                || c == 0x200B
                || c == 0xFEFF
                || c == 0x3164
                || c >= 0xE0000 && c <= 0xE007F
                || c < 0x20 && c != '\n' && c != '\t';
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void showsHostileTextInertBoundedAndMarkedInEveryPlace(Hostile hostile) {
        // Given
        desk.seed(List.of(TestingCards.holding(hostile.text(), Instant.now()), TestingReviews.move(Instant.now())));
        // When
        String page =
                maya().get("/inbox/" + TestingCards.FOREIGN + "?view=team").asString();
        // Then
        String own = page.replaceAll("<script src=[^>]*></script>", "");
        assertThat(own)
                .doesNotContain(
                        "<script",
                        "<img",
                        "onerror=alert(1)>",
                        "\" onmouseover=",
                        "href=\"javascript:",
                        "href=\"https:");
        assertThat(page.codePoints().filter(CardPageTest::disguises).count()).isZero();
        assertThat(page.length()).isLessThan(1_500_000);
        if (!hostile.shown().isEmpty()) {
            String escaped = hostile.shown()
                    .replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;")
                    .replace("\"", "&quot;")
                    .replace("'", "&#39;");
            String body = page.substring(page.indexOf("letter-body"));
            assertThat(body.substring(0, body.indexOf("</div>"))).contains(escaped);
        }
    }

    private static String card(UUID id) {
        return maya().get("/inbox/" + id).then().statusCode(200).extract().asString();
    }

    private static RequestSpecification maya() {
        return given().cookie("countersign_session", "maya").redirects().follow(false);
    }

    private RequestSpecification form(UUID id) {
        return maya().header("Sec-Fetch-Site", "same-origin")
                .formParam("verdict", "approve")
                .formParam("digest", desk.review(id).digest());
    }
}
