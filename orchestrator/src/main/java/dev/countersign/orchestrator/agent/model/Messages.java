package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ChatMessageDeserializer;
import dev.langchain4j.data.message.ChatMessageSerializer;
import java.util.List;

/** Model messages as the journal stores them: the library's own JSON inside an envelope that says which library. */
public final class Messages {

    private static final int SCHEMA = 1;
    private static final String LIBRARY = "langchain4j 1.19.0";

    private Messages() {}

    /** {@code {schema, library, messages}}. Attributes, thinking and its signatures are kept. */
    public static String toJson(List<ChatMessage> messages) {
        try {
            ObjectNode envelope = Json.MAPPER.createObjectNode();
            envelope.put("schema", SCHEMA);
            envelope.put("library", LIBRARY);
            envelope.set("messages", Json.MAPPER.readTree(ChatMessageSerializer.messagesToJson(messages)));
            return Json.text(envelope);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("The message codec wrote no JSON", impossible);
        }
    }

    /** Reads an envelope back; one of another schema is refused rather than guessed at. */
    public static List<ChatMessage> fromJson(String json) {
        try {
            JsonNode envelope = Json.MAPPER.readTree(json);
            if (envelope.path("schema").asInt() != SCHEMA || !envelope.path("messages").isArray()) {
                throw new IllegalArgumentException("Not a journal envelope of schema " + SCHEMA);
            }
            return ChatMessageDeserializer.messagesFromJson(Json.text(envelope.path("messages")));
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException("Not a journal envelope", broken);
        }
    }
}
