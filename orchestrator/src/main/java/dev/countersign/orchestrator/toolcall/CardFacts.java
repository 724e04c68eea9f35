package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.countersign.ui.card.Card;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * What two facts of fixed names give a card: {@code message} says who sends a mail and who its readers are, and
 * {@code merge} puts the record that goes beside the one that stays. A connector declares them like any other fact; a
 * card without them says less, never something else.
 */
final class CardFacts {
    private static final int FIELDS_MAX = 20;

    private CardFacts() {}

    /** The mail as its reader will get it; null for anything but mail. */
    static Card.@Nullable Message message(Situation situation) {
        JsonNode to = situation.arguments().path("to");
        JsonNode body = situation.arguments().path("body");
        if (!situation.tool().connector().domain().equals("email") || !to.isArray() || !body.isTextual()) {
            return null;
        }
        JsonNode known = situation.facts().path("message");
        boolean newDomain = situation.facts().path("known_domain").isBoolean()
                && !situation.facts().path("known_domain").booleanValue();
        var recipients = new ArrayList<Card.Recipient>();
        to.forEach(address -> recipients.add(recipient(address.asText(), known.path("recipients"), newDomain)));
        String from = text(situation.arguments().path("from"));
        return new Card.Message(
                from == null ? text(known.path("from")) : from,
                recipients,
                situation.arguments().path("subject").asText(""),
                body.asText());
    }

    private static Card.Recipient recipient(String address, JsonNode known, boolean newDomain) {
        JsonNode who = MissingNode.getInstance();
        for (JsonNode one : known) {
            if (address.equalsIgnoreCase(one.path("address").asText())) {
                who = one;
            }
        }
        JsonNode fresh = who.path("new_domain");
        return new Card.Recipient(
                text(who.path("name")),
                text(who.path("role")),
                text(who.path("company")),
                address,
                fresh.isBoolean() ? fresh.booleanValue() : newDomain);
    }

    /** Both records of a merge, field by field; empty where the connector does not say. */
    static List<Card.Merged> merged(Situation situation) {
        JsonNode merge = situation.facts().path("merge");
        var lines = new ArrayList<Card.Merged>();
        merge.path("deleted").properties().forEach(field -> {
            JsonNode stays = merge.path("stays").get(field.getKey());
            if (lines.size() < FIELDS_MAX && (stays != null || field.getValue().isValueNode())) {
                lines.add(new Card.Merged(
                        field.getKey(),
                        field.getValue(),
                        stays,
                        merge.path("after").get(field.getKey())));
            }
        });
        return lines;
    }

    /** How many records a merge touches: those that move, and the one that goes. */
    static OptionalInt reached(Situation situation) {
        JsonNode moves = situation.facts().path("merge").path("moves");
        return moves.isIntegralNumber() && moves.canConvertToInt() && moves.intValue() >= 0
                ? OptionalInt.of(moves.intValue() + 1)
                : OptionalInt.empty();
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() && !node.asText().isBlank() ? node.asText() : null;
    }
}
