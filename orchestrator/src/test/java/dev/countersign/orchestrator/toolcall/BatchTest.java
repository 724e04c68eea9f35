package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.testing.Alike;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Many votes in one submission: every item answers for itself, and nothing happens twice. */
@QuarkusTest
class BatchTest extends InHouse {

    @Test
    void everyItemOfASubmissionAnswersAsAVoteAloneWould() {
        // Given
        Alike alike = Alike.asked(house, 25);
        List<JsonNode> items = alike.approvals();
        sandbox.change("opportunity", alike.opportunity(items.get(3)), "{\"amount\": 1}");
        Sql.update(
                "UPDATE approval SET expires_at = clock_timestamp() - interval '1 second' WHERE id = ?",
                id(items.get(7)));
        house.reject("lee", items.get(11), "{\"code\": \"WRONG_TIME\"}").ok();
        JsonNode wide = house.asked(house.start(house.oneCall("crm.update_owner", "{account_id: acc-7, owner: lee}")));
        // When
        Answer answer = submit(
                Stream.concat(items.stream(), Stream.of(wide, items.get(0))).toList());
        // Then
        List<JsonNode> answers = items(answer);
        assertThat(answers).hasSize(27);
        expectRefused(answers.get(3), 409, "STALE");
        expectRefused(answers.get(7), 410, "EXPIRED");
        expectRefused(answers.get(11), 409, "ALREADY_DECIDED");
        assertThat(answers.get(11).path("problem").path("decided_by").asText()).isEqualTo("lee");
        expectRefused(answers.get(25), 422, "INVALID");
        assertThat(answers.get(25).path("problem").path("detail").asText()).contains("T1", "T3", "/items/25");
        expectRefused(answers.get(26), 422, "INVALID");
        assertThat(answers.get(26)
                        .path("problem")
                        .path("errors")
                        .get(0)
                        .path("pointer")
                        .asText())
                .isEqualTo("/items/26/approval_id");
        assertThat(answers.stream().filter(item -> item.path("result").asText().equals("RECORDED")))
                .hasSize(22)
                .allSatisfy(item -> assertThat(item.path("status").asInt()).isEqualTo(200));
        alike.settled(22);
        assertThat(alike.sent()).hasSize(22);
        assertThat(house.approval(wide).path("votes")).isEmpty();
    }

    @Test
    void sameSubmissionAgainRepeatsAndHasNoSecondEffect() {
        // Given
        Alike alike = Alike.asked(house, 15);
        List<JsonNode> items = alike.approvals();
        // When
        Answer first = submit(items);
        alike.settled(15);
        Answer second = submit(items);
        // Then
        assertThat(results(first)).containsOnly(Map.entry("RECORDED", 15L));
        assertThat(results(second)).containsOnly(Map.entry("REPEATED", 15L));
        assertThat(alike.sent()).hasSize(15);
        assertThat(items.stream().map(house::approval).map(approval -> approval.path("votes")
                        .size()))
                .containsOnly(1);
    }

    @Test
    void recordThatCannotBeReadHoldsUpOnlyItself() {
        // Given
        Alike alike = Alike.asked(house, 15);
        sandbox.fault("crm.get_open_opportunities", "error500", 2, "before");
        // When
        Answer answer = submit(alike.approvals());
        // Then
        List<JsonNode> unreadable = items(answer).stream()
                .filter(item -> item.path("status").asInt() != 200)
                .toList();
        assertThat(unreadable)
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(2)
                .allSatisfy(item -> expectRefused(item, 503, "RECORD_UNREADABLE"));
        int counted = 15 - unreadable.size();
        alike.settled(counted);
        assertThat(alike.sent()).hasSize(counted);
        // And the rest is decided later by the same submission
        assertThat(results(submit(alike.approvals()))).containsEntry("REPEATED", (long) counted);
    }

    @Test
    void rejectionsAreAsManyVotesWithTheirReason() {
        // Given
        Alike alike = Alike.asked(house, 5);
        List<JsonNode> items = alike.approvals();
        // When
        Answer answer = house.post("maya", "/api/votes", body(items, "reject"));
        // Then
        assertThat(results(answer)).containsOnly(Map.entry("RECORDED", 5L));
        alike.runs().forEach(house::ended);
        assertThat(alike.sent()).isEmpty();
        assertThat(house.approval(items.get(4)).at("/votes/0/reason/code").asText())
                .isEqualTo("WRONG_TIME");
    }

    @Test
    void whoMayNotVoteIsToldForEveryItemAndUnknownOnesAreNotFound() {
        // Given
        List<JsonNode> items = Alike.asked(house, 5).approvals();
        ObjectNode unknown =
                vote(items.getFirst(), "approve").put("approval_id", "0193a000-0000-7000-8000-000000000001");
        ObjectNode nonsense = vote(items.getFirst(), "approve").put("approval_id", "opp-17");
        ObjectNode old = vote(items.getFirst(), "approve").put("digest", "sha256:" + "0".repeat(64));
        // When
        Answer noor = house.post("noor", "/api/votes", body(items, "approve"));
        Answer maya = house.post("maya", "/api/votes", "{\"items\": [" + unknown + "," + nonsense + "," + old + "]}");
        // Then
        assertThat(items(noor)).hasSize(5).allSatisfy(item -> expectRefused(item, 403, "NOT_AN_APPROVER"));
        expectRefused(items(maya).get(0), 404, "NOT_FOUND");
        expectRefused(items(maya).get(1), 404, "NOT_FOUND");
        expectRefused(items(maya).get(2), 409, "DIGEST_MISMATCH");
    }

