package dev.countersign.orchestrator.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.approval.Rounds;
import dev.countersign.orchestrator.ledger.CloudEvent;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.run.Runs;
import dev.countersign.orchestrator.testing.InHouse;
import dev.countersign.orchestrator.testing.Personas;
import dev.countersign.orchestrator.testing.Sql;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.ui.inbox.Viewer;
import dev.countersign.ui.timeline.Prompt;
import dev.countersign.ui.timeline.RunDesk;
import dev.countersign.ui.timeline.RunPage;
import dev.countersign.ui.timeline.RunQuery;
import dev.countersign.ui.timeline.RunStory;
import dev.countersign.ui.timeline.RunStory.Entry;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the pages about runs are told by the running product, and who is told. */
@QuarkusTest
class TimelineTest extends InHouse {
    static final Viewer DANA = new Viewer("dana", "Dana Reyes", Set.of("developer"), Set.of());
    static final Viewer MAYA = new Viewer("maya", "Maya Lindqvist", Set.of("approver"), Set.of("revops"));
    static final Viewer OMAR = new Viewer("omar", "Omar Haddad", Set.of("operator"), Set.of());
    static final Viewer NELL = new Viewer("nell", "Nell", Set.of(), Set.of());

    @Inject
    RunDesk desk;

    @Inject
    Telling telling;

    @Inject
    Runs runs;

    @Test
    void tellsAnApprovedRunFromProposalToResult() {
        // Given
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        house.approve("maya", approval).ok();
        house.ended(run);
        // When
        RunStory story = desk.run(MAYA, UUID.fromString(run), 0).orElseThrow();
        // Then
        List<Entry> told = story.part().entries();
        assertThat(told)
                .extracting(Entry::what)
                .containsExactly(
                        "Started by Dana",
                        "Model, step 1",
                        "Policy: asks a person about crm.update_opportunity_stage",
                        "Approved by Maya",
                        "Called crm.update_opportunity_stage",
                        "Result of crm.update_opportunity_stage",
                        "Model, step 2",
                        "Completed");
        Entry asked = told.get(2);
        assertThat(asked.decided()).isTrue();
        assertThat(asked.sleep().until()).isEqualTo(told.get(3).at());
        assertThat(asked.about().rule()).isEqualTo("tool:crm.update_opportunity_stage");
        assertThat(asked.detail())
                .contains("Stage move.", "For revops, tier T1.")
                .containsPattern("Decided in [0-9.]+ ms");
        Entry voted = told.get(3);
        assertThat(voted.about().seenBy()).isEqualTo("Maya");
        assertThat(voted.about().round()).isEqualTo(1);
        assertThat(voted.detail()).startsWith("1 of 1 vote");
        assertThat(told.get(4).detail()).startsWith("Attempt 1. Policy was asked again before it was sent");
        assertThat(told.get(5).detail()).endsWith("ms after it was sent.");
        assertThat(told.get(5).result().code()).contains("\"stage\": \"proposal\"");
        assertThat(story.about()).isNotBlank();
        assertThat(story.usage().stepBudget()).isEqualTo(50);
        assertThat(story.usage().writes()).isEqualTo(1);
        assertThat(story.part().more()).isFalse();
        assertThat(story.part().prompts()).isFalse();
    }

    @Test
    void goesOnBehindTheLastEventThatWasTold() {
        String run = house.stageMove(sandbox.opportunity());
        JsonNode approval = house.asked(run);
        RunStory before = desk.run(DANA, UUID.fromString(run), 0).orElseThrow();
        assertThat(before.waitingFor()).isEqualTo("a person’s decision on crm.update_opportunity_stage");
        assertThat(before.part().entries().getLast().sleep().until()).isNull();
        house.approve("maya", approval).ok();
        house.ended(run);

        RunStory.Part after = desk.run(DANA, UUID.fromString(run), before.part().last())
                .orElseThrow()
                .part();

        assertThat(after.entries()).extracting(Entry::what).first().isEqualTo("Approved by Maya");
        assertThat(after.entries()).extracting(Entry::what).last().isEqualTo("Completed");
    }

