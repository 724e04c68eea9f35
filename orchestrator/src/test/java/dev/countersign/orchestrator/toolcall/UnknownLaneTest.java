package dev.countersign.orchestrator.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.desk.UnknownLane;
import dev.countersign.orchestrator.testing.House;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.unknown.UnknownDesk;
import dev.countersign.ui.unknown.UnknownDesk.Outcome;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the lane of unknown outcomes shows, to whom, and what they can do with it. */
@QuarkusTest
class UnknownLaneTest extends InHouse {
    private static final Viewer OMAR = new Viewer("omar", "Omar", Set.of("operator"), Set.of());
    private static final Viewer MAYA = new Viewer("maya", "Maya", Set.of("approver"), Set.of("revops"));
    private static final Viewer NOOR = new Viewer("noor", "Noor", Set.of("approver"), Set.of("finance"));

    @Inject
    UnknownLane lane;

    @Inject
    CallWorkers workers;

    @Inject
    ToolCalls calls;

    /** A call whose effect happened and whose answer never came. */
    private UUID lost(String tool, String arguments) {
        sandbox.fault(tool, "hang", 1, "after");
        String run = house.start(house.oneCall(tool, arguments));
        JsonNode call = House.soon()
                .until(
                        () -> house.calls(run).stream().findFirst().orElse(null),
                        seen -> seen != null
                                && seen.path("state").asText().equals("executing")
                                && !sandbox.arrivals(seen).isEmpty());
        Sql.update(
                "UPDATE tool_call SET fence = fence + 1, effect = 'ONCE',"
                        + " lease_until = clock_timestamp() - interval '1 second' WHERE id = ?",
                call.path("id").asText());
        sandbox.healthy();
        workers.rescueOnce();
        UUID id = UUID.fromString(call.path("id").asText());
        House.soon().until(() -> calls.find(id).orElseThrow().state() == CallState.OUTCOME_UNKNOWN);
        return id;
    }

    private UnknownDesk.Unknown shown(UUID call) {
        return lane.lane(OMAR).unknown().stream()
                .filter(one -> one.call().equals(call))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void saysWhatWasSentWhatHappenedThenAndWhatToLookFor() {
        // When
        UUID call = lost("crm.create_task", "{subject: look}");
        UnknownDesk.Unknown shown = shown(call);
        // Then
        assertThat(shown.then()).isEqualTo("The instance that sent it ended before an answer came.");
        assertThat(shown.attempts()).isEqualTo(1);
        assertThat(shown.effect()).isEqualTo("ONCE");
        assertThat(shown.key()).isEqualTo(call.toString());
        assertThat(shown.environment()).isEqualTo("sandbox");
        assertThat(shown.approved()).isEmpty();
        lane.settle(OMAR, call, true, "seen there");
    }

    @Test
    void settlesOnceWithWhoAndWhy() {
        // Given
        UUID call = lost("crm.create_task", "{subject: settle}");
        // When
        Outcome first = lane.settle(OMAR, call, false, "Not in the CRM at 14:01.");
        Outcome second = lane.settle(OMAR, call, true, "changed my mind");
        // Then
        assertThat(first).isInstanceOf(Outcome.Done.class);
        assertThat(second).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.headline()).contains("settled already, by Omar");
        });
        assertThat(calls.find(call).orElseThrow().state()).isEqualTo(CallState.FAILED);
        assertThat(lane.lane(OMAR).settled())
                .filteredOn(done -> done.call().equals(call))
                .singleElement()
                .satisfies(done -> {
                    assertThat(done.executed()).isFalse();
                    assertThat(done.by()).isEqualTo("Omar");
                });
    }

    @Test
    void approversSeeOnlyWhatConcernsThemAndSettleNothing() {
        // Given: a run that asked nobody
        UUID call = lost("crm.create_task", "{subject: mine}");
        // When
        List<UnknownDesk.Unknown> seen = lane.lane(MAYA).unknown();
        Outcome settled = lane.settle(MAYA, call, true, "I saw it");
        // Then
        assertThat(seen).noneMatch(one -> one.call().equals(call));
        assertThat(lane.waiting(OMAR)).isPositive();
        assertThat(settled).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.code())
                .isEqualTo("FORBIDDEN"));
        assertThat(calls.find(call).orElseThrow().state()).isEqualTo(CallState.OUTCOME_UNKNOWN);
        lane.settle(OMAR, call, true, "seen there");
    }

    @Test
    void toolWithoutAProbeSaysSo() {
        // Given
        UUID call = lost("crm.create_task", "{subject: probe}");
        boolean declared = shown(call).probes();
        // When
        Outcome outcome = lane.probe(OMAR, call);
        // Then
        if (declared) {
            assertThat(outcome).isInstanceOf(Outcome.Done.class);
        } else {
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> assertThat(refused.headline())
                    .contains("No probe"));
        }
        lane.settle(OMAR, call, true, "seen there");
    }

    @Test
    void whoCouldDecideMayAlsoDoItByHand() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        UUID call = UUID.fromString(house.asked(run).path("call_id").asText());
        // When
        boolean offeredToMaya = lane.mayTakeOver(MAYA, call);
        boolean offeredToNoor = lane.mayTakeOver(NOOR, call);
        Outcome refused = lane.takeOver(NOOR, call, "I do it");
        Outcome done = lane.takeOver(MAYA, call, "I call them instead");
        JsonNode ended = house.ended(run);
        // Then
        assertThat(offeredToMaya).isTrue();
        assertThat(offeredToNoor).isFalse();
        assertThat(refused).isInstanceOf(Outcome.Refused.class);
        assertThat(done).isInstanceOf(Outcome.Done.class);
        assertThat(ended.path("output").asText()).startsWith("TAKEN_OVER never");
        assertThat(lane.mayTakeOver(MAYA, call)).isFalse();
        assertThat(house.onlyCall(run).path("refusal").path("detail").asText()).contains("I call them instead");
    }
}
