package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.ChatModel;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Makes the model that a workflow version names. Safe for use by several threads; models of providers are kept, since
 * each holds an HTTP client.
 */
public final class AgentModels {

    /** How long one request may take unless configured otherwise. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    private static final int KEPT_MAX = 32;

    private final SecretSource secrets;
    private final UnaryOperator<String> wireName;
    private final Duration timeout;
    private final Map<Kept, ProviderModel> providers = new LinkedHashMap<>(KEPT_MAX, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Kept, ProviderModel> eldest) {
            return size() > KEPT_MAX;
        }
    };

    /** {@code wireName} turns a dotted tool name into the one on the wire. */
    public AgentModels(SecretSource secrets, UnaryOperator<String> wireName, Duration timeout) {
        this.secrets = secrets;
        this.wireName = wireName;
        this.timeout = timeout;
    }

    /** One model with the default timeout. */
    public static ChatModel create(
            JsonNode modelDocument, JsonNode runInput, SecretSource secrets, UnaryOperator<String> wireName) {
        return new AgentModels(secrets, wireName, DEFAULT_TIMEOUT).create(modelDocument, runInput);
    }

    /**
     * The model for one run. The request must hold all messages of the run so far.
     *
     * @throws ModelUnusable if none can be made of the document
     */
    public ChatModel create(JsonNode modelDocument, JsonNode runInput) {
        String kind = modelDocument.path("kind").asText();
        return switch (kind) {
            case "scripted" -> new ScriptedModel(list(modelDocument, "turns"), runInput, wireName);
            case "replay" -> new ReplayModel(list(modelDocument, "messages"));
            case "openai" -> provider(modelDocument, ProviderModel::openAi);
            case "anthropic" -> provider(modelDocument, ProviderModel::anthropic);
            default -> throw new ModelUnusable("Unknown model kind '" + kind + "'");
        };
    }

    private ProviderModel provider(JsonNode document, Function<ProviderModel.Settings, ProviderModel> factory) {
        String reference = text(document.path("api_key"), "ref");
        Secret key = secrets.resolve(reference)
                .orElseThrow(() -> new ModelUnusable("The secret behind " + reference + " is not there or not allowed"));
        ProviderModel.Settings settings = new ProviderModel.Settings(
                text(document, "base_url"),
                text(document, "model"),
                key,
                document.path("max_tokens").asInt(0),
                timeout);
        Kept kept = new Kept(document.path("kind").asText(), settings);
        synchronized (providers) {
            return providers.computeIfAbsent(kept, absent -> factory.apply(settings));
        }
    }

    private static JsonNode list(JsonNode document, String member) {
        JsonNode list = document.path(member);
        if (!list.isArray()) {
            throw new ModelUnusable("The model has no list of " + member);
        }
        return list;
    }

    private static String text(JsonNode document, String member) {
        String text = document.path(member).asText("");
        if (text.isBlank()) {
            throw new ModelUnusable("The model has no " + member);
        }
        return text;
    }

    private record Kept(String kind, ProviderModel.Settings settings) {}
}
