package dev.countersign.orchestrator.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.Sql;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** M17: rate, blast radius, spend and recipients. The last that fits passes, the next is refused by name. */
@QuarkusTest
class ActionLimitsTest extends Guarded {

    private static final String REASSIGN = "{account_id: %s, owner: lee}";

    private static String[] tasks(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "crm.create_task {subject: task %d}".formatted(i))
                .toArray(String[]::new);
    }

    /** Every call but the last was sent, the last met the limit. */
    private void assertLastReached(List<JsonNode> calls, String limit) {
        calls.subList(0, calls.size() - 1).forEach(this::assertSent);
        assertRefused(calls.getLast(), limit, "LIMIT_REACHED");
    }

    // ---- rate -----------------------------------------------------------------------------------------------------

    @Test
    void m17RateOfFiveCreatesAMinuteAndTheNextMinuteHasRoomAgain() {
        // Given
        clock.stopAt(Instant.parse("2026-03-02T10:00:59.999Z"));
        // When
        List<JsonNode> calls = calls("", tasks(6));
        clock.stopAt(Instant.parse("2026-03-02T10:01:00.000Z"));
        JsonNode next = call("crm.create_task", "{subject: a minute later}");
        // Then
        assertLastReached(calls, "creates-a-minute");
        assertThat(calls.getLast().path("refusal").path("detail").asText())
                .contains("5 of 5 calls this minute; this call needs 1");
        assertSent(next);
    }

    @Test
    void m17RateOfCreatesADayEndsAtMidnight() {
        // Given
        shippedWith("""
                limits: [{id: creates-a-minute, remove: true}, {id: creates-a-day, tools: [crm.create_lead, crm.create_contact, crm.create_task], key: all, window: P1D, amount: calls, max: 2}]""");
        clock.stopAt(Instant.parse("2026-03-02T23:59:59.999Z"));
        // When
        List<JsonNode> calls = calls("", tasks(3));
        clock.stopAt(Instant.parse("2026-03-03T00:00:00.000Z"));
        JsonNode next = call("crm.create_task", "{subject: after midnight}");
        // Then
        assertLastReached(calls, "creates-a-day");
        assertSent(next);
    }

    @Test
    void m17OneCounterForAllToolsThatALimitNames() {
        // Given
        shippedWith("""
                limits: [{id: creates-a-day, tools: [crm.create_lead, crm.create_contact, crm.create_task], key: all, window: P1D, amount: calls, max: 2}]""");
        // When
        List<JsonNode> calls = calls(
                "",
                "crm.create_task {subject: one}",
                "crm.create_lead {email: ann@counted.example, company: Counted}",
                "crm.create_task {subject: three}");
        // Then
        assertLastReached(calls, "creates-a-day");
    }

    // ---- blast radius ---------------------------------------------------------------------------------------------

    @Test
    void m17BlastRadiusOfFiveCallsForAnAccountADayCountsWhatWaits() {
        // When
        List<String> waiting = IntStream.range(0, 5)
                .mapToObj(i -> house.start(house.oneCall("crm.update_owner", REASSIGN.formatted("acc-4"))))
                .toList();
        waiting.forEach(house::asked);
        JsonNode sixth = call("crm.update_owner", REASSIGN.formatted("acc-4"));
        String other = house.start(house.oneCall("crm.update_owner", REASSIGN.formatted("acc-5")));
        // Then
        assertRefused(sixth, "account-blast-radius", "LIMIT_REACHED");
        assertAsked(other, "tool:crm.update_owner", "T1", "revops");
    }

    @Test
    void m17BlastRadiusOfRecordsARunIsCountedByRun() {
        // Given
        shippedWith("""
                limits: [{id: records-a-run, tools: [crm.update_lead_status, crm.log_activity], key: run, amount: calls, max: 2}]""");
        String[] notes = {
            "crm.log_activity {kind: note, note: first}",
            "crm.log_activity {kind: note, note: second}",
            "crm.log_activity {kind: note, note: third}"
        };
        // When
        List<JsonNode> calls = calls("", notes);
        JsonNode otherRun = call("crm.log_activity", "{kind: note, note: fourth}");
        // Then
        assertLastReached(calls, "records-a-run");
        assertSent(otherRun);
    }

    @Test
    void m17LimitWhoseKeyIsNotKnownIsReached() {
        // Given
        shippedWith("""
                limits: [{id: for-whom, tools: [crm.create_task], key: on_behalf_of, window: P1D, amount: calls, max: 10}]""");
        // When
        JsonNode forNobody = call("crm.create_task", "{subject: for nobody}");
        JsonNode forMaya =
                callFor("{\"kind\": \"person\", \"id\": \"maya\"}", "crm.create_task", "{subject: for maya}");
        // Then
        assertRefused(forNobody, "for-whom", "LIMIT_REACHED");
        assertSent(forMaya);
    }

    // ---- money and recipients -------------------------------------------------------------------------------------

    @Test
    void m17SpendCapForPaidToolsTakesTheLastThatFitsToTheCent() {
        // Given
        shippedWith("""
                limits: [{id: enrichment-spend, tools: [enrichment.enrich_company], key: workflow, window: P1D, amount: price, max: 1.2}]""");
        // When
        List<JsonNode> calls = calls(
                "",
                "enrichment.enrich_company {name: Acme, max_price: 0.4}",
                "enrichment.enrich_company {name: Cobalt Mining, max_price: 0.4}",
                "enrichment.enrich_company {name: Elmfield Care, max_price: 0.4}",
                "enrichment.enrich_company {name: Vantage Group, max_price: 0.01}");
        // Then
        assertLastReached(calls, "enrichment-spend");
    }

    @Test
    void m17SpendCapOfARunIsItsBudget() {
        // When
        List<JsonNode> calls = calls(
                "budgets: {cost: 0.5}",
                "enrichment.enrich_company {name: Acme, max_price: 0.4}",
                "enrichment.enrich_company {name: Cobalt Mining, max_price: 0.4}");
        // Then
        assertSent(calls.getFirst());
        assertThat(calls.getLast().path("refusal").path("code").asText()).isEqualTo("BUDGET_EXHAUSTED");
        assertThat(arrivals(calls.getLast())).isZero();
    }

    @Test
    void m17MoneyInAnArgumentIsSummedUp() {
        // Given
        shippedWith("""
                limits: [{id: purchases-a-day, tools: [erp.create_purchase_request], key: workflow, window: P1D, amount: "argument:/amount", max: 1500}]""");
        // When
        List<JsonNode> calls = calls(
                "",
                "erp.create_purchase_request {item: Laptop, amount: 900.1}",
                "erp.create_purchase_request {item: Screen, amount: 599.9}",
                "erp.create_purchase_request {item: Pen, amount: 0.01}");
        // Then
        assertLastReached(calls, "purchases-a-day");
    }

    @Test
    void m17RecipientsAreCountedOneByOne() {
        // Given
        shippedWith("""
                limits: [{id: recipients-a-day, tools: [email.send_email], key: workflow, window: P1D, amount: "count:/to", max: 3}]""");
        String mail = "email.send_email {to: [%s], subject: %s, body: Hello}";
        // When
        List<JsonNode> calls = calls(
                "",
                mail.formatted("a@aldgate.example, b@aldgate.example", "first"),
                mail.formatted("c@aldgate.example, d@aldgate.example", "second"),
                mail.formatted("e@aldgate.example", "third"),
                mail.formatted("f@aldgate.example", "fourth"));
        // Then
        assertSent(calls.get(0));
        assertRefused(calls.get(1), "recipients-a-day", "LIMIT_REACHED");
        assertSent(calls.get(2));
        assertRefused(calls.get(3), "recipients-a-day", "LIMIT_REACHED");
    }

    // ---- given back -----------------------------------------------------------------------------------------------

    /** What takes the room of a limit of one away again. */
    private enum End {
        REJECTED,
        EXPIRED,
        CANCELLED,
        DENIED_AT_THE_END
    }

    @ParameterizedTest
    @CsvSource({"REJECTED", "EXPIRED", "CANCELLED", "DENIED_AT_THE_END"})
    void m17RoomIsGivenBackWhenTheCallIsNotSent(End end) {
        // Given
        String one = """
                limits: [{id: account-blast-radius, tools: [crm.update_owner], key: "ref:account", window: P1D, amount: calls, max: 1}]""";
        shippedWith(one);
        String reassign = REASSIGN.formatted("acc-6");
        String waiting = house.start(house.oneCall("crm.update_owner", reassign));
        JsonNode approval = house.asked(waiting);
        JsonNode meanwhile = call("crm.update_owner", reassign);
        // When
        end(end, waiting, approval, one);
        // Then
        assertRefused(meanwhile, "account-blast-radius", "LIMIT_REACHED");
        assertThat(arrivals(house.onlyCall(waiting))).isZero();
        assertThat(Sql.number("SELECT sum(used) FROM counter")).isZero();
        String again = house.start(
                house.oneCall("crm.update_owner", REASSIGN.formatted("acc-6").replace("lee", "maya")));
        assertAsked(again, "tool:crm.update_owner", "T1", "revops");
    }

    private void end(End end, String run, JsonNode approval, String policy) {
        switch (end) {
            case REJECTED ->
                house.reject("maya", approval, "{\"code\": \"NOT_ALLOWED\"}").ok();
            case EXPIRED ->
                Sql.update(
                        "UPDATE approval SET expires_at = clock_timestamp() - interval '1 second' WHERE id = ?",
                        approval.path("id").asText());
            case CANCELLED ->
                house.post("omar", "/api/runs/" + run + "/cancel", "{\"reason\": \"not needed\"}")
                        .ok();
            case DENIED_AT_THE_END -> {
                shippedWith(policy + "\ntools: {crm.update_owner: {mode: deny}}");
                assertThat(house.approve("maya", approval).code()).isEqualTo("WITHDRAWN");
            }
        }
        house.ended(run);
        if (end == End.DENIED_AT_THE_END) {
            shippedWith(policy);
        }
    }

    @Test
    void m17RoomIsGivenBackWhenTheCallIsProvedNotSent() {
        // Given
        Sql.update("""
                INSERT INTO connector_version (id, version, document, digest, descriptors, registered_by)
                SELECT 'erpaway', 1, regexp_replace(replace(document, '"id":"erp"', '"id":"erpaway"'), '127.0.0.1:[0-9]+', '127.0.0.1:1'),
                  digest, descriptors, 'dana' FROM connector_version WHERE id = 'erp' ON CONFLICT DO NOTHING""");
        shippedWith("""
                tools: {erpaway.create_purchase_request: {mode: permit}}
                limits: [{id: away-money, tools: [erpaway.create_purchase_request], key: all, window: P1D, amount: "argument:/amount", max: 100}]""");
        // When
        JsonNode call = call("erpaway.create_purchase_request", "{item: Pen, amount: 60}");
        // Then
        assertThat(call.path("state").asText()).isEqualTo("failed");
        assertThat(arrivals(call)).isZero();
        assertThat(Sql.number("SELECT used FROM counter WHERE limit_id = 'away-money'"))
                .isZero();
    }

    // ---- many at once ---------------------------------------------------------------------------------------------

    @Test
    void m17ManyRunsAtOnceNeverGetPastALimitByOneWhateverItCounts() {
        // Given
        shippedWith("""
                limits:
                - {id: creates-a-minute, remove: true}
                - {id: creates-a-day, tools: [crm.create_task], key: all, window: P1D, amount: calls, max: 5}
                - {id: enrichment-spend, tools: [enrichment.enrich_company], key: all, window: P1D, amount: price, max: 1}
                - {id: purchases-a-day, tools: [erp.create_purchase_request], key: all, window: P1D, amount: "argument:/amount", max: 1000}
                - {id: recipients-a-day, tools: [email.send_email], key: all, window: P1D, amount: "count:/to", max: 5}
                """);
        List<String> workflows = List.of(
                house.oneCall("crm.create_task", "{subject: one of many}"),
                house.oneCall("enrichment.enrich_company", "{name: Acme, max_price: 0.3}"),
                house.oneCall("erp.create_purchase_request", "{item: Pen, amount: 300}"),
                house.oneCall("email.send_email", "{to: [a@aldgate.example, b@aldgate.example], subject: x, body: y}"));
        int callers = 12;
        // When
        List<List<String>> runs = new ArrayList<>();
        for (String workflow : workflows) {
            runs.add(IntStream.range(0, callers)
                    .parallel()
                    .mapToObj(i -> house.start(workflow))
                    .toList());
        }
        runs.forEach(these -> these.forEach(house::ended));
        // Then
        List<Integer> fit = List.of(5, 3, 3, 2);
        for (int i = 0; i < runs.size(); i++) {
            List<JsonNode> calls = runs.get(i).stream().map(house::onlyCall).toList();
            assertThat(calls.stream().mapToInt(this::arrivals).sum())
                    .as("sent by " + callers + " callers of " + calls.getFirst().path("tool"))
                    .isEqualTo(fit.get(i));
            assertThat(calls.stream()
                            .filter(call ->
                                    call.path("refusal").path("code").asText().equals("LIMIT_REACHED")))
                    .hasSize(callers - fit.get(i));
        }
        assertThat(Sql.column("SELECT used FROM counter WHERE used > 0 ORDER BY limit_id").stream()
                        .map(used -> new java.math.BigDecimal(used)
                                .stripTrailingZeros()
                                .toPlainString()))
                .containsExactly("5", "0.9", "900", "4");
    }

    @Test
    void m17RoomThatWaitsIsNobodyElses() {
        // Given
        shippedWith("""
                limits: [{id: account-blast-radius, tools: [crm.update_owner], key: "ref:account", window: P1D, amount: calls, max: 1}]""");
        String first = house.start(house.oneCall("crm.update_owner", REASSIGN.formatted("acc-8")));
        JsonNode approval = house.asked(first);
        // When
        JsonNode sent = approved(first, "maya", approval);
        JsonNode second = call("crm.update_owner", REASSIGN.formatted("acc-8"));
        // Then
        assertSent(sent);
        assertRefused(second, "account-blast-radius", "LIMIT_REACHED");
        House.soon().until(() -> Sql.number("SELECT sum(used) FROM counter") == 1);
    }
}
