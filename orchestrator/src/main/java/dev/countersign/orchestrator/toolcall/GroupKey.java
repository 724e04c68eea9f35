package dev.countersign.orchestrator.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.mcp.canonical.Digest;
import dev.countersign.orchestrator.approval.Terms;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What items have in common that people decide in one table: tool, rule, workflow and the fields that change. Equal for
 * alike items of all runs; it names none of them.
 */
final class GroupKey {
    private GroupKey() {}

    /**
     * Null for what always has a card of its own: another tier than T1, several votes, a message, a loss, or nothing that
     * a table could show.
     */
    static @Nullable String of(Showing showing, String tool, String workflow) {
        Terms terms = showing.terms();
        JsonNode card = showing.card();
        var fields = new TreeSet<String>();
        card.path("changes").forEach(change -> fields.add(change.path("field").asText()));
        boolean table =
                card.path("message").isMissingNode() || card.path("message").isNull();
        if (!terms.tier().equals("T1")
                || terms.quorum() != 1
                || fields.isEmpty()
                || !table
                || !card.path("lost").isEmpty()) {
            return null;
        }
        ObjectNode alike = JsonNodeFactory.instance.objectNode();
        alike.put("tool", tool).put("rule", card.at("/why/rule_id").asText()).put("workflow", workflow);
        ArrayNode names = alike.putArray("fields");
        fields.forEach(names::add);
        return Digest.of(alike).value().substring("sha256:".length(), "sha256:".length() + 32);
    }
}
