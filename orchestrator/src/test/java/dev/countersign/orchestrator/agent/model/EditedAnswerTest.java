package dev.countersign.orchestrator.agent.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model is told that a person edited its call and what ran; the tool's own answer stays as it is. */
class EditedAnswerTest {
    private static final ToolExecutionRequest REQUEST = ToolExecutionRequest.builder()
            .id("c1")
            .name("crm__update_owner")
            .arguments("{}")
            .build();

    @Test
    void saysWhatRanBeforeTheToolsOwnAnswerAndKeepsItInTheJournal() {
        // Given
        ToolExecutionResultMessage message = ToolAnswer.message(
                REQUEST, false, Documents.yaml("{owner: lee}"), null, Documents.yaml("{owner: lee, account: acc-1}"));
        // When
        ToolExecutionResultMessage stored = (ToolExecutionResultMessage)
                Messages.fromJson(Messages.toJson(List.of(message))).getFirst();
        ToolAnswer answer = ToolAnswer.of(stored);
        // Then
        assertThat(stored.text())
                .isEqualTo("A person edited this call before it ran. It ran with these arguments:"
                        + " {\"owner\":\"lee\",\"account\":\"acc-1\"}\nIts answer: {\"owner\":\"lee\"}");
        assertThat(answer.structuredContent()).isEqualTo(Documents.yaml("{owner: lee}"));
        assertThat(answer.toJson().at("/executed_arguments/account").asText()).isEqualTo("acc-1");
    }

    @Test
    void saysNothingOfItWhereNobodyEdited() {
        // Given
        ToolExecutionResultMessage message =
                ToolAnswer.message(REQUEST, false, Documents.yaml("{owner: lee}"), null, null);
        // Then
        assertThat(message.text()).isEqualTo("{\"owner\":\"lee\"}");
        assertThat(ToolAnswer.of(message).toJson().has("executed_arguments")).isFalse();
    }
}
