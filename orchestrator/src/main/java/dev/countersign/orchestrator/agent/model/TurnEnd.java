package dev.countersign.orchestrator.agent.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.langchain4j.data.message.AiMessage;
import org.jspecify.annotations.Nullable;

/**
 * What an assistant message means for the run.
 *
 * @param ends the run is over; otherwise answer the message's calls, if any, and ask again
 * @param output the run's output when it ends, JSON null when there is none
 * @param step whether this was a model turn; false for the message that only says that no turn is left
 */
public record TurnEnd(boolean ends, JsonNode output, boolean step) {

    /** Attribute: the index of the turn that was played, a number. */
    public static final String TURN = "countersign.turn";

    /** Attribute: whether the run ends here, where the calls alone do not say it. */
    public static final String END = "countersign.end";

    /** Attribute: the run's output as JSON text, where it is not the message's text. */
    public static final String OUTPUT = "countersign.output";

    /** Reads a message: one with calls never ends a run, one without ends it unless its attribute says otherwise. */
    public static TurnEnd of(AiMessage message) {
        Object end = message.attributes().get(END);
        boolean step = end == null || message.attributes().containsKey(TURN);
        if (message.hasToolExecutionRequests() || Boolean.FALSE.equals(end)) {
            return new TurnEnd(false, NullNode.getInstance(), step);
        }
        return new TurnEnd(true, output(message), step);
    }

    /** The index of the scripted or replayed turn that a message came from; null for a provider's message. */
    static @Nullable Integer turn(AiMessage message) {
        return message.attributes().get(TURN) instanceof Number number ? number.intValue() : null;
    }

    private static JsonNode output(AiMessage message) {
        if (message.attributes().get(OUTPUT) instanceof String json) {
            try {
                return Json.MAPPER.readTree(json);
            } catch (JsonProcessingException notOurs) {
                throw new IllegalStateException("The attribute " + OUTPUT + " is not JSON", notOurs);
            }
        }
        String text = message.text();
        return text == null ? NullNode.getInstance() : TextNode.valueOf(text);
    }
}
