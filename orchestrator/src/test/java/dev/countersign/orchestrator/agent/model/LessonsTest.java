package dev.countersign.orchestrator.agent.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.orchestrator.testing.Answer;
import dev.countersign.orchestrator.testing.InHouse;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a person rejected is told to the later runs of the workflow, and to no other (ADR 0017). */
@QuarkusTest
class LessonsTest extends InHouse {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private static String asking(String opportunity) {
        return """
                {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "model-1",
                 "choices": [{"index": 0, "finish_reason": "tool_calls", "message": {"role": "assistant", "content": null,
                   "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "crm__update_opportunity_stage",
                     "arguments": "{\\"opportunity_id\\": \\"%s\\", \\"stage\\": \\"proposal\\"}"}}]}}],
                 "usage": {"prompt_tokens": 10, "completion_tokens": 3, "total_tokens": 13}}""".formatted(opportunity);
    }

    /** A workflow whose model always proposes the same, for two turns. */
    private String workflow(ProviderStub stub) {
        String id = "lessons-" + NUMBER.incrementAndGet();
        house.registerYaml("workflows", """
                kind: Workflow
                id: %s
                version: 1
                stage: approvals
                instructions: Move what is ready.
                budgets: {steps: 2}
                tools: [{name: crm.update_opportunity_stage}]
                model: {kind: openai, base_url: "%s", model: model-1, api_key: {ref: "env:COUNTERSIGN_SECRET_CRM"}}
                """.formatted(id, stub.url()));
        return id;
    }

    private String rejected(String workflow, String note) {
        String run = house.start(workflow);
        house.reject("maya", house.asked(run), "{\"code\": \"OTHER\", \"note\": \"" + note + "\"}")
                .ok();
        house.ended(run);
        return run;
    }

    private static String instructions(ProviderStub.Received request) {
        JsonNode first = request.body().at("/messages/0");
        assertThat(first.path("role").asText()).isEqualTo("system");
        return first.path("content").asText();
    }

    private JsonNode lessons(String workflow) {
        return house.get("maya", "/api/lessons?workflow=" + workflow).ok().path("items");
    }

    @Test
    void laterRunsAreToldWhoRejectedWhatAndWhyAndTheSameRunIsNot() {
        try (ProviderStub stub = ProviderStub.answering(200, asking(sandbox.opportunity()))) {
            // Given
            String workflow = workflow(stub);
            String first = rejected(workflow, "Wait\\nfor the \\u202ereview");
            // When
            String second = house.start(workflow);
            house.asked(second);
            // Then
            var requests = stub.received();
            assertThat(requests).hasSize(3);
            assertThat(instructions(requests.get(0))).isEqualTo("Move what is ready.");
            assertThat(instructions(requests.get(1))).isEqualTo("Move what is ready.");
            assertThat(instructions(requests.get(2)))
                    .startsWith("Move what is ready.\n\n--- Lessons from earlier runs of this workflow ---\n")
                    .contains(" maya rejected crm.update_opportunity_stage: OTHER, “Wait ↵ for the [U+202E]review”\n")
                    .endsWith("--- End of the lessons ---");
            JsonNode lesson = lessons(workflow).get(0);
            assertThat(lesson.path("run_id").asText()).isEqualTo(first);
            assertThat(lesson.path("tool").asText()).isEqualTo("crm.update_opportunity_stage");
            assertThat(lesson.path("rule_id").asText()).isEqualTo("tool:crm.update_opportunity_stage");
            assertThat(lesson.path("by").asText()).isEqualTo("maya");
            assertThat(house.run(second).path("lessons").toString())
                    .isEqualTo("[\"" + lesson.path("id").asText() + "\"]");
            assertThat(house.run(first).path("lessons")).isEmpty();
        }
    }

    @Test
    void runKeepsWhatItWasGivenAndForgottenLessonsReachNoLaterOne() {
        try (ProviderStub stub = ProviderStub.answering(200, asking(sandbox.opportunity()))) {
            // Given
            String workflow = workflow(stub);
            rejected(workflow, "Never on a Friday");
            String second = house.start(workflow);
            JsonNode approval = house.asked(second);
            String lesson = lessons(workflow).get(0).path("id").asText();
            // When
            Answer gone = house.send("dana", "DELETE", "/api/lessons/" + lesson, null, Map.of());
            Answer again = house.send("omar", "DELETE", "/api/lessons/" + lesson, null, Map.of());
            house.reject("maya", approval, "{\"code\": \"WRONG_TIME\"}").ok();
            house.ended(second);
            String third = house.start(workflow);
            house.asked(third);
            // Then
            assertThat(gone.status()).isEqualTo(204);
            assertThat(again.status()).isEqualTo(404);
            var requests = stub.received();
            assertThat(instructions(requests.get(2))).contains("Never on a Friday");
            assertThat(instructions(requests.get(3))).isEqualTo(instructions(requests.get(2)));
            assertThat(instructions(requests.get(4)))
                    .doesNotContain("Friday")
                    .contains("maya rejected crm.update_opportunity_stage: WRONG_TIME\n");
            assertThat(lessons(workflow)).hasSize(1);
        }
    }

    @Test
    void lessonsOfAnotherWorkflowAreNotTold() {
        try (ProviderStub stub = ProviderStub.answering(200, asking(sandbox.opportunity()))) {
            // Given
            rejected(workflow(stub), "Only here");
            // When
            house.asked(house.start(workflow(stub)));
            // Then
            assertThat(instructions(stub.received().getLast())).isEqualTo("Move what is ready.");
        }
    }
}
