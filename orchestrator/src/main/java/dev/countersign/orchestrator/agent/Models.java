package dev.countersign.orchestrator.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.catalog.WireNames;
import dev.countersign.mcp.credential.Credentials;
import dev.countersign.mcp.invocation.EgressRule;
import dev.countersign.mcp.schema.Problem;
import dev.countersign.orchestrator.agent.model.AgentModels;
import dev.countersign.orchestrator.agent.model.ModelCallFailed;
import dev.countersign.orchestrator.agent.model.ModelDocument;
import dev.countersign.orchestrator.agent.model.SecretSource;
import dev.countersign.orchestrator.workflow.ModelCheck;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks models, with a deadline of our own around each request and a bound on the requests to one kind at once. */
@Singleton
class Models implements ModelCheck {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final AgentModels models;
    private final EgressRule egress;
    private final AgentConfig config;
    private final Map<String, Semaphore> slots = new ConcurrentHashMap<>();

    Models(Credentials credentials, EgressRule egress, AgentConfig config) {
        this.egress = egress;
        this.models = new AgentModels(SecretSource.of(credentials), WireNames::toWire, config.modelDeadline());
        this.config = config;
    }

    @Override
    public List<Problem> problems(JsonNode model) {
        return ModelDocument.check(model, this::allowed);
    }

    private boolean allowed(String baseUrl) {
        try {
            return egress.refusal(URI.create(baseUrl)).isEmpty();
        } catch (IllegalArgumentException notAnAddress) {
            return false;
        }
    }

    /**
     * One model turn. Blocks the calling virtual thread.
     *
     * @throws ModelCallFailed when there was no answer in time
     */
    ChatResponse ask(JsonNode document, JsonNode input, ChatRequest request) {
        ChatModel model = models.create(document, input);
        String kind = document.path("kind").asText();
        if (kind.equals("scripted") || kind.equals("replay")) {
            return model.chat(request);
        }
        Semaphore slot = slots.computeIfAbsent(kind, any -> new Semaphore(config.requestsPerModel()));
        try {
            if (!slot.tryAcquire(config.modelDeadline().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new ModelCallFailed("Too many requests wait for the model.", true);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelCallFailed("Interrupted while waiting for the model.", true);
        }
        try {
            return inTime(model, request);
        } finally {
            slot.release();
        }
    }

    /** The provider's own time-out does not cover an answer that stalls half way. */
    private ChatResponse inTime(ChatModel model, ChatRequest request) {
        var answer = new CompletableFuture<ChatResponse>();
        Thread asking = Thread.ofVirtual().name("model-request").start(() -> {
            try {
                answer.complete(model.chat(request));
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(config.modelDeadline().plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            asking.interrupt();
            throw new ModelCallFailed("The model did not answer within " + config.modelDeadline() + ".", true);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException known ? known : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelCallFailed("Interrupted while waiting for the model.", true);
        }
    }
}
