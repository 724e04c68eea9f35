package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.mcp.connector.Template;
import dev.countersign.mcp.schema.Problem;
import java.util.List;

/** Checks the shape of one scripted turn. */
final class TurnShape {

    private final String pointer;
    private final JsonNode turn;
    private final List<Problem> problems;
    private final Shape shape;

    TurnShape(String pointer, JsonNode turn, List<Problem> problems) {
        this.pointer = pointer;
        this.turn = turn;
        this.problems = problems;
        this.shape = new Shape(pointer, turn, problems);
    }

    void check() {
        if (!turn.isObject()) {
            problems.add(new Problem(pointer, turn, "Write a turn with either calls or say."));
            return;
        }
        shape.only("when", "each", "words", "calls", "say");
        if (turn.has("calls") == turn.has("say")) {
            problems.add(new Problem(pointer, null, "Give the turn either calls or say, not both and not none."));
        }
        if (turn.has("when")) {
            place("when", "result", "pointer", "equals");
            if (turn.path("when").isObject() && !turn.path("when").has("equals")) {
                problems.add(new Problem(pointer + "/when/equals", null, "Say which value must stand there."));
            }
        }
        if (turn.has("each")) {
            place("each", "result", "pointer");
            if (turn.has("say")) {
                shape.add("each", "Use each only with calls.");
            }
        }
        if (turn.has("say")) {
            textual("say");
        }
        if (turn.has("words")) {
            textual("words");
        }
        if (turn.has("calls")) {
            calls();
        }
        templates("/say", turn.path("say"));
        templates("/words", turn.path("words"));
        templates("/when", turn.path("when"));
        templates("/each", turn.path("each"));
    }

    private void place(String member, String... known) {
        JsonNode place = turn.path(member);
        if (!place.isObject()) {
            shape.add(member, "Write {" + String.join(", ", known) + "}.");
            return;
        }
        Shape inner = new Shape(pointer + "/" + member, place, problems);
        inner.only(known);
        inner.text("result", "Name the id of a call.");
        if (!isPointer(place.path("pointer"))) {
            inner.add("pointer", "Write a JSON Pointer, such as /structured_content/items.");
        }
    }

    private void textual(String member) {
        if (!turn.path(member).isTextual()) {
            shape.add(member, "Write text.");
        }
    }

    private void calls() {
        JsonNode calls = turn.path("calls");
        if (!calls.isArray() || calls.isEmpty()) {
            shape.add("calls", "Write a list with at least one call.");
            return;
        }
        for (int i = 0; i < calls.size(); i++) {
            call(pointer + "/calls/" + i, calls.get(i));
            // Raw argument text is no template: it goes out as it is.
            if (!calls.get(i).path("arguments").isTextual()) {
                templates("/calls/" + i + "/arguments", calls.get(i).path("arguments"));
            }
            templates("/calls/" + i + "/id", calls.get(i).path("id"));
            templates("/calls/" + i + "/tool", calls.get(i).path("tool"));
        }
    }

    private void call(String at, JsonNode call) {
        if (!call.isObject()) {
            problems.add(new Problem(at, call, "Write {id, tool, arguments}."));
            return;
        }
        Shape inner = new Shape(at, call, problems);
        inner.only("id", "tool", "arguments");
        inner.text("id", "Give the call an id.");
        inner.text("tool", "Name a tool as connector.tool.");
    }

    private void templates(String at, JsonNode node) {
        if (node.isTextual()) {
            try {
                Template.parse(node.textValue());
            } catch (IllegalArgumentException malformed) {
                problems.add(new Problem(pointer + at, node, String.valueOf(malformed.getMessage())));
            }
            return;
        }
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                templates(at + "/" + i, node.get(i));
            }
            return;
        }
        node.properties().forEach(member -> {
            templates(at + "/" + Shape.escape(member.getKey()), member.getValue());
        });
    }

    private static boolean isPointer(JsonNode node) {
        if (!node.isTextual()) {
            return false;
        }
        try {
            JsonPointer.compile(node.textValue());
            return true;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }
}
