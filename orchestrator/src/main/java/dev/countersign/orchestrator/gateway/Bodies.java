package dev.countersign.orchestrator.gateway;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.orchestrator.transition.Rows;
import dev.countersign.policy.document.DocumentInvalid;
import dev.countersign.policy.document.Documents;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads request bodies and writes answers. What cannot be read is a problem that says where. */
final class Bodies {
    static final int MAX = 1024 * 1024;
    static final int MAX_DOCUMENT = 8 * 1024 * 1024;

    private Bodies() {}

    /** A JSON object of at most 1 MiB with no members but those named. */
    static ObjectNode object(@Nullable String body, String... known) {
        ObjectNode object = json(body);
        Set<String> strange = new TreeSet<>();
        object.fieldNames().forEachRemaining(strange::add);
        strange.removeAll(Set.of(known));
        if (!strange.isEmpty()) {
            throw Problem.invalid(strange.stream()
                    .map(name -> new Problem.Wrong(
                            "/" + name.replace("~", "~0").replace("/", "~1"),
                            null,
                            "Unknown member. Known ones are " + String.join(", ", known) + "."))
                    .toList());
        }
        return object;
    }

    static ObjectNode json(@Nullable String body) {
        bounded(body, MAX);
        if (body == null || body.isBlank()) {
            throw Problem.malformed("The body is empty; send a JSON object.");
        }
        try {
            if (Rows.JSON.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException broken) {
            var at = broken.getLocation();
            throw Problem.malformed("The body is not valid JSON"
                    + (at == null ? "." : " at line " + at.getLineNr() + ", column " + at.getColumnNr() + "."));
        }
        throw Problem.malformed("The body has to be a JSON object.");
    }

    /** One document, JSON or YAML, of at most 8 MiB, of the kind that is expected here. */
    static JsonNode document(@Nullable String body, String kind) {
        bounded(body, MAX_DOCUMENT);
        if (body == null || body.isBlank()) {
            throw Problem.malformed("The body is empty; send a " + kind + " document.");
        }
        List<JsonNode> documents;
        try {
            documents = Documents.read(body, MAX_DOCUMENT);
        } catch (DocumentInvalid invalid) {
            var errors = new ArrayList<Problem.Wrong>();
            invalid.problems()
                    .forEach(p -> errors.add(new Problem.Wrong(
                            p.pointer(), JsonNodeFactory.instance.textNode(p.value()), p.fix())));
            throw Problem.invalid(errors);
        }
        if (documents.size() != 1) {
            throw Problem.invalid("", null, "Send exactly one document at a time; this body has " + documents.size() + ".");
        }
        JsonNode document = documents.getFirst();
        if (!document.isObject()) {
            throw Problem.malformed("A document has to be an object.");
        }
        if (!document.path("kind").asText().equals(kind)) {
            throw Problem.invalid("/kind", document.path("kind"), "Only documents of kind " + kind + " belong here.");
        }
        return document;
    }

    private static void bounded(@Nullable String body, int max) {
        if (body != null && body.length() > max / 4 && body.getBytes(StandardCharsets.UTF_8).length > max) {
            throw Problem.tooLarge("The body is larger than " + max + " bytes.");
        }
    }

    /** A member that has to be text; 422 when it is missing or something else. */
    static String text(ObjectNode object, String member, int maxChars) {
        String text = optionalText(object, member, maxChars);
        if (text == null || text.isBlank()) {
            throw Problem.invalid("/" + member, object.get(member), "This member is required and has to be text.");
        }
        return text;
    }

    static @Nullable String optionalText(ObjectNode object, String member, int maxChars) {
        JsonNode value = object.get(member);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw Problem.invalid("/" + member, value, "This member has to be text.");
        }
        if (value.asText().length() > maxChars) {
            throw Problem.invalid("/" + member, null, "At most " + maxChars + " characters are allowed.");
        }
        return value.asText();
    }

    static Response ok(JsonNode node) {
        return answer(200, node);
    }

    static Response answer(int status, JsonNode node) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Rows.text(node))
                .build();
    }
}
