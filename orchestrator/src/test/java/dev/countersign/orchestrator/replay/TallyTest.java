package dev.countersign.orchestrator.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The arithmetic of a replay's report. */
class TallyTest {
    private static final Instant AT = Instant.parse("2026-11-14T09:00:00Z");
    private static final BigDecimal WEEK = BigDecimal.valueOf(7);

    private final Tally tally = new Tally();

    private static Answer asks(String tier) {
        return new Answer(Outcome.REQUIRE_APPROVAL, "big-deal", tier, null);
    }

    private static Answer says(Outcome outcome) {
        return new Answer(outcome, outcome == Outcome.INDETERMINATE ? null : "rule-" + outcome.wire(), null, null);
    }

    private static Compared call(Answer from, Answer to, Compared.@Nullable Verdict verdict) {
        return new Compared(
                UUID.randomUUID(), UUID.randomUUID(), "crm.update", AT, from, to, verdict, false, false, false);
    }

    private void add(int calls, Answer from, Answer to, Compared.@Nullable Verdict verdict) {
        IntStream.range(0, calls).forEach(i -> tally.add(call(from, to, verdict)));
    }

    private ObjectNode report() {
        return tally.report(WEEK, 4);
    }

    @Test
    void saysWhatWouldHaveBeenReleasedAndWhatPeopleHadSaid() {
        // Given
        add(400, says(Outcome.DENY), says(Outcome.PERMIT), null);
        add(12, asks("T1"), says(Outcome.PERMIT), Compared.Verdict.REJECTED);
        add(30, says(Outcome.PERMIT), says(Outcome.PERMIT), null);
        // When
        ObjectNode report = report();
        // Then
        assertThat(report.path("sentence").asText())
                .isEqualTo("This change would have released 412 calls; people had rejected 12 of them.");
        assertThat(report.path("released").asInt()).isEqualTo(412);
        assertThat(report.path("changed").asInt()).isEqualTo(412);
        assertThat(report.path("compared").asInt()).isEqualTo(442);
        assertThat(report.path("not_asked").asInt()).isEqualTo(4);
    }

    @Test
    void speaksOfOneCallAndOfNoneAsPeopleDo() {
        // Given
        add(3, says(Outcome.PERMIT), says(Outcome.DENY), null);
        String none = tally.sentence();
        // When
        add(1, says(Outcome.INDETERMINATE), says(Outcome.PERMIT), null);
        // Then
        assertThat(none).isEqualTo("This change would have released no calls.");
        assertThat(tally.sentence())
                .isEqualTo("This change would have released 1 call; people had rejected none of them.");
    }

    @Test
    void everyCellOfTheMatrixIsThereAndSaysWhatChanged() {
        // Given
        add(1, says(Outcome.PERMIT), asks("T1"), null);
        add(2, says(Outcome.DENY), asks("T1"), null);
        add(4, says(Outcome.PERMIT), says(Outcome.DENY), null);
        add(8, asks("T1"), says(Outcome.DENY), null);
        add(16, says(Outcome.INDETERMINATE), says(Outcome.DENY), null);
        add(32, says(Outcome.PERMIT), says(Outcome.INDETERMINATE), null);
        add(64, says(Outcome.DENY), says(Outcome.DENY), null);
        // When
        ObjectNode report = report();
        // Then
        assertThat(report.path("newly_asked").asInt()).isEqualTo(1 + 2);
        assertThat(report.path("newly_denied").asInt())
                .as("what had no answer was refused before as well")
                .isEqualTo(4 + 8);
        assertThat(report.path("newly_indeterminate").asInt()).isEqualTo(32);
        assertThat(report.path("changed").asInt()).isEqualTo(1 + 2 + 4 + 8 + 16 + 32);
        assertThat(report.path("matrix").size()).isEqualTo(4);
        report.path("matrix").forEach(row -> assertThat(row.size()).isEqualTo(4));
        assertThat(report.path("matrix").path("deny").path("deny").asInt()).isEqualTo(64);
        assertThat(report.path("matrix").path("deny").path("permit").asInt()).isZero();
    }

    @Test
    void aPersonIsContradictedByTheOppositeOnly() {
        // Given
        add(1, asks("T1"), says(Outcome.PERMIT), Compared.Verdict.REJECTED);
        add(2, asks("T1"), says(Outcome.DENY), Compared.Verdict.APPROVED);
        add(4, asks("T1"), says(Outcome.PERMIT), Compared.Verdict.APPROVED);
        add(8, asks("T1"), says(Outcome.DENY), Compared.Verdict.REJECTED);
        add(16, asks("T1"), asks("T2"), Compared.Verdict.REJECTED);
        add(32, asks("T1"), says(Outcome.PERMIT), null);
        // When
        ObjectNode report = report();
        // Then
        assertThat(report.path("contradicted").path("count").asInt()).isEqualTo(1 + 2);
        assertThat(report.path("contradicted").path("items")).hasSize(3);
        assertThat(report.path("contradicted")
                        .path("items")
                        .path(0)
                        .path("verdict")
                        .asText())
                .isEqualTo("rejected");
    }

