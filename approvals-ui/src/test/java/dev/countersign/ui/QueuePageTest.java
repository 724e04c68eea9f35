package dev.countersign.ui;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;

import dev.countersign.ui.inbox.ViewsDesk;
import dev.countersign.ui.review.Review;
import dev.countersign.ui.testing.TestingAttention;
import dev.countersign.ui.testing.TestingDesk;
import dev.countersign.ui.testing.TestingPeople;
import dev.countersign.ui.testing.TestingReviews;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Views, filters, order, saved views, claims and snoozes without scripts, and what a page weighs. */
@QuarkusTest
class QueuePageTest {

    @Inject
    TestingDesk desk;

    @Inject
    TestingAttention attention;

    @TestHTTPResource("/")
    URI base;

    @BeforeEach
    void seed() {
        desk.seed(TestingReviews.all(Instant.now()));
    }

    private static RequestSpecification maya() {
        return given().cookie("countersign_session", "maya").redirects().follow(false);
    }

    private static RequestSpecification form() {
        return maya().header("Sec-Fetch-Site", "same-origin");
    }

    private static String page(String path) {
        return maya().get(path).then().statusCode(200).extract().asString();
    }

    @Test
    void showsTheRailWithItsCountsOnEveryPage() {
        for (String path : List.of("/inbox", "/inbox/" + TestingReviews.MOVE, "/inbox?view=decided")) {
            assertThat(page(path))
                    .contains("Unassigned <span class=\"count\" data-count=\"unassigned\">")
                    .containsPattern("data-count=\"mine\">\\d+</span>");
        }
        given().cookie("countersign_session", "maya")
                .get("/inbox/" + UUID.randomUUID())
                .then()
                .statusCode(404)
                .body(containsString("data-count=\"team\">"));
    }

    @Test
    void keepsFiltersInEveryAddress() {
        String list = "/inbox?view=mine&workflow=account-hygiene&tier=T1";

        String shown = page(list + "&cursor=mangled!");

        assertThat(shown)
                .contains("Remove the filter </span>Agent <b>account-hygiene</b>")
                .contains("href=\"/inbox?view=mine&amp;tier=T1\"")
                .contains("/inbox/" + TestingReviews.OWNER + "?view=mine&amp;workflow=account-hygiene&amp;tier=T1")
                .contains("/votes?view=mine&amp;workflow=account-hygiene&amp;tier=T1")
                .doesNotContain("data-approval=\"" + TestingReviews.MOVE);
        assertThat(page("/inbox?view=mine&workflow=nobody&tool=%3Cb%3E"))
                .contains("No item matches these filters. <a href=\"/inbox?view=mine\">Clear filters</a>")
                .contains("<b>&lt;b&gt;</b>");
        assertThat(page("/inbox?view=mine&tier=T9&order=none&view=all")).contains("Expiry, then tier");
    }

    @Test
    void remembersTheOrder() {
        form().formParam("order", "tier")
                .post("/inbox/order?view=team&tier=T1")
                .then()
                .statusCode(303)
                .header("Location", endsWith("/inbox?view=team&tier=T1"));

        assertThat(page("/inbox?view=team")).contains("<summary>Tier first</summary>");
        assertThat(page("/inbox?view=team&order=newest")).contains("<summary>Newest first</summary>");
        assertThat(page("/inbox?view=expiring")).contains("<span class=\"sort\">Expiry, then tier</span>");
    }

    @Test
    void turnsPages() {
        desk.pages(3);

        String first = page("/inbox?view=mine");

        assertThat(first).contains("Next page").doesNotContain("Back to the beginning");
        String next = page("/inbox?view=mine&cursor=page-3");
        assertThat(next).contains("Back to the beginning", "cursor=page-6");
    }

    @Test
    void savesRenamesAndRemovesAView() {
        String list = "view=mine&tier=T1";
        form().formParam("name", " <i>Small</i> ones ")
                .post("/inbox/views?" + list)
                .then()
                .statusCode(303)
                .header("Location", endsWith("/inbox?" + list));

        String shown = page("/inbox?" + list);
        assertThat(shown)
                .contains("<a href=\"/inbox?view=mine&amp;tier=T1\" aria-current=\"page\">")
                .contains("&lt;i&gt;Small&lt;/i&gt; ones")
                .doesNotContain("href=\"/inbox?view=mine\" aria-current");
        Matcher change = Pattern.compile("/inbox/views/[0-9a-f-]{36}").matcher(shown);
        assertThat(change.find()).isTrue();

        form().formParam("name", "Routine")
                .post(change.group() + "?" + list)
                .then()
                .statusCode(303);
        assertThat(page("/inbox")).contains(">Routine</span>");
        form().formParam("name", "")
                .formParam("remove", "yes")
                .post(change.group() + "?" + list)
                .then()
                .statusCode(303);
        assertThat(page("/inbox")).doesNotContain("Routine");
    }

