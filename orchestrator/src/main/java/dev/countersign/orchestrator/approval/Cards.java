package dev.countersign.orchestrator.approval;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.countersign.ui.card.Card;

/** Reads stored cards. */
public final class Cards {
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private Cards() {}

    /** The card of the approval's newest round, as it was shown. */
    public static Card of(Approval approval) {
        try {
            return read(approval.card());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the card of approval " + approval.id() + " cannot be read", e);
        }
    }

    /**
     * A stored card of any round.
     *
     * @throws JsonProcessingException when it is none
     */
    public static Card read(JsonNode stored) throws JsonProcessingException {
        return JSON.treeToValue(stored, Card.class);
    }
}
