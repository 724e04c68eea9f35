package dev.countersign.orchestrator.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.agent.model.Messages;
import dev.countersign.orchestrator.agent.model.Requests;
import dev.countersign.orchestrator.run.Journal;
import dev.countersign.orchestrator.run.Run;
import dev.countersign.orchestrator.toolcall.Lessons;
import dev.countersign.orchestrator.toolcall.ToolCalls;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.orchestrator.workflow.Workflow;
import dev.countersign.orchestrator.workflow.Workflows;
import dev.langchain4j.data.message.AiMessage;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model was asked at a step. The messages are put together again from what is stored (the workflow's version,
 * the lessons given, the input, the recorded turns, the answers as the model saw them) and compared with the digest
 * that was taken when they were sent; the tools were kept then. Blocks; virtual threads only.
 */
@Singleton
public class Prompts {
    private final Journal journal;
    private final ToolCalls calls;
    private final Workflows workflows;
    private final Lessons lessons;

    Prompts(Journal journal, ToolCalls calls, Workflows workflows, Lessons lessons) {
        this.journal = journal;
        this.calls = calls;
        this.workflows = workflows;
        this.lessons = lessons;
    }

    /** Whether what is shown is what was sent. */
    public enum Proof {
        /** The digest taken when it was sent is the digest of this. */
        SAME,
        /** It is not: something that it was made of is gone or was changed. */
        DIFFERENT,
        /** The step was taken before requests were digested. */
        NOT_TAKEN
    }

    /** @param tools an array; null when it was not kept */
    public record Prompt(
            int step, JsonNode messages, @Nullable JsonNode tools, Proof proof) {
        /** {@code {step, messages, tools}}. */
        public ObjectNode raw() {
            ObjectNode raw = JsonNodeFactory.instance.objectNode().put("step", step);
            raw.set("messages", messages);
            raw.set("tools", tools == null ? raw.nullNode() : tools);
            return raw;
        }
    }

    /** Empty when the run has not taken the step. */
    public Optional<Prompt> of(Run run, int step) {
        return journal.request(run.id(), step).map(kept -> prompt(run, step, kept));
    }

    private Prompt prompt(Run run, int step, Journal.Request kept) {
        Workflow workflow =
                workflows.version(run.workflow(), run.workflowVersion()).orElseThrow();
        List<AiMessage> turns = journal.turns(run.id()).stream()
                .limit(step - 1L)
                .map(envelope -> (AiMessage) Messages.fromJson(envelope).getFirst())
                .toList();
        JsonNode messages = Requests.messages(
                Conversation.messages(run, workflow, LessonsGiven.of(lessons.of(run)), turns, calls.ofRun(run.id())));
        if (kept.tools() == null || kept.digest() == null) {
            return new Prompt(step, messages, null, Proof.NOT_TAKEN);
        }
        boolean same = Asked.digest(kept.salt(), messages, kept.tools()).equals(kept.digest());
        return new Prompt(step, messages, Rows.parse(kept.tools()), same ? Proof.SAME : Proof.DIFFERENT);
    }
}
