package dev.countersign.ui.timeline;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a model was asked at one step.
 *
 * @param tools null when the list was not kept
 * @param proof whether this is what was sent
 * @param raw all of it as one JSON document
 */
public record Prompt(
        UUID run,
        String workflow,
        int step,
        List<Message> messages,
        @Nullable List<Tool> tools,
        Proof proof,
        String raw) {

    public Prompt {
        messages = List.copyOf(messages);
        tools = tools == null ? null : List.copyOf(tools);
    }

    /** What the digest taken when it was sent says about it. */
    public enum Proof {
        SAME,
        DIFFERENT,
        NOT_TAKEN
    }

    /** One message: system, user, assistant, or tool for an answer to a call. */
    public record Message(String role, String text) {}

    /** One tool as the model was told about it; the parameters as JSON text. */
    public record Tool(String name, String description, String parameters) {}
}
