package dev.countersign.orchestrator.agent.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** The worked example's second workflow: many calls in one message. */
class PipelineHygieneModelTest {

    private static final JsonNode MODEL = Documents.workflow("pipeline-hygiene").path("model");
    private static final JsonNode INPUT = Documents.yaml("{stale_days: 30}");
    private static final String THREE = "{returned: 3, items: ["
            + "{opportunity_id: opp-1, name: One, next_stage: proposal}, "
            + "{opportunity_id: opp-2, name: Two, next_stage: negotiation}, "
            + "{opportunity_id: opp-3, name: Three, next_stage: proposal}]}";

    @Test
    void proposesAllMovesInOneMessage() {
        FakeLoop.Transcript run = run(moved(new Answers().ok("open", THREE)));
        assertThat(run.ids()).containsExactly("open", "stage-0", "stage-1", "stage-2");
        assertThat(run.turns().get(1).toolExecutionRequests()).hasSize(3);
        assertThat(run.arguments("open").path("stale_days").isInt()).isTrue();
        assertThat(run.arguments("stage-1")).isEqualTo(Documents.yaml("{opportunity_id: opp-2, stage: negotiation}"));
        assertThat(run.output().textValue()).isEqualTo("Looked at 3 opportunities");
        assertThat(run.steps()).isEqualTo(3);
    }

    @Test
    void makesATaskOfEachRefusedMoveOnly() {
        FakeLoop.Transcript run = run(moved(new Answers().ok("open", THREE))
                .refused("stage-0", "POLICY_DENIED")
                .refused("stage-2", "POLICY_DENIED")
                .ok("task-0", "{task_id: t0}")
                .refused("task-2", "LIMIT_REACHED"));
        assertThat(run.ids()).containsExactly("open", "stage-0", "stage-1", "stage-2", "task-0", "task-2");
        assertThat(run.arguments("task-2"))
                .isEqualTo(Documents.yaml("{subject: Look at Three, opportunity_id: opp-3}"));
        assertThat(run.steps()).isEqualTo(4);
    }

    @Test
    void skipsBothWhenNothingIsStale() {
        FakeLoop.Transcript run = run(new Answers().ok("open", "{returned: 0, items: []}"));
        assertThat(run.ids()).containsExactly("open");
        assertThat(run.output().textValue()).isEqualTo("Looked at 0 opportunities");
        assertThat(run.steps()).isEqualTo(2);
    }

    private static Answers moved(Answers answers) {
        return answers.ok("stage-0", "{version: 2}")
                .ok("stage-1", "{version: 2}")
                .ok("stage-2", "{version: 2}");
    }

    private static FakeLoop.Transcript run(Answers answers) {
        return new FakeLoop(MODEL, INPUT, answers).run();
    }
}
