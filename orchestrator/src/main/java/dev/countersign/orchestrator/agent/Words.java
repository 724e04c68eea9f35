package dev.countersign.orchestrator.agent;

import dev.countersign.orchestrator.agent.model.Messages;
import dev.countersign.orchestrator.run.Runs;
import dev.langchain4j.data.message.AiMessage;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;

/** What the model said in words, step by step. Unverified: pages show it as such. */
@Singleton
public class Words {
    private final Runs runs;

    Words(Runs runs) {
        this.runs = runs;
    }

    /** One text per recorded turn, empty where the model said nothing. */
    public List<String> ofRun(UUID run) {
        return runs.journal(run).stream()
                .map(envelope -> ((AiMessage) Messages.fromJson(envelope).getFirst()).text())
                .map(text -> text == null ? "" : text)
                .toList();
    }
}