    @Test
    void tellsAtMostFiftyStepsAtATimeAndLosesNone() {
        // Given a run of sixty steps
        var turns = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            turns.append("  - {calls: [{id: c")
                    .append(i)
                    .append(", tool: crm.get_account, arguments: {account_id: acc-1}}]}\n");
        }
        String run = house.start(house.workflow("tools: [{name: crm.get_account}]\nbudgets: {steps: 100}\nmodel:\n"
                + "  kind: scripted\n  turns:\n" + turns));
        house.ended(run);
        // When
        RunStory.Part first =
                desk.run(DANA, UUID.fromString(run), 0).orElseThrow().part();
        RunStory.Part second =
                desk.run(DANA, UUID.fromString(run), first.last()).orElseThrow().part();
        // Then
        assertThat(steps(first)).hasSize(50);
        assertThat(first.more()).isTrue();
        var all = new ArrayList<>(steps(first));
        all.addAll(steps(second));
        assertThat(all).startsWith(1, 2, 3).contains(50, 51, 60).doesNotHaveDuplicates();
        assertThat(second.more()).isFalse();
    }

    private static List<Integer> steps(RunStory.Part part) {
        return part.entries().stream()
                .map(entry -> entry.about().step())
                .filter(step -> step != null)
                .toList();
    }

    @Test
    void saysWhatWasKeptFromTheModel() {
        house.policyWith("{\"results\": [{\"tools\": [\"crm.get_account\"], \"fields\": [\"id\", \"name\", \"owner\"],"
                + " \"mask\": [\"owner\"]}]}");
        String run = house.play(house.oneCall("crm.get_account", "{account_id: acc-1}"))
                .path("id")
                .asText();

        Entry result = desk.run(DANA, UUID.fromString(run), 0).orElseThrow().part().entries().stream()
                .filter(entry -> entry.result() != null)
                .findFirst()
                .orElseThrow();

        assertThat(result.result().code()).contains("••••");
        assertThat(result.result().kept())
                .matches("1 field masked, [0-9]+ fields? kept back, [0-9.]+ (B|KiB) not sent to the model");
    }

    @Test
    void tellsAnEventThatItDoesNotKnowByItsType() {
        String id = house.play(house.oneCall("crm.get_account", "{account_id: acc-1}"))
                .path("id")
                .asText();
        Run run = runs.find(UUID.fromString(id)).orElseThrow();
        String approval = UUID.randomUUID().toString();

        List<Entry> told = telling.entries(
                run,
                List.of(
                        event(
                                run,
                                "dev.countersign.approval.undone.v1",
                                "{\"approval_id\": \"" + approval + "\", \"by\": \"maya\", \"round\": 2}"),
                        event(run, "dev.countersign.freeze.set.v1", "{\"by\": \"omar\"}"),
                        event(run, "dev.countersign.approval.escalated.v1", "{}"),
                        event(run, "something", "{\"call_id\": \"" + UUID.randomUUID() + "\"}"),
                        event(
                                run,
                                "dev.countersign.toolcall.succeeded.v1",
                                "{\"call_id\": \"" + UUID.randomUUID() + "\"}"),
                        event(run, "dev.countersign.toolcall.parked.v1", "{}")));

        assertThat(told)
                .extracting(Entry::what)
                .containsExactly(
                        "Undone by Maya",
                        "Freeze set by Omar",
                        "Escalated",
                        "Something",
                        "Result of a call",
                        "Policy: asks a person about a call");
        assertThat(told.getFirst().decided()).isTrue();
        assertThat(told.getFirst().detail()).isEqualTo("Round 2.");
    }

    private static CloudEvent event(Run run, String type, String data) {
        return new CloudEvent(
                UUID.randomUUID(), "/x", type, "s", Instant.now(), run.id().toString(), run.id(), 1, null, "t", data);
    }

    @Test
    void countsOverlappingWaitsOnce() {
        Instant t = Instant.parse("2026-11-19T14:00:00Z");
        var waits = List.of(
                new Rounds.Wait(t, t.plusSeconds(60), null),
                new Rounds.Wait(t.plusSeconds(30), t.plusSeconds(40), null),
                new Rounds.Wait(t.plusSeconds(50), t.plusSeconds(90), null),
                new Rounds.Wait(t.plusSeconds(100), null, null));

        assertThat(RunBoard.waited(waits, t.plusSeconds(110))).isEqualTo(Duration.ofSeconds(100));
    }

    @Test
    void showsADeveloperExactlyWhatTheModelWasAsked() {
        // Given
        String run = house.start(house.workflow("""
                instructions: Read, then stop.
                tools: [{name: crm.get_account}]
                model:
                  kind: scripted
                  turns:
                  - {words: "I read it.", calls: [{id: c1, tool: crm.get_account, arguments: {account_id: acc-1}}]}
                  - say: done
                """), "{\"why\": \"test\"}");
        house.ended(run);
        UUID id = UUID.fromString(run);
        // When
        Prompt first = desk.prompt(DANA, id, 1).orElseThrow();
        Prompt second = desk.prompt(DANA, id, 2).orElseThrow();
        // Then
        assertThat(first.proof()).isEqualTo(Prompt.Proof.SAME);
        assertThat(first.messages()).extracting(Prompt.Message::role).containsExactly("system", "user");
        assertThat(first.messages().getFirst().text()).startsWith("Read, then stop.");
        assertThat(first.messages().getLast().text()).isEqualTo("{\"why\":\"test\"}");
        assertThat(first.tools()).extracting(Prompt.Tool::name).containsExactly("crm__get_account");
        assertThat(first.tools().getFirst().parameters()).contains("account_id");
        assertThat(second.proof()).isEqualTo(Prompt.Proof.SAME);
        assertThat(second.messages()).extracting(Prompt.Message::role).endsWith("assistant", "tool");
        assertThat(Rows.parse(second.raw()).path("messages")).hasSize(4);
        assertThat(desk.prompt(DANA, id, 9)).isEmpty();
        assertThat(desk.prompt(MAYA, id, 1)).isEmpty();
        assertThat(desk.prompt(OMAR, id, 1)).isEmpty();
        assertThat(Sql.number("SELECT count(*) FROM event WHERE run_id = ? AND data LIKE '%Read, then%'", run))
                .isZero();
    }

    @Test
    void saysWhenAPromptIsNotWhatWasSent() {
        String run = house.play(house.oneCall("crm.get_account", "{account_id: acc-1}"))
                .path("id")
                .asText();
        UUID id = UUID.fromString(run);
        Sql.update("UPDATE run SET input = '{\"changed\": true}' WHERE id = ?", run);
        assertThat(desk.prompt(DANA, id, 1).orElseThrow().proof()).isEqualTo(Prompt.Proof.DIFFERENT);

        Sql.update("UPDATE journal SET tools = NULL, request_digest = NULL WHERE run_id = ?", run);

        Prompt old = desk.prompt(DANA, id, 1).orElseThrow();
        assertThat(old.proof()).isEqualTo(Prompt.Proof.NOT_TAKEN);
        assertThat(old.tools()).isNull();
    }

    @Test
    void listsRunsByStateAndWorkflowInPages() {
        String flow = house.oneCall("crm.get_account", "{account_id: acc-1}");
        for (int i = 0; i < 3; i++) {
            house.play(flow);
        }
        String waiting = house.stageMove(sandbox.opportunity());
        house.asked(waiting);
        // When
        RunPage first = desk.runs(DANA, new RunQuery("completed", flow, null, 2));
        RunPage second = desk.runs(DANA, new RunQuery("completed", flow, first.next(), 2));
        // Then
        assertThat(first.rows()).hasSize(2);
        assertThat(second.rows()).hasSize(1);
        assertThat(second.next()).isNull();
        assertThat(first.workflows()).contains(flow);
        RunPage parked = desk.runs(MAYA, new RunQuery("parked", null, null, 50));
        assertThat(parked.rows())
                .filteredOn(row -> row.id().equals(UUID.fromString(waiting)))
                .extracting(RunPage.Row::waitsFor)
                .containsExactly("a person’s decision on crm.update_opportunity_stage");
        assertThat(desk.runs(MAYA, new RunQuery(null, flow, null, 50)).rows()).isEmpty();
        assertThat(desk.runs(NELL, new RunQuery(null, null, null, 50)).rows()).isEmpty();
    }

    @Test
    void tellsEverybodyOnlyWhatTheyMaySee() {
        UUID quiet = UUID.fromString(house.play(house.oneCall("crm.get_account", "{account_id: acc-1}"))
                .path("id")
                .asText());

        assertThat(desk.run(DANA, quiet, 0)).isPresent();
        assertThat(desk.run(OMAR, quiet, 0)).isPresent();
        assertThat(desk.run(MAYA, quiet, 0)).isEmpty();
        assertThat(desk.run(NELL, quiet, 0)).isEmpty();
        assertThat(desk.events(MAYA, quiet, 0)).isEmpty();
        assertThat(desk.events(DANA, quiet, 0).orElseThrow().json()).contains("run.started", "\"next_after\"");
        assertThat(desk.run(DANA, UUID.randomUUID(), 0)).isEmpty();
    }

    /** The whole way: session, resource, template, the real run. */
    @Test
    void thePagesShowIt() {
        String run = house.start(Personas.AGENT, house.oneCall("crm.get_account", "{account_id: acc-1}"), "{}");
        house.ended(run);

        assertThat(house.page("dana", "/runs/" + run)).contains("Prompt and tools of step 1", "of 50", "Completed");
        assertThat(house.page("dana", "/runs/" + run + "/steps/1"))
                .contains("Exactly what was sent", "crm__get_account");
        assertThat(house.page("dana", "/runs?state=completed")).contains("/runs/" + run);
        assertThat(house.page("dana", "/search?run=" + run)).contains("/calls/", "crm.get_account, succeeded");
    }
}
