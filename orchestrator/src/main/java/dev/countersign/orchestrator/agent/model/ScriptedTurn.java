package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One turn of a script.
 *
 * @param index its position, which stands in the message that it plays
 * @param turn its part of the document
 * @param wireName turns a dotted tool name into the one on the wire
 */
record ScriptedTurn(int index, JsonNode turn, UnaryOperator<String> wireName) {

    /** The message of this turn; empty when its {@code when} does not hold or {@code each} leaves no element. */
    Optional<AiMessage> play(TurnRoots roots) {
        List<TurnRoots> scopes = scopes(roots);
        if (scopes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(turn.has("say") ? say(scopes.getFirst()) : calls(roots, scopes));
    }

    /** One scope for a plain turn, one for each picked element under {@code each}, none when the turn is passed over. */
    private List<TurnRoots> scopes(TurnRoots roots) {
        if (!turn.has("each")) {
            return holds(roots) ? List.of(roots) : List.of();
        }
        List<TurnRoots> scopes = new ArrayList<>();
        JsonNode elements = at(turn.path("each"), roots, pointer("each"));
        for (int i = 0; elements.isArray() && i < elements.size(); i++) {
            TurnRoots scope = roots.element(elements.get(i), i);
            if (holds(scope)) {
                scopes.add(scope);
            }
        }
        return scopes;
    }

    private boolean holds(TurnRoots roots) {
        JsonNode when = turn.path("when");
        if (when.isMissingNode()) {
            return true;
        }
        String pointer = pointer("when");
        String callId = TurnText.render(when.path("result"), roots, pointer + "/result");
        if (roots.answer(callId) == null) {
            return false;
        }
        JsonNode actual = at(when, roots, pointer);
        JsonNode expected = TurnText.fill(when.path("equals"), roots, pointer + "/equals");
        return orNull(actual).equals(ScriptedTurn::compare, orNull(expected));
    }

    /** What stands at {@code {result, pointer}}, missing when there is no such answer yet. */
    private static JsonNode at(JsonNode place, TurnRoots roots, String pointer) {
        JsonNode answer = roots.answer(TurnText.render(place.path("result"), roots, pointer + "/result"));
        if (answer == null) {
            return MissingNode.getInstance();
        }
        String path = TurnText.render(place.path("pointer"), roots, pointer + "/pointer");
        try {
            return answer.at(JsonPointer.compile(path));
        } catch (IllegalArgumentException malformed) {
            throw new ScriptError(pointer + "/pointer", "not a JSON Pointer: " + path);
        }
    }

    private AiMessage say(TurnRoots roots) {
        JsonNode output = TurnText.fill(turn.path("say"), roots, pointer("say"));
        Map<String, Object> attributes = attributes(true);
        if (!output.isTextual()) {
            attributes.put(TurnEnd.OUTPUT, Json.text(output));
        }
        String text = TurnText.render(turn.path("say"), roots, pointer("say"));
        return AiMessage.builder().text(text).attributes(attributes).build();
    }

    private AiMessage calls(TurnRoots roots, List<TurnRoots> scopes) {
        List<ToolExecutionRequest> requests = new ArrayList<>();
        JsonNode calls = turn.path("calls");
        for (TurnRoots scope : scopes) {
            for (int i = 0; i < calls.size(); i++) {
                requests.add(request(calls.get(i), scope, pointer("calls/" + i)));
            }
        }
        AiMessage.Builder message =
                AiMessage.builder().toolExecutionRequests(requests).attributes(attributes(false));
        if (turn.hasNonNull("words")) {
            message.text(TurnText.render(turn.path("words"), roots, pointer("words")));
        }
        return message.build();
    }

    private ToolExecutionRequest request(JsonNode call, TurnRoots roots, String pointer) {
        ToolExecutionRequest.Builder request = ToolExecutionRequest.builder()
                .name(wireName.apply(TurnText.render(call.path("tool"), roots, pointer + "/tool")))
                .arguments(arguments(call.path("arguments"), roots, pointer + "/arguments"));
        if (call.hasNonNull("id")) {
            request.id(TurnText.render(call.path("id"), roots, pointer + "/id"));
        }
        return request.build();
    }

    /** A string is raw, perhaps broken, JSON and goes out as it is. */
    private static String arguments(JsonNode arguments, TurnRoots roots, String pointer) {
        if (arguments.isTextual()) {
            return arguments.textValue();
        }
        return arguments.isMissingNode() ? "{}" : Json.text(TurnText.fill(arguments, roots, pointer));
    }

    private Map<String, Object> attributes(boolean end) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put(TurnEnd.TURN, index);
        attributes.put(TurnEnd.END, end);
        return attributes;
    }

    private String pointer(String member) {
        return "/turns/" + index + "/" + member;
    }

    private static JsonNode orNull(JsonNode node) {
        return node.isMissingNode() ? NullNode.getInstance() : node;
    }

    /** 1 and 1.0 are the same number. */
    private static int compare(JsonNode one, JsonNode other) {
        if (one.isNumber() && other.isNumber()) {
            return one.decimalValue().compareTo(other.decimalValue());
        }
        return one.equals(other) ? 0 : 1;
    }
}