    @Test
    void twoHundredFitAndOneMoreIsRefusedWhole() {
        // Given
        List<JsonNode> items = Alike.asked(house, 5).approvals();
        ObjectNode one = vote(items.getFirst(), "approve");
        // When
        Answer most = house.post("maya", "/api/votes", times(one, 200));
        Answer more = house.post("maya", "/api/votes", times(vote(items.get(1), "approve"), 201));
        // Then
        assertThat(results(most)).containsEntry("RECORDED", 1L).containsEntry("INVALID", 199L);
        assertThat(more.status()).isEqualTo(422);
        assertThat(more.body().path("detail").asText()).contains("200");
        assertThat(house.approval(items.get(1)).path("votes")).isEmpty();
    }

    @Test
    void oneMalformedItemStopsTheWholeSubmission() {
        // Given
        List<JsonNode> items = Alike.asked(house, 5).approvals();
        ObjectNode broken = vote(items.get(1), "approve");
        broken.remove("digest");
        // When
        Answer answer =
                house.post("maya", "/api/votes", "{\"items\": [" + vote(items.get(0), "approve") + "," + broken + "]}");
        // Then
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().at("/errors/0/pointer").asText()).isEqualTo("/items/1/digest");
        assertThat(house.approval(items.getFirst()).path("votes")).isEmpty();
    }

    @Test
    void alikeItemsShareAKeyAcrossRunsUntilTheyMove() {
        // Given
        Alike first = Alike.asked(house, 5);
        Alike second = Alike.askedBy(house, first.workflow(), 5);
        Alike other = Alike.asked(house, 5);
        // Then
        assertThat(keys(first)).hasSize(1).isNotEqualTo(keys(other));
        assertThat(second.approvals()).hasSize(5);
        // When its record moves, it is asked again on a card of its own
        JsonNode moved = first.approvals().getFirst();
        sandbox.change("opportunity", first.opportunity(moved), "{\"amount\": 1}");
        expectRefused(items(submit(List.of(moved))).getFirst(), 409, "STALE");
        assertThat(Sql.column("SELECT group_key FROM approval WHERE id = ?", id(moved)))
                .containsOnlyNulls();
        assertThat(Sql.column(
                        "SELECT group_key FROM approval WHERE id = ?",
                        id(house.asked(
                                house.start(house.oneCall("crm.update_owner", "{account_id: acc-8, owner: lee}"))))))
                .containsOnlyNulls();
    }

    private static List<String> keys(Alike alike) {
        return Sql.column("SELECT DISTINCT group_key FROM approval WHERE workflow_id = ?", alike.workflow());
    }

    private static String id(JsonNode approval) {
        return approval.path("id").asText();
    }

    private Answer submit(List<JsonNode> approvals) {
        return house.post("maya", "/api/votes", body(approvals, "approve"));
    }

    private static String body(List<JsonNode> approvals, String verdict) {
        return approvals.stream()
                .map(approval -> vote(approval, verdict).toString())
                .collect(Collectors.joining(",", "{\"items\": [", "]}"));
    }

    private static String times(ObjectNode vote, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> vote.toString())
                .collect(Collectors.joining(",", "{\"items\": [", "]}"));
    }

    private static ObjectNode vote(JsonNode approval, String verdict) {
        ObjectNode vote = JsonNodeFactory.instance
                .objectNode()
                .put("approval_id", id(approval))
                .put("verdict", verdict)
                .put("digest", approval.path("digest").asText());
        if (verdict.equals("reject")) {
            vote.putObject("reason").put("code", "WRONG_TIME").put("note", "After the quarter");
        }
        return vote;
    }

    private static List<JsonNode> items(Answer answer) {
        var items = new ArrayList<JsonNode>();
        answer.ok().path("items").forEach(items::add);
        return items;
    }

    /** How often each result, or the code of a problem, was answered. */
    private static Map<String, Long> results(Answer answer) {
        return items(answer).stream()
                .collect(Collectors.groupingBy(
                        item -> item.has("result")
                                ? item.path("result").asText()
                                : item.at("/problem/code").asText(),
                        Collectors.counting()));
    }

    private static void expectRefused(JsonNode item, int status, String code) {
        assertThat(item.path("status").asInt()).as("%s", item).isEqualTo(status);
        assertThat(item.at("/problem/code").asText()).isEqualTo(code);
        assertThat(item.at("/problem/status").asInt()).isEqualTo(status);
        assertThat(item.has("result")).isFalse();
    }
}
