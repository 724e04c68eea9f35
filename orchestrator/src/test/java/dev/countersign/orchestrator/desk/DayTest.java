package dev.countersign.orchestrator.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.ui.day.Day;
import dev.countersign.ui.inbox.Viewer;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page of an empty inbox says what ran today, and offers only what its reader may open. */
@QuarkusTest
class DayTest extends InHouse {
    private static final Viewer MAYA = new Viewer("maya", "Maya", Set.of("approver"), Set.of("revops"));
    private static final Viewer DANA = new Viewer("dana", "Dana", Set.of("developer"), Set.of());

    @Inject
    DayBook book;

    /** What other tests did happened yesterday. */
    @BeforeEach
    void yesterday() {
        Sql.update("UPDATE tool_call SET decided_at = decided_at - interval '1 day' WHERE decided_at IS NOT NULL");
        Sql.update("UPDATE vote SET at = at - interval '1 day'");
    }

    private void task(String subject) {
        house.play(house.oneCall("crm.create_task", "{subject: " + subject + ", lead_id: lead-3, priority: low}"));
    }

    @Test
    void countsWhatPolicyPermittedAndRefusedWithTheMostFrequentReason() {
        // Given
        task("One");
        house.play(house.oneCall("crm.get_lead", "{lead_id: lead-3}"));
        for (int i = 0; i < 2; i++) {
            house.play(house.oneCall("crm.create_contact", "{account_id: acc-5, email: a@dunmore.example, name: A}"));
        }
        // When
        Day day = book.today(DANA);
        // Then
        assertThat(day.reads()).isEqualTo(1);
        assertThat(day.writes()).isEqualTo(1);
        assertThat(day.refused()).isEqualTo(2);
        assertThat(day.mostRefused()).isEqualTo(new Day.Rule("No contacts", 2));
        assertThat(day.capped()).isFalse();
    }

    @Test
    void picksPermittedWritesAndOnlyThoseThatTheReaderMayOpen() {
        // Given
        task("Alone");
        String asking = house.workflow("""
                tools: [{name: crm.create_task}, {name: crm.update_opportunity_stage}]
                model:
                  kind: scripted
                  turns:
                  - {calls: [{id: c1, tool: crm.create_task, arguments: {subject: Asked too, lead_id: lead-3, priority: low}}]}
                  - {calls: [{id: c2, tool: crm.update_opportunity_stage, arguments: {opportunity_id: %s, stage: proposal}}]}
                  - say: done
                """.formatted(sandbox.opportunity()));
        JsonNode waiting = house.asked(house.start(asking));
        // When
        Day ofApprover = book.today(MAYA);
        Day ofDeveloper = book.today(DANA);
        // Then
        assertThat(ofApprover.done()).extracting(Day.Done::consequence).containsExactly("Create task “Asked too”");
        assertThat(ofDeveloper.done())
                .extracting(Day.Done::consequence)
                .containsExactlyInAnyOrder("Create task “Asked too”", "Create task “Alone”");
        house.approve("maya", waiting).ok();
    }

    @Test
    void whatAPersonSetBackIsCountedAndIsNoWriteOfAnAgent() {
        // Given
        JsonNode granted = house.approve("maya", house.asked(house.stageMove(sandbox.opportunity())))
                .ok()
                .path("approval");
        house.ended(granted.path("run_id").asText());
        // When
        house.undo("maya", granted).ok();
        // Then
        Day day = book.today(DANA);
        assertThat(day.undone()).isEqualTo(1);
        assertThat(day.writes()).isZero();
        assertThat(day.done()).isEmpty();
    }

    @Test
    void countsTheReadersOwnDecisions() {
        // Given
        house.approve("maya", house.asked(house.stageMove(sandbox.opportunity())))
                .ok();
        house.reject("maya", house.asked(house.stageMove(sandbox.opportunity())), "{\"code\": \"WRONG_TIME\"}")
                .ok();
        house.approve("lee", house.asked(house.stageMove(sandbox.opportunity())))
                .ok();
        // When
        Day day = book.today(MAYA);
        // Then
        assertThat(day.approved()).isEqualTo(1);
        assertThat(day.rejected()).isEqualTo(1);
        assertThat(day.lastDecision()).isAfter(day.since());
        assertThat(house.page("omar", "/inbox?view=mine"))
                .contains("Nothing needs you.", "Ran without you today", "Permitted by policy")
                .doesNotContain("Last decision");
    }
}
