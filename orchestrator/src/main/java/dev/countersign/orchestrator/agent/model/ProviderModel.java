package dev.countersign.orchestrator.agent.model;

import dev.countersign.mcp.credential.Secret;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.exception.NonRetriableException;
import dev.langchain4j.exception.UnresolvedModelServerException;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;

/** A model behind an API. Every failure becomes a {@link ModelCallFailed} without the key; retries are the loop's. */
final class ProviderModel implements ChatModel {

    private static final int MESSAGE_MAX = 2_000;

    /** Anthropic wants a number; this is the largest that all its models take. */
    private static final int ANTHROPIC_MAX_TOKENS = 4096;

    private final ChatModel provider;
    private final Secret key;
    private final boolean strictTools;

    private ProviderModel(ChatModel provider, Secret key, boolean strictTools) {
        this.provider = provider;
        this.key = key;
        this.strictTools = strictTools;
    }

    /** What is the same for all providers. */
    record Settings(String baseUrl, String model, Secret key, int maxTokens, Duration timeout) {}

    static ProviderModel openAi(Settings settings) {
        ChatModel model = OpenAiChatModel.builder()
                .httpClientBuilder(client(settings))
                .baseUrl(settings.baseUrl())
                .apiKey(settings.key().reveal())
                .modelName(settings.model())
                .maxCompletionTokens(settings.maxTokens() > 0 ? settings.maxTokens() : null)
                .parallelToolCalls(true)
                .returnThinking(true)
                .maxRetries(0)
                .timeout(settings.timeout())
                .logRequests(false)
                .logResponses(false)
                .build();
        return new ProviderModel(model, settings.key(), true);
    }

    static ProviderModel anthropic(Settings settings) {
        ChatModel model = AnthropicChatModel.builder()
                .httpClientBuilder(client(settings))
                .baseUrl(settings.baseUrl())
                .apiKey(settings.key().reveal())
                .modelName(settings.model())
                .maxTokens(settings.maxTokens() > 0 ? settings.maxTokens() : ANTHROPIC_MAX_TOKENS)
                .returnThinking(true)
                .sendThinking(true)
                .maxRetries(0)
                .timeout(settings.timeout())
                .logRequests(false)
                .logResponses(false)
                .build();
        return new ProviderModel(model, settings.key(), false);
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        try {
            return provider.chat(strictTools ? request : withoutStrict(request));
        } catch (LangChain4jException failed) {
            // A name that does not resolve now may do so in a moment: DNS is a network too.
            boolean retryable =
                    !(failed instanceof NonRetriableException) || failed instanceof UnresolvedModelServerException;
            throw new ModelCallFailed(describe(failed), retryable);
        } catch (RuntimeException failed) {
            throw new ModelCallFailed(describe(failed), true);
        }
    }

    /** Anthropic takes {@code strict} only for some models and answers 400 for the others. */
    private static ChatRequest withoutStrict(ChatRequest request) {
        if (request.toolSpecifications() == null) {
            return request;
        }
        List<ToolSpecification> tools = request.toolSpecifications().stream()
                .map(tool -> tool.toBuilder().strict(null).build())
                .toList();
        ChatRequestParameters parameters = request.parameters()
                .overrideWith(ChatRequestParameters.builder()
                        .toolSpecifications(tools)
                        .build());
        return ChatRequest.builder()
                .messages(request.messages())
                .parameters(parameters)
                .build();
    }

    /** A server may send the key back in its error: it is cut out, and the cause, which holds it too, is left behind. */
    private String describe(RuntimeException failed) {
        String what = failed.getMessage() == null ? "the model's server could not be reached" : failed.getMessage();
        String message = failed.getClass().getSimpleName() + ": " + what;
        String clean = message.replace(key.reveal(), "***");
        return clean.length() <= MESSAGE_MAX ? clean : clean.substring(0, MESSAGE_MAX) + "…";
    }

    /** HTTP/1.1 in clear, since an upgrade to 2 confuses small servers; redirects are never followed. */
    private static HttpClientBuilder client(Settings settings) {
        HttpClient.Builder http = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER);
        if (settings.baseUrl().startsWith("http:")) {
            http.version(HttpClient.Version.HTTP_1_1);
        }
        return new JdkHttpClientBuilder().httpClientBuilder(http);
    }
}
