package dev.countersign.orchestrator.desk;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.ui.card.Card;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fields that a stale card shows only because the record moved. The stored card has no value after the call for them,
 * which would read as if the call emptied them; a call that sets nothing to null leaves them as they are.
 */
final class Untouched {
    private Untouched() {}

    static Card shown(Card card, @Nullable JsonNode arguments) {
        if (arguments == null || holdsNull(arguments)) {
            return card;
        }
        List<Card.Change> changes =
                card.changes().stream().map(Untouched::asItStays).toList();
        return new Card(
                card.consequence(),
                card.action(),
                card.reversible(),
                card.blastRadius(),
                changes,
                card.readAt(),
                card.recordVersion(),
                card.why(),
                card.account(),
                card.lost(),
                card.merged(),
                card.message(),
                card.agentWords());
    }

    private static Card.Change asItStays(Card.Change change) {
        boolean written = change.after() != null && !change.after().isNull();
        return written || change.seen() == null
                ? change
                : new Card.Change(
                        change.field(),
                        change.before(),
                        change.before(),
                        change.masked(),
                        change.seen(),
                        change.agent());
    }

    private static boolean holdsNull(JsonNode node) {
        if (node.isNull()) {
            return true;
        }
        for (JsonNode part : node) {
            if (holdsNull(part)) {
                return true;
            }
        }
        return false;
    }
}
