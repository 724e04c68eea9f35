package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.schema.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The {@code model} member of a workflow document. */
public final class ModelDocument {

    private final JsonNode model;
    private final Predicate<String> baseUrlAllowed;
    private final List<Problem> problems = new ArrayList<>();

    private ModelDocument(JsonNode model, Predicate<String> baseUrlAllowed) {
        this.model = model;
        this.baseUrlAllowed = baseUrlAllowed;
    }

    /** Like the other, with every base URL allowed: the local profile. */
    public static List<Problem> check(JsonNode model) {
        return check(model, any -> true);
    }

    /**
     * All problems of a model, with pointers relative to it; empty when it can be registered. Turns are not checked
     * against the catalogue, and a template is only checked for its form. {@code baseUrlAllowed} is the operator's
     * allow-list.
     */
    public static List<Problem> check(JsonNode model, Predicate<String> baseUrlAllowed) {
        return new ModelDocument(model, baseUrlAllowed).check();
    }

    private List<Problem> check() {
        if (!model.isObject()) {
            add("", model, "Write an object with a kind: scripted, replay, openai or anthropic.");
            return List.copyOf(problems);
        }
        switch (model.path("kind").asText()) {
            case "scripted" -> scripted();
            case "replay" -> replay();
            case "openai", "anthropic" -> provider();
            default -> add("/kind", model.get("kind"), "Use scripted, replay, openai or anthropic.");
        }
        return List.copyOf(problems);
    }

    private void scripted() {
        new Shape("", model, problems).only("kind", "turns");
        JsonNode turns = model.path("turns");
        if (!turns.isArray()) {
            add("/turns", model.get("turns"), "Write a list of turns.");
            return;
        }
        for (int i = 0; i < turns.size(); i++) {
            new TurnShape("/turns/" + i, turns.get(i), problems).check();
        }
    }

    private void replay() {
        new Shape("", model, problems).only("kind", "messages");
        JsonNode messages = model.path("messages");
        if (!messages.isArray()) {
            add("/messages", model.get("messages"), "Write a list of OpenAI chat messages.");
            return;
        }
        for (int i = 0; i < messages.size(); i++) {
            message("/messages/" + i, messages.get(i));
        }
    }

    /** Other members of a chat message are allowed: it was recorded elsewhere. */
    private void message(String pointer, JsonNode message) {
        if (!message.path("role").isTextual()) {
            add(pointer + "/role", message.get("role"), "Name the role: system, user, assistant or tool.");
            return;
        }
        if (!"assistant".equals(message.path("role").textValue())) {
            return;
        }
        JsonNode content = message.path("content");
        if (!(content.isMissingNode() || content.isNull() || content.isTextual() || content.isArray())) {
            add(pointer + "/content", content, "Write text, a list of parts, or null.");
        }
        JsonNode calls = message.path("tool_calls");
        if (!(calls.isMissingNode() || calls.isNull() || calls.isArray())) {
            add(pointer + "/tool_calls", calls, "Write a list of tool calls.");
            return;
        }
        for (int i = 0; i < calls.size(); i++) {
            call(pointer + "/tool_calls/" + i, calls.get(i));
        }
    }

    private void call(String pointer, JsonNode call) {
        JsonNode name = call.path("function").path("name");
        if (!name.isTextual() || name.textValue().isBlank()) {
            add(pointer + "/function/name", call.path("function").get("name"), "Name the tool as on the wire.");
        }
        if (!call.path("function").path("arguments").isTextual()) {
            add(
                    pointer + "/function/arguments",
                    call.path("function").get("arguments"),
                    "Write the arguments as text.");
        }
    }

    private void provider() {
        Shape shape = new Shape("", model, problems);
        shape.only("kind", "base_url", "model", "api_key", "max_tokens");
        shape.text("model", "Name the model as the provider does.");
        JsonNode url = model.path("base_url");
        if (!Shape.httpUrl(url)) {
            add("/base_url", null, "Write an http or https URL without user, query and fragment.");
        } else if (!baseUrlAllowed.test(url.textValue())) {
            add("/base_url", url, "Ask an operator to put this address on the allow-list.");
        }
        JsonNode reference = model.path("api_key").path("ref");
        // What stands here instead of a reference may be the secret itself: it is not repeated.
        if (!reference.isTextual() || !Shape.secretReference(reference.textValue())) {
            add("/api_key/ref", null, "Write {ref: \"env:COUNTERSIGN_SECRET_…\"} or {ref: \"file:…\"}, never the key.");
        } else {
            new Shape("/api_key", model.path("api_key"), problems).only("ref");
        }
        JsonNode maximum = model.path("max_tokens");
        if (!maximum.isMissingNode()
                && !(maximum.canConvertToInt() && maximum.isIntegralNumber() && maximum.intValue() > 0)) {
            add("/max_tokens", maximum, "Write a whole number from 1.");
        }
    }

    private void add(String pointer, @Nullable JsonNode value, String fix) {
        problems.add(new Problem(pointer, value, fix));
    }
}
