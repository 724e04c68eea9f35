package dev.countersign.ui;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.countersign.ui.review.Answer;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.review.ReviewState;
import dev.countersign.ui.testing.TestingAlike;
import dev.countersign.ui.testing.TestingBatches;
import dev.countersign.ui.testing.TestingDesk;
import dev.countersign.ui.testing.TestingReviews;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of alike items as a browser without scripts gets it, and what its form answers. */
@QuarkusTest
class GroupPageTest {
    private static final String TABLE = "/inbox/groups/" + TestingAlike.KEY;

    @Inject
    TestingDesk desk;

    @Inject
    TestingBatches batches;

    @BeforeEach
    void seed() {
        seed(12);
    }

    private void seed(int alike) {
        List<Review> all = new ArrayList<>(TestingReviews.all(Instant.now()));
        all.addAll(TestingAlike.reviews(Instant.now(), alike));
        desk.seed(all);
        batches.seed(TestingAlike.records(alike));
    }

    @Test
    void alikeItemsAreOneRowOfTheListFromTenOn() {
        String list =
                maya().get("/inbox?view=mine").then().statusCode(200).extract().asString();
        assertThat(list)
                .contains("data-group=\"" + TestingAlike.KEY + "\"", "<b>close date</b>", "<b>12 opportunities</b>")
                .contains("2 outliers", TABLE + "?view=mine")
                .doesNotContain("data-approval=\"" + TestingAlike.id(0));

        seed(9);
        list = maya().get("/inbox?view=mine").then().statusCode(200).extract().asString();
        assertThat(list).doesNotContain("data-group").contains("data-approval=\"" + TestingAlike.id(0));
    }

    @Test
    void cardSaysItsPlaceAmongAllItemsAlsoThoseInAPile() {
        String move = maya().get("/inbox/" + TestingReviews.MOVE + "?view=mine").asString();
        seed(0);
        String without =
                maya().get("/inbox/" + TestingReviews.MOVE + "?view=mine").asString();

        int all = place(move).total();
        assertThat(place(without)).isEqualTo(new Place(place(without).at(), all - 12));
        assertThat(place(move).at() - place(without).at())
                .as("all of the pile stands before it, or none")
                .isIn(0, 12);
    }

    private record Place(int at, int total) {}

    private static Place place(String page) {
        Matcher found = Pattern.compile("</a> (\\d+) of (\\d+)</p>").matcher(page);
        assertThat(found.find()).isTrue();
        return new Place(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2)));
    }

    @Test
    void pileLiesSpreadOutWhileOneOfItsCardsIsOpen() {
        maya().get("/inbox/" + TestingAlike.id(3) + "?view=mine")
                .then()
                .statusCode(200)
                .body(containsString("data-approval=\"" + TestingAlike.id(0)))
                .body(not(containsString("data-group")));
    }

    @Test
    void outliersAreNotTickedAndSayWhy() {
        String page = maya().get(TABLE).then().statusCode(200).extract().asString();

        assertThat(ticked(page)).hasSize(10).doesNotContain(id(3), id(8));
        assertThat(page)
                .contains("<b>+212 days</b>; the others are 21 to 35", "<b>VIP account</b>; decide it on its own card")
                .contains("<b>12 opportunities</b>", "held back to look at", "Amount, EUR", "188,500")
                .contains("Approve the ticked</span>: Set close date", "Sends after 10 s");
        assertThat(page.length()).isLessThan(60_000);
    }

    @Test
    void eachRowIsDecidedAloneAndSaysSoInItsPlace() {
        desk.refuse(
                TestingAlike.id(5),
                new Answer.Refused("STALE", "The record changed after you read it.", null, null, null));

        String page =
                post("verdict", "approve", 0, 1, 5).statusCode(200).extract().asString();

        assertThat(page).contains("2 approved, 1 not.", "by you, ", "The record changed after you read it.");
        assertThat(page).contains("data-problem=\"STALE\"");
        assertThat(ticked(page)).isEmpty();
        assertThat(desk.review(TestingAlike.id(0)).state()).isEqualTo(ReviewState.GRANTED);
        assertThat(desk.review(TestingAlike.id(2)).state()).isEqualTo(ReviewState.PENDING);
        assertThat(desk.votesTaken()).isEqualTo(2);
    }

    @Test
    void chipRejectsTheTickedWithItsReason() {
        post("reason_code", "WRONG_TIME", 2, 3).statusCode(200).body(containsString("2 rejected."));

        assertThat(desk.review(TestingAlike.id(3))
                        .votes()
                        .getLast()
                        .reason()
                        .code()
                        .name())
                .isEqualTo("WRONG_TIME");
        assertThat(desk.votesTaken()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            verdict     | approve |   | No row is ticked.
            verdict     | maybe   | 1 | The form was incomplete.
            reason_code | OTHER   | 1 | Other needs a note.
            reason_code | BORED   | 1 | A rejection needs a reason.
            """)
    void formThatLacksSomethingDecidesNothing(String name, String value, Integer row, String words) {
        post(name, value, row == null ? new int[0] : new int[] {row})
                .statusCode(422)
                .body(containsString(words))
                .body(containsString("data-problem=\"INVALID\""));

        assertThat(desk.votesTaken()).isZero();
    }

    @Test
    void pickedItemsOfAnotherTierAreLeftToTheirOwnCards() {
        String page = maya().get("/inbox/groups?ids=" + TestingReviews.OWNER + "," + TestingReviews.MERGE + ",x")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        assertThat(ticked(page)).containsExactly(TestingReviews.OWNER.toString());
        assertThat(page).contains("decide it on its own card", "<b>2 picked items</b>");
    }

    @ParameterizedTest
    @CsvSource({"/inbox/groups", "/inbox/groups?ids=x", "/inbox/groups/ffffffffffffffffffffffffffffffff"})
    void tableOfNothingSaysThatNothingWaits(String path) {
        maya().get(path).then().statusCode(200).body(containsString("Nothing of this group waits."));
    }

    @Test
    void twoHundredRowsFitIntoOneForm() {
        RequestSpecification form = form();
        for (int row = 0; row < 200; row++) {
            form.formParam("approval_id", TestingReviews.id(2_000 + row));
            form.formParam("digest", "sha256:x");
            form.formParam("ticked", TestingReviews.id(2_000 + row));
        }
        form.formParam("verdict", "approve")
                .post("/inbox/votes")
                .then()
                .statusCode(200)
                .body(containsString("0 approved, 200 not."));
    }

    private ValidatableResponse post(String name, String value, int... ticked) {
        RequestSpecification form = form();
        for (int row = 0; row < 12; row++) {
            form.formParam("approval_id", TestingAlike.id(row));
            form.formParam("digest", desk.review(TestingAlike.id(row)).digest());
        }
        Arrays.stream(ticked).forEach(row -> form.formParam("ticked", TestingAlike.id(row)));
        return form.formParam(name, value).post("/inbox/votes?view=mine").then();
    }

    private static String id(int row) {
        return TestingAlike.id(row).toString();
    }

    private static List<String> ticked(String page) {
        Matcher boxes = Pattern.compile("name=\"ticked\" value=\"([^\"]*)\"[^>]* checked")
                .matcher(page);
        return boxes.results().map(found -> found.group(1)).toList();
    }

    private static RequestSpecification maya() {
        return given().cookie("countersign_session", "maya");
    }

    private static RequestSpecification form() {
        return maya().header("Sec-Fetch-Site", "same-origin").contentType("application/x-www-form-urlencoded");
    }
}
