package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.ChatModel;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Makes the model that a workflow version names. */
public final class AgentModels {

    /** How long one request may take unless configured otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    private final SecretSource secrets;
    private final UnaryOperator<String> wireName;
    private final Duration timeout;

    /** {@code wireName} turns a dotted tool name into the one on the wire. */
    public AgentModels(SecretSource secrets, UnaryOperator<String> wireName, Duration timeout) {
        this.secrets = secrets;
        this.wireName = wireName;
        this.timeout = timeout;
    }

    /**
     * The model for one run.
     *
     * @throws ModelUnusable if none can be made of the document
     */
    public ChatModel create(JsonNode modelDocument, JsonNode runInput) {
        throw new ModelUnusable("unknown kind " + modelDocument.path("kind") + secrets + wireName + timeout);
    }
}