    @Test
    void saysWhatIsWrongWithAName() {
        for (String name : List.of("", "  ", "x".repeat(61))) {
            form().formParam("name", name)
                    .post("/inbox/views?view=mine&tier=T1")
                    .then()
                    .statusCode(422)
                    .body(containsString("data-problem=\"INVALID\""));
        }
        for (int saved = 0; saved < ViewsDesk.SAVED_MAX; saved++) {
            form().formParam("name", "View " + saved).post("/inbox/views?view=mine&tool=t" + saved);
        }
        form().formParam("name", "One more")
                .post("/inbox/views?view=mine&tier=T2")
                .then()
                .statusCode(422)
                .body(containsString("You have saved 20 views."));
    }

    @Test
    void claimsAndGivesBack() {
        String path = "/inbox/" + TestingReviews.MOVE + "/claim?view=mine&tier=T1";
        form().post(path)
                .then()
                .statusCode(303)
                .header("Location", endsWith("/inbox/" + TestingReviews.MOVE + "?view=mine&tier=T1"));
        assertThat(page("/inbox/" + TestingReviews.MOVE))
                .contains("Claimed by you until", "<span class=\"note\">Claimed by you</span>", "Release");

        form().formParam("release", "yes").post(path).then().statusCode(303);
        assertThat(page("/inbox/" + TestingReviews.MOVE))
                .doesNotContain("Claimed by you")
                .contains(">Claim</button>");
    }

    @Test
    void namesWhoClaimedItAndTakesTheVoteAllTheSame() {
        attention.claimed(TestingReviews.MOVE, TestingPeople.LEE);

        form().post("/inbox/" + TestingReviews.MOVE + "/claim")
                .then()
                .statusCode(409)
                .body(containsString("data-problem=\"CLAIMED\""), containsString("Lee Carter has it."));
        assertThat(page("/inbox/" + TestingReviews.MOVE)).contains("Claimed by Lee Carter until");
        form().formParam("verdict", "approve")
                .formParam("digest", desk.review(TestingReviews.MOVE).digest())
                .post("/inbox/" + TestingReviews.MOVE + "/votes")
                .then()
                .statusCode(303);
    }

    @Test
    void putsOffAndBringsBack() {
        String path = "/inbox/" + TestingReviews.MOVE + "/snooze?view=mine";
        form().formParam("until", "PT15M").post(path).then().statusCode(303).header("Location", endsWith("?view=mine"));

        assertThat(page("/inbox?view=mine")).doesNotContain("data-approval=\"" + TestingReviews.MOVE);
        assertThat(page("/inbox?view=snoozed"))
                .contains("data-approval=\"" + TestingReviews.MOVE)
                .contains("Snoozed until", "Bring back");
        form().formParam("wake", "yes").post(path).then().statusCode(303);
        assertThat(page("/inbox?view=mine")).contains("data-approval=\"" + TestingReviews.MOVE);
    }

    @Test
    void refusesASnoozeThatNobodyCanMean() {
        for (String until : List.of("", "soon", "P9999D", "P1Y", "2999-01-01T00:00:00Z")) {
            form().formParam("until", until)
                    .post("/inbox/" + TestingReviews.MOVE + "/snooze")
                    .then()
                    .statusCode(422)
                    .body(containsString("data-problem=\"INVALID\""));
        }
        form().formParam("until", "PT15M")
                .post("/inbox/" + UUID.randomUUID() + "/snooze")
                .then()
                .statusCode(404);
        given().cookie("countersign_session", "maya")
                .header("Sec-Fetch-Site", "cross-site")
                .post("/inbox/" + TestingReviews.MOVE + "/claim")
                .then()
                .statusCode(403);
    }

    @Test
    void weighsLittleOnTheLine() throws IOException, InterruptedException {
        // Given
        var many = new ArrayList<Review>();
        for (int i = 0; i < 60; i++) {
            many.add(TestingReviews.owner(Instant.now(), UUID.randomUUID(), 60 + i));
        }
        desk.seed(many);

        // When
        byte[] page = compressed("inbox?view=mine");

        // Then
        assertThat(page.length).isLessThan(60_000);
        String plain = page("/inbox?view=mine");
        assertThat(plain.split("<li class=\"row", -1)).hasSize(51);
        Matcher script = Pattern.compile("\"(/[^\"]+[.]js)\"").matcher(plain);
        int sum = 0;
        while (script.find()) {
            sum += gzipped(given().get(script.group(1)).asByteArray());
        }
        assertThat(sum).isBetween(10_000, 40_000);
    }

    private byte[] compressed(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> answer = client.send(
                    HttpRequest.newBuilder(base.resolve(path))
                            .header("Cookie", "countersign_session=maya")
                            .header("Accept-Encoding", "gzip")
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
            return answer.body();
        }
    }

    private static int gzipped(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.size();
    }
}