    @Test
    void theQueueIsCountedByTierAndDay() {
        // Given
        add(14, asks("T1"), says(Outcome.PERMIT), null);
        add(7, asks("T1"), asks("T2"), null);
        add(35, says(Outcome.PERMIT), asks("T3"), null);
        // When
        ObjectNode queue = (ObjectNode) report().path("queue");
        // Then
        assertThat(queue.path("before").toString()).isEqualTo("{\"T1\":3,\"T2\":0,\"T3\":0}");
        assertThat(queue.path("after").toString()).isEqualTo("{\"T1\":0,\"T2\":1,\"T3\":5}");
        assertThat(queue.path("difference_per_day").toString()).isEqualTo("{\"T1\":-3,\"T2\":1,\"T3\":5}");
        assertThat(queue.path("before_per_day").asInt()).isEqualTo(3);
        assertThat(queue.path("after_per_day").asInt()).isEqualTo(6);
        assertThat(queue.path("days").asInt()).isEqualTo(7);
    }

    @Test
    void whatABudgetStopsNeverReachesTheQueue() {
        // Given
        tally.add(new Compared(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "crm.update",
                AT,
                says(Outcome.PERMIT),
                asks("T2"),
                null,
                false,
                false,
                true));
        // When
        ObjectNode report = report();
        // Then
        assertThat(report.path("newly_asked").asInt()).isEqualTo(1);
        assertThat(report.path("queue").path("after_per_day").asInt()).isZero();
    }

    @Test
    void ratesHaveTwoDigitsAndAShortSpanCountsAsADay() {
        // Given
        add(10, asks("T1"), asks("T1"), null);
        // When
        ObjectNode overTwoHours = tally.report(QueueLoad.days(7_200), 0);
        ObjectNode overThreeDays = tally.report(QueueLoad.days(259_200), 0);
        // Then
        assertThat(overTwoHours.path("queue").path("days").asText()).isEqualTo("1");
        assertThat(overTwoHours.path("queue").path("before_per_day").asText()).isEqualTo("10");
        assertThat(overThreeDays.path("queue").path("before").path("T1").asText())
                .isEqualTo("3.33");
    }

    @Test
    void longListsAreCutAndSayHowManyMore() {
        // Given
        add(Tally.LISTED + 50, asks("T1"), says(Outcome.PERMIT), Compared.Verdict.REJECTED);
        // When
        ObjectNode report = report();
        // Then
        assertThat(report.path("changed_calls")).hasSize(Tally.LISTED);
        assertThat(report.path("changed_calls_more").asInt()).isEqualTo(50);
        assertThat(report.path("changed_calls_note").asText()).isEqualTo("The newest 200 of 250 are listed; 50 more.");
        assertThat(report.path("contradicted").path("items")).hasSize(Tally.LISTED);
        assertThat(report.path("contradicted").path("note").asText()).contains("50 more");
    }

    @Test
    void whatCannotBeJudgedForSureIsCountedAndFlagged() {
        // Given
        Compared masked = new Compared(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "crm.update",
                AT,
                says(Outcome.DENY),
                says(Outcome.PERMIT),
                null,
                true,
                false,
                false);
        tally.add(masked);
        tally.add(new Compared(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "crm.update",
                AT,
                says(Outcome.DENY),
                says(Outcome.DENY),
                null,
                true,
                true,
                false));
        // When
        ObjectNode report = report();
        // Then
        assertThat(report.path("masked").asInt()).isEqualTo(2);
        assertThat(report.path("masked_changed").asInt()).isEqualTo(1);
        assertThat(report.path("uncounted").asInt()).isEqualTo(1);
        assertThat(report.path("changed_calls")).singleElement().satisfies(call -> {
            assertThat(call.path("masked").asBoolean()).isTrue();
            assertThat(call.path("uncounted").asBoolean()).isFalse();
            assertThat(call.path("href").asText()).isEqualTo("/calls/" + masked.call());
            assertThat(call.path("from_rule").asText()).isEqualTo("rule-deny");
            assertThat(call.path("at").asText()).isEqualTo("2026-11-14T09:00:00.000Z");
        });
    }
}
