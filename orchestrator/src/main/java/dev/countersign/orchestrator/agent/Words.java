package dev.countersign.orchestrator.agent;

import dev.countersign.orchestrator.agent.model.Messages;
import dev.countersign.orchestrator.run.Journal;
import dev.langchain4j.data.message.AiMessage;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What the model said in words, step by step. Unverified: pages show it as such. */
@Singleton
public class Words {
    private final Journal journal;

    Words(Journal journal) {
        this.journal = journal;
    }

    /** The texts of some recorded turns by step; none where the model said nothing. */
    public Map<Integer, String> of(UUID run, int first, int last) {
        var texts = new HashMap<Integer, String>();
        journal.turns(run, first, last).forEach((step, envelope) -> {
            String text = ((AiMessage) Messages.fromJson(envelope).getFirst()).text();
            if (text != null && !text.isBlank()) {
                texts.put(step, text);
            }
        });
        return texts;
    }
}
