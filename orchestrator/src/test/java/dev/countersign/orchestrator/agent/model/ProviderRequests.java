package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.credential.Secret;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The same request for each provider: two tools, one refused call in the history. */
final class ProviderRequests {

    static final String KEY = "key-that-nobody-may-see";

    private ProviderRequests() {}

    static ChatModel model(String kind, String baseUrl) {
        return model(kind, baseUrl, Duration.ofSeconds(20));
    }

    static ChatModel model(String kind, String baseUrl, Duration timeout) {
        ObjectNode document = new ObjectMapper().createObjectNode();
        document.put("kind", kind).put("base_url", baseUrl).put("model", "model-1");
        document.putObject("api_key").put("ref", "env:COUNTERSIGN_SECRET_MODEL");
        SecretSource secrets = reference -> Optional.of(reference)
                .filter("env:COUNTERSIGN_SECRET_MODEL"::equals)
                .map(found -> new Secret(KEY));
        return new AgentModels(secrets, name -> name.replace(".", "__"), timeout)
                .create(document, Documents.yaml("{}"));
    }

    static ChatRequest request() {
        ToolExecutionRequest call = ToolExecutionRequest.builder()
                .id("call_0")
                .name("crm__get_lead")
                .arguments("{\"email\":\"a@b.example\"}")
                .build();
        JsonNode refusal = Documents.yaml("{status: refused, code: NOT_ALLOWED, retry: never}");
        return ChatRequest.builder()
                .messages(List.of(
                        SystemMessage.from("Take up the lead."),
                        UserMessage.from("{\"email\":\"a@b.example\"}"),
                        AiMessage.from("I look it up.", List.of(call)),
                        ToolAnswer.message(call, true, refusal, null)))
                .toolSpecifications(List.of(
                        ToolSpecifications.of("crm__get_lead", "Finds a lead.", Documents.yaml("""
                                {type: object, additionalProperties: false, required: [email], properties: {email: {type: string, description: Its address}}}
                                """)),
                        ToolSpecifications.of("crm__search", "Searches.", Documents.yaml("""
                                {type: object, additionalProperties: false, properties: {
                                  limit: {type: integer, minimum: 1, maximum: 50, default: 5},
                                  lead: {"$ref": "#/definitions/lead"}, any: true},
                                 definitions: {lead: {type: object, properties: {id: {type: string, pattern: "^lead-"}}}},
                                 minProperties: 1}
                                """))))
                .build();
    }
}
