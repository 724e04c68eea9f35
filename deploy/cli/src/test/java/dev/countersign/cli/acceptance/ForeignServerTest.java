package dev.countersign.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.cli.acceptance.api.Api;
import dev.countersign.cli.acceptance.api.Approval;
import dev.countersign.cli.acceptance.api.Call;
import dev.countersign.cli.acceptance.api.Run;
import dev.countersign.cli.acceptance.stack.OnStack;
import dev.countersign.cli.acceptance.stack.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A server that was not written here, governed by one document. */
@OnStack(value = "shared", shared = true)
class ForeignServerTest {

    @Test
    void anMcpServerOfSomebodyElseIsReadAtOnceAndWrittenOnceWhenAPersonAllows(TestStack stack) throws IOException {
        try (PythonServer server = PythonServer.start()) {
            // Given
            Path documents = TestStack.freshFolder("notebook").resolve("notebook.yaml");
            String template = Files.readString(TestStack.resources().resolve("python/notebook.yaml"));
            Files.writeString(documents, template.replace("PORT", Integer.toString(server.port())));
            JsonNode applied = stack.run("apply", "-f", documents.toString(), "--json")
                    .ok()
                    .json();
            assertThat(applied.path("applied"))
                    .extracting(one -> one.path("kind").asText())
                    .containsExactly("Connector", "PolicyData", "Workflow");
            Api dana = stack.as("dana");
            JsonNode started = stack.run("run", "take-note", "--input", "{\"text\":\"Call Ida\"}", "--json")
                    .ok()
                    .json();
            Run run = dana.run(started.path("id").asText());
            Approval asked = stack.as("maya").awaitPending(run);
            assertThat(server.calls()).containsExactly("read_notes");

            // When
            JsonNode voted = stack.run("approve", asked.id(), "--yes", "--as", "maya", "--json")
                    .ok()
                    .json();

            // Then
            assertThat(voted.path("result").asText()).isEqualTo("RECORDED");
            assertThat(dana.awaitCompleted(run).output()).hasToString("\"From 1 to 2\"");
            assertThat(server.calls()).containsExactly("read_notes", "add_note Call Ida", "read_notes");
            assertThat(dana.calls(run))
                    .filteredOn(call -> call.tool().equals("notebook.erase_notes"))
                    .extracting(Call::refusalCode)
                    .containsExactly("UNKNOWN_TOOL");
        }
    }
}
